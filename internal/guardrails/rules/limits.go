package rules

import (
	"maps"
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/lazyregexp"
	"landform/internal/synthesized"

	"github.com/tidwall/gjson"
)

var limitRules = []rule{
	{
		ID: "number-fits", Class: refused, Types: slices.Sorted(maps.Keys(ranges)), Resource: NumberFits, Unknown: passes,
		Why:      "AWS refuses a number outside of the argument's range",
		Fix:      "use a number in the range",
		Source:   "the Create call of each service in its API reference",
		Violates: `{"aws_sqs_queue": {"main": {"message_retention_seconds": 2000000}}}`,
	},
	{
		ID: "json-valid", Class: refused, Types: []string{guardrails.AnyType}, Resource: JSONValid, Unknown: passes,
		Why:      "AWS refuses a document that is not valid JSON",
		Fix:      "use jsonencode, or an aws_iam_policy_document",
		Violates: `{"aws_ecr_lifecycle_policy": {"main": {"policy": "{\"rules\": [}"}}}`,
	},
	{
		ID: "zone-in-region", Class: refused, Types: zonedTypes, Resource: ZoneInRegion, Unknown: passes,
		Why:      "AWS refuses an availability zone outside of the provider's region",
		Fix:      "use an availability zone of the provider's region",
		Violates: `{"aws_subnet": {"b": {"availability_zone": "us-east-1a"}}}`,
	},
	{
		ID: "schedule-valid", Class: refused, Types: []string{"aws_cloudwatch_event_rule", "aws_scheduler_schedule", "aws_backup_plan"}, Resource: ScheduleValid, Unknown: passes,
		Why:      "AWS refuses the schedule expression",
		Fix:      "write rate(1 hour), rate(5 minutes), or cron with six fields, of which one of the two for days is a question mark",
		Source:   "https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html",
		Violates: `{"aws_scheduler_schedule": {"main": {"schedule_expression": "cron(0 5 * * *)"}}}`,
	},
	{
		ID: "event-pattern-valid", Class: refused, Types: []string{"aws_cloudwatch_event_rule"}, Resource: EventPatternValid, Unknown: passes,
		Why:      "EventBridge refuses a pattern whose values are not arrays, and a rule without pattern and schedule",
		Fix:      `write arrays: {"source": ["aws.rds"]}`,
		Source:   "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html",
		Violates: `{"aws_cloudwatch_event_rule": {"main": {"event_pattern": "{\"source\": \"aws.rds\"}"}}}`,
	},
	{
		ID: "alarm-valid", Class: refused, Types: []string{"aws_cloudwatch_metric_alarm"}, Resource: AlarmValid, Unknown: passes,
		Why:      "CloudWatch refuses the alarm, or the alarm evaluates nothing",
		Fix:      "set period to 10, 20, 30 or a multiple of 60 seconds, evaluation_periods to at least 1, and either metric_name or metric_query",
		Source:   "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html",
		Violates: `{"aws_cloudwatch_metric_alarm": {"main": {"period": 45}}}`,
	},
}

// ranges are the least and the most that AWS accepts of a number. From the page of the service's Create call in its API
// reference, such as https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
var ranges = map[string]map[string][2]float64{
	"aws_appautoscaling_target":       {"min_capacity": {0, 100000}, "max_capacity": {0, 100000}},
	"aws_budgets_budget":              {"limit_amount": {0.01, 1e12}},
	"aws_cognito_user_pool":           {"password_policy.minimum_length": {6, 99}},
	"aws_db_instance":                 {"backup_retention_period": {0, 35}, "allocated_storage": {5, 65536}, "max_allocated_storage": {0, 65536}, "port": {1150, 65535}},
	"aws_docdb_cluster":               {"backup_retention_period": {1, 35}, "port": {1150, 65535}},
	"aws_ebs_volume":                  {"size": {1, 65536}, "throughput": {125, 2000}},
	"aws_efs_access_point":            {"posix_user.uid": {0, 4294967295}, "posix_user.gid": {0, 4294967295}},
	"aws_elasticache_cluster":         {"snapshot_retention_limit": {0, 35}, "port": {1, 65535}},
	"aws_kinesis_stream":              {"retention_period": {24, 8760}},
	"aws_kms_key":                     {"rotation_period_in_days": {90, 2560}},
	"aws_lb":                          {"idle_timeout": {1, 4000}},
	"aws_lb_listener":                 {"port": {1, 65535}},
	"aws_lb_listener_rule":            {"priority": {1, 50000}},
	"aws_lb_target_group":             {"port": {1, 65535}, "deregistration_delay": {0, 3600}, "slow_start": {0, 900}, "health_check.healthy_threshold": {2, 10}, "health_check.unhealthy_threshold": {2, 10}, "health_check.interval": {5, 300}, "health_check.timeout": {2, 120}},
	"aws_neptune_cluster":             {"backup_retention_period": {1, 35}},
	"aws_rds_cluster":                 {"backup_retention_period": {1, 35}, "backtrack_window": {0, 259200}},
	"aws_redshift_cluster":            {"automated_snapshot_retention_period": {0, 35}},
	"aws_route53_record":              {"ttl": {0, 2147483647}},
	"aws_secretsmanager_secret":       {"recovery_window_in_days": {0, 30}},
	"aws_sqs_queue":                   {"message_retention_seconds": {60, 1209600}, "visibility_timeout_seconds": {0, 43200}, "delay_seconds": {0, 900}, "receive_wait_time_seconds": {0, 20}, "max_message_size": {1024, 1048576}, "kms_data_key_reuse_period_seconds": {60, 86400}},
	"aws_lambda_event_source_mapping": {"batch_size": {1, 10000}},
}

// NumberFits requires numbers that AWS accepts.
func NumberFits(r resource) answer {
	whole := pass
	for _, argument := range slices.Sorted(maps.Keys(ranges[r.Type])) {
		limit := ranges[r.Type][argument]
		whole = whole.And(between(r, argument, limit[0], limit[1]))
	}
	return whole
}

// documents are arguments that hold nothing but JSON, by type. Those that hold policies are so in every type.
var documents = map[string][]string{
	"aws_batch_job_definition":                  {"container_properties"},
	"aws_cloudwatch_event_rule":                 {"event_pattern"},
	"aws_ecr_lifecycle_policy":                  {"policy"},
	"aws_ecs_task_definition":                   {"container_definitions"},
	"aws_emr_security_configuration":            {"configuration"},
	"aws_organizations_policy":                  {"content"},
	"aws_sfn_state_machine":                     {"definition"},
	"aws_sns_topic_subscription":                {"redrive_policy", "filter_policy"},
	"aws_sqs_queue":                             {"redrive_policy", "redrive_allow_policy"},
	"aws_sqs_queue_redrive_policy":              {"redrive_policy"},
	"aws_ssoadmin_permission_set_inline_policy": {"inline_policy"},
}

var policies = []string{"policy", "assume_role_policy", "policy_document", "access_policy", "access_policies"}

// JSONValid requires documents that can be read.
func JSONValid(r resource) answer {
	if !strings.HasPrefix(r.Type, "aws_") {
		return skip
	}
	whole := pass
	for _, arguments := range [][]string{documents[r.Type], policies} {
		for _, argument := range arguments {
			v := r.Value(argument)
			if !v.Known() || !seemsJSON(v) {
				continue
			}
			if !isJSON(v) {
				whole = whole.And(broken(argument, "%s is no JSON", argument))
			} else if key := synthesized.Duplicate([]byte(v.String())); key != "" {
				whole = whole.And(broken(argument, "%s has the key %q twice", argument, key))
			}
		}
	}
	return whole
}

// seemsJSON reports whether a value is written as a text that should be an object or an array of JSON.
func seemsJSON(v value) bool {
	text := strings.TrimSpace(v.String())
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
}

// isJSON reports whether a value is a text with an object or an array of JSON.
func isJSON(v value) bool { return seemsJSON(v) && gjson.Valid(strings.TrimSpace(v.String())) }

var zonedTypes = []string{"aws_subnet", "aws_ebs_volume", "aws_instance", "aws_db_instance", "aws_elasticache_cluster", "aws_redshift_cluster"}

// ZoneInRegion requires zones of the provider's region. A resource of another provider than the default one is left
// alone.
func ZoneInRegion(r resource) answer {
	region := defaultRegion(r)
	if region == "" {
		return skip
	}
	return unset(r, "availability_zone", func(v value) bool { return zoneSuffix.MatchString(strings.TrimPrefix(v.String(), region)) })
}

// zoneSuffix matches what stands behind the region in the name of a zone: a letter, or a local zone.
var zoneSuffix = lazyregexp.New(`^([a-f]|-[a-z0-9-]+)$`)

// defaultRegion is the region of the provider without alias, where a resource has that provider.
func defaultRegion(r resource) string {
	if r.Value("provider").Exists() || r.Value("region").Exists() {
		return ""
	}
	for _, provider := range r.Stack().Value("provider.aws").List() {
		if region := provider.Field("region"); !provider.Field("alias").Exists() && region.Known() {
			return region.String()
		}
	}
	return ""
}

var (
	rate = lazyregexp.New(`^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$`)
	cron = lazyregexp.New(`^cron\(\S+ \S+ (\S+) \S+ (\S+) \S+\)$`)
	once = lazyregexp.New(`^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$`)
)

// ScheduleValid requires expressions that AWS accepts.
func ScheduleValid(r resource) answer {
	valid := func(v value) bool {
		fields := cron.FindStringSubmatch(v.String())
		return fields != nil && (fields[1] == "?") != (fields[2] == "?") || rate.MatchString(v.String()) || once.MatchString(v.String())
	}
	if r.Type != "aws_backup_plan" {
		return unset(r, "schedule_expression", valid)
	}
	return everyBlock(r, "rule", func(path string, rule value) answer {
		if !rule.Field("schedule").Exists() {
			return pass
		}
		return check(path+".schedule", rule.Field("schedule"), valid)
	})
}

// EventPatternValid requires patterns of arrays.
func EventPatternValid(r resource) answer {
	pattern := r.Value("event_pattern")
	if !pattern.Exists() {
		return isSet(r, "schedule_expression")
	}
	document, ok := pattern.Document()
	if !ok {
		return skip
	}
	for _, key := range sorted(document.Keys()) {
		if single := document.Field(key); single.Known() && !strings.HasPrefix(key, "$") && !single.IsObject() && !strings.HasPrefix(single.String(), "[") {
			return broken("event_pattern", "event_pattern: %s = %s", key, single)
		}
	}
	return pass
}

// AlarmValid requires alarms that CloudWatch accepts.
func AlarmValid(alarm resource) answer {
	whole := unset(alarm, "period", func(v value) bool {
		seconds, ok := v.Number()
		return ok && (seconds == 10 || seconds == 20 || seconds == 30 || seconds >= 60 && int(seconds)%60 == 0)
	}).And(atLeast(alarm, "evaluation_periods", 1))
	metric, query := alarm.Value("metric_name").Exists(), len(alarm.All("metric_query")) > 0
	if metric == query {
		whole = whole.And(broken("metric_name", "%s", map[bool]string{true: "metric_name beside metric_query", false: "neither metric_name nor metric_query"}[metric]))
	}
	whole = whole.And(unset(alarm, "statistic", func(v value) bool { return slices.Contains(statistics, v.String()) }))
	if text := alarm.Value("comparison_operator").String(); text != "" && !slices.Contains(operators, text) {
		whole = whole.And(broken("comparison_operator", "comparison_operator = %s", text))
	}
	return whole
}

var statistics = []string{"SampleCount", "Average", "Sum", "Minimum", "Maximum"}

var operators = []string{"GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold",
	"LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold"}
