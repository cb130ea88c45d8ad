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
	// insightsRetentionDays is what Performance Insights, the standard mode of Database Insights, keeps without charge.
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PerfInsights.Overview.cost.html
	insightsRetentionDays = 7
	// monitoringSeconds is how often Enhanced Monitoring measures the operating system. At this interval it writes about
	// 200 MB of logs a month, for $0.10.
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.overview.html
	monitoringSeconds = 60
	// osMetricsLogGroup is where Enhanced Monitoring writes for every instance of an account and region.
	osMetricsLogGroup = "RDSOSMetrics"
)

// insights switches on the load of the database by statement. RDS for PostgreSQL offers it in every instance class.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.Engines.html
func insights(config *dbinstance.DbInstanceConfig, key *encryption.Key) {
	config.PerformanceInsightsEnabled = true
	config.PerformanceInsightsKmsKeyId = key.ARN
	config.PerformanceInsightsRetentionPeriod = jsii.Number(insightsRetentionDays)
}

// monitoringRole lets Enhanced Monitoring write its log, on behalf of the account's own instances.
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
