package postgres

import "landform/constructs/alarm"

// Events returns the RDS events of the instance about failures, failovers, recoveries, low storage and maintenance.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
func (p *Postgres) Events() []alarm.Event {
	return []alarm.Event{{
		Name:   "postgres-events",
		Reason: "RDS reports a failure, a failover, a recovery, low storage or maintenance of PostgreSQL",
		Pattern: alarm.Pattern{
			Source: []string{"aws.rds"}, DetailType: []string{"RDS DB Instance Event"},
			Detail: map[string][]string{
				"SourceIdentifier": {p.Identifier},
				"EventCategories":  {"availability", "failover", "failure", "low storage", "maintenance", "recovery"},
			},
		},
	}}
}
