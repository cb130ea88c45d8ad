package postgres

import (
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbinstance"
)

const (
	// insightsRetentionDays is the retention of Performance Insights that is free of charge.
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html
	insightsRetentionDays = 7
	// monitoringSeconds is the interval of Enhanced Monitoring. With it, an instance writes about 200 MB of logs a month,
	// which cost $0.10.
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.overview.html
	//
	// They go to RDSOSMetrics, the log group of all instances of an account and region, which RDS creates with a retention of
	// 30 days. No stack creates it: for a second environment of the account, or a second deployment, it exists already.
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.CloudWatchLogs.html
	monitoringSeconds = 60
)

// insights enables Performance Insights, which shows the load by SQL statement. RDS for PostgreSQL supports it in every
// instance class.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
func insights(config *dbinstance.DbInstanceConfig, key *encryption.Key) {
	config.PerformanceInsightsEnabled = true
	config.PerformanceInsightsKmsKeyId = key.ARN
	config.PerformanceInsightsRetentionPeriod = jsii.Number(insightsRetentionDays)
}

// monitoringRole creates the role with which Enhanced Monitoring writes its log, only on behalf of the account's own
// instances.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html
func monitoringRole(scope constructs.Construct, props Props) *identity.Role {
	return identity.NewRole(scope, "monitoring-role", identity.RoleProps{
		Names:           props.Names,
		Name:            props.Names.NameWithin("rds-monitoring-role", 64),
		Description:     "Enhanced Monitoring of RDS in " + props.Names.Prefix(),
		TrustPolicy:     policy.AssumableFor("monitoring.rds.amazonaws.com", props.Names.AccountID, props.Names.ARN("rds", "db:*")),
		ManagedPolicies: []string{"service-role/AmazonRDSEnhancedMonitoringRole"},
	})
}
