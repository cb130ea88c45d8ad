package rules

import (
	"slices"
	"strings"
)

var logGroup = []string{"aws_cloudwatch_log_group"}

var observabilityRules = []rule{
	{
		ID: "logs-customer-key", Class: advice, Types: logGroup, Resource: LogsCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set kms_key_id",
		Aliases:  []string{"AWS-0017", "CKV_AWS_158"},
		Violates: `{"aws_cloudwatch_log_group": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "logs-retention", Class: advice, Types: logGroup, Resource: LogsRetention,
		Why:      "without a retention, logs are paid for forever; after only a week, they are gone before anybody needs them",
		Fix:      "set retention_in_days to 30 or more",
		Aliases:  []string{"CKV_AWS_66"},
		Violates: `{"aws_cloudwatch_log_group": {"main": {"retention_in_days": 7}}}`,
	},
	{
		ID: "logs-retention-a-year", Class: advice, Types: logGroup, Resource: LogsRetentionAYear,
		Why:      "audits and investigations need the logs of the past year",
		Fix:      "set retention_in_days to 365 or more",
		Aliases:  []string{"CKV_AWS_338"},
		Violates: `{"aws_cloudwatch_log_group": {"main": {"retention_in_days": 90}}}`,
	},
	{
		ID: "logs-retention-known", Class: refused, Types: logGroup, Resource: LogsRetentionKnown,
		Why:      "CloudWatch only accepts certain numbers of days",
		Fix:      "choose a number from the list of the source",
		Source:   "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
		Violates: `{"aws_cloudwatch_log_group": {"main": {"retention_in_days": 500}}}`,
	},
	{
		ID: "alarm-acts", Class: refused, Types: []string{"aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm"}, Resource: AlarmActs,
		Why:      "the alarm notifies nobody",
		Fix:      "set alarm_actions, and do not set actions_enabled to false",
		Aliases:  []string{"CKV_AWS_319", "CloudWatch.15", "CloudWatch.17"},
		Violates: `{"aws_cloudwatch_metric_alarm": {"main": {"alarm_actions": []}}}`,
	},
	{
		ID: "alarm-window", Class: refused, Types: []string{"aws_cloudwatch_metric_alarm"}, Resource: AlarmWindow,
		Why:      "CloudWatch refuses more datapoints to alarm than evaluation periods, and windows of more than a day or a week",
		Fix:      "set datapoints_to_alarm up to evaluation_periods; period times evaluation_periods may be up to a day, or a week for periods of an hour or more",
		Source:   "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
		Violates: `{"aws_cloudwatch_metric_alarm": {"main": {"datapoints_to_alarm": 9}}}`,
	},
	{
		ID: "budget-notifies", Class: advice, Types: []string{"aws_budgets_budget"}, Resource: BudgetNotifies,
		Why:      "the budget notifies nobody",
		Fix:      "add a notification with a subscriber",
		Violates: `{"aws_budgets_budget": {"main": {"notification": []}}}`,
	},
	{
		ID: "flow-log-kept", Class: advice, Types: []string{"aws_flow_log"}, Resource: FlowLogKept,
		Why:      "flow logs without a destination are lost",
		Fix:      "set log_destination",
		Violates: `{"aws_flow_log": {"main": {"log_destination": null}}}`,
	},
	{
		ID: "cloudtrail-complete", Class: refused, Types: []string{"aws_cloudtrail"}, Resource: CloudTrailComplete,
		Why:      "an attacker could work in regions and services that are not recorded",
		Fix:      "set is_multi_region_trail, include_global_service_events and enable_logging",
		Aliases:  []string{"AWS-0014", "CKV_AWS_67", "CKV_AWS_251", "CKV_AWS_252", "CloudTrail.1", "CIS 3.1"},
		Violates: `{"aws_cloudtrail": {"main": {"is_multi_region_trail": false}}}`,
	},
	{
		ID: "cloudtrail-validated", Class: refused, Types: []string{"aws_cloudtrail"}, Resource: CloudTrailValidated,
		Why:      "an attacker could change the logs unnoticed",
		Fix:      "set enable_log_file_validation to true",
		Aliases:  []string{"AWS-0016", "CKV_AWS_36", "CloudTrail.4", "CIS 3.2"},
		Violates: `{"aws_cloudtrail": {"main": {"enable_log_file_validation": false}}}`,
	},
	{
		ID: "cloudtrail-encrypted", Class: refused, Types: []string{"aws_cloudtrail"}, Resource: CloudTrailEncrypted,
		Why:      "the logs contain details about the account that help an attacker",
		Fix:      "set kms_key_id",
		Aliases:  []string{"AWS-0015", "CKV_AWS_35", "CloudTrail.2", "CIS 3.5"},
		Violates: `{"aws_cloudtrail": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "config-records-everything", Class: advice, Types: []string{"aws_config_configuration_recorder", "aws_config_configuration_recorder_status"}, Resource: ConfigRecordsEverything,
		Why:      "changes to resources that are not recorded go unnoticed",
		Fix:      "set all_supported and include_global_resource_types; set is_enabled",
		Aliases:  []string{"CKV2_AWS_48", "Config.1", "CIS 3.3"},
		Violates: `{"aws_config_configuration_recorder": {"main": {"recording_group": {"all_supported": false}}}}`,
	},
	{
		ID: "guardduty-on", Class: advice, Types: []string{"aws_guardduty_detector"}, Resource: GuardDutyOn,
		Why:      "stolen credentials and traffic with known malicious addresses go unnoticed",
		Fix:      "do not set enable to false",
		Aliases:  []string{"CKV_AWS_238", "GuardDuty.1"},
		Violates: `{"aws_guardduty_detector": {"main": {"enable": false}}}`,
	},
	{
		ID: "dashboard-readable", Class: refused, Types: []string{"aws_cloudwatch_dashboard"}, Resource: DashboardReadable, Unknown: passes,
		Why:      "CloudWatch refuses a dashboard body that is not valid JSON",
		Fix:      "use jsonencode",
		Violates: `{"aws_cloudwatch_dashboard": {"main": {"dashboard_body": "{"}}}`,
	},
}

// LogsCustomerKey requires a customer managed key.
func LogsCustomerKey(group resource) answer { return isSet(group, "kms_key_id") }

// LogsRetention requires a retention that is neither too short nor unlimited.
func LogsRetention(group resource) answer { return atLeast(group, "retention_in_days", 14) }

// LogsRetentionAYear requires a retention of a year.
func LogsRetentionAYear(group resource) answer {
	if days, ok := group.Value("retention_in_days").Number(); ok && days < 14 {
		return skip // logs-retention reports it
	}
	return unset(group, "retention_in_days", func(v value) bool { days, ok := v.Number(); return ok && (days == 0 || days >= 365) })
}

var retentions = []string{"0", "1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827",
	"2192", "2557", "2922", "3288", "3653"}

// LogsRetentionKnown requires a retention that CloudWatch accepts.
func LogsRetentionKnown(group resource) answer {
	return unset(group, "retention_in_days", func(v value) bool { return slices.Contains(retentions, v.String()) })
}

// AlarmActs requires alarms with actions.
func AlarmActs(alarm resource) answer {
	return notFalse(alarm, "actions_enabled").And(isSet(alarm, "alarm_actions"))
}

// AlarmWindow requires a window that CloudWatch accepts.
func AlarmWindow(alarm resource) answer {
	periods, _ := alarm.Value("evaluation_periods").Number()
	points, ok := alarm.Value("datapoints_to_alarm").Number()
	if ok && points > periods {
		return broken("datapoints_to_alarm", "datapoints_to_alarm = %.0f of evaluation_periods = %.0f", points, periods)
	}
	const day = 24 * 60 * 60
	length, ok := alarm.Value("period").Number()
	most := float64(day)
	if length >= 60*60 {
		most = 7 * day
	}
	if ok && length*periods > most {
		return broken("period", "period = %.0f with evaluation_periods = %.0f", length, periods)
	}
	return pass
}

// BudgetNotifies requires budgets with a subscriber.
func BudgetNotifies(budget resource) answer {
	if len(budget.All("notification")) == 0 {
		return broken("notification", "notification is not set")
	}
	return everyBlock(budget, "notification", func(path string, notification value) answer {
		if notification.Field("subscriber_email_addresses").Exists() || notification.Field("subscriber_sns_topic_arns").Exists() {
			return pass
		}
		return broken(path, "a notification has no subscriber")
	})
}

// FlowLogKept requires a destination for flow logs.
func FlowLogKept(log resource) answer {
	if log.Value("log_group_name").Exists() {
		return pass
	}
	return isSet(log, "log_destination")
}

// CloudTrailComplete requires trails of every region and of global services.
func CloudTrailComplete(trail resource) answer {
	return isTrue(trail, "is_multi_region_trail").And(notFalse(trail, "include_global_service_events")).And(notFalse(trail, "enable_logging"))
}

// CloudTrailValidated requires digest files for the logs.
func CloudTrailValidated(trail resource) answer { return isTrue(trail, "enable_log_file_validation") }

// CloudTrailEncrypted requires a customer managed key.
func CloudTrailEncrypted(trail resource) answer { return isSet(trail, "kms_key_id") }

// ConfigRecordsEverything requires an enabled recorder for all types of resources.
func ConfigRecordsEverything(recorder resource) answer {
	if strings.HasSuffix(recorder.Type, "_status") {
		return isTrue(recorder, "is_enabled")
	}
	return notFalse(recorder, "recording_group.all_supported")
}

// GuardDutyOn requires an enabled detector.
func GuardDutyOn(detector resource) answer { return notFalse(detector, "enable") }

// DashboardReadable requires a body that CloudWatch accepts.
func DashboardReadable(dashboard resource) answer {
	if isJSON(dashboard.Value("dashboard_body")) {
		return pass
	}
	return holds(dashboard, "dashboard_body", func(value) bool { return false })
}
