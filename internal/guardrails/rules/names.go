package rules

import (
	"maps"
	"slices"

	"landform/internal/lazyregexp"
)

// limit is the form and the maximum length of a name.
type limit struct {
	argument string
	most     int
	valid    func(string) bool
}

var (
	iamName = alphanumericAnd("_+=,.@-")
	dotted  = alphanumericAnd("_.-")
	plain   = alphanumericAnd("_-")
	cached  = lazyregexp.New(`^[a-z](-?[a-z0-9])*$`).MatchString
	node    = lazyregexp.New(`^[0-9A-Za-z][A-Za-z0-9_-]*$`).MatchString
)

// limits are the limits of names by type, from the page of the service's Create call in its API reference,
// such as https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
var limits = map[string]limit{
	"aws_appautoscaling_policy":         {"name", 256, anything},
	"aws_autoscaling_group":             {"name", 255, anything},
	"aws_cloudwatch_dashboard":          {"dashboard_name", 255, plain},
	"aws_cloudwatch_log_group":          {"name", 512, alphanumericAnd(".-_/#")},
	"aws_cloudwatch_metric_alarm":       {"alarm_name", 255, anything},
	"aws_db_parameter_group":            {"name", 255, cached},
	"aws_db_subnet_group":               {"name", 255, lazyregexp.New(`^[a-z0-9 ._-]+$`).MatchString},
	"aws_dynamodb_table":                {"name", 255, lazyregexp.New(`^[a-zA-Z0-9_.-]{3,}$`).MatchString},
	"aws_ecr_repository":                {"name", 256, lazyregexp.New(`^[a-z0-9]+([._/-][a-z0-9]+)*$`).MatchString},
	"aws_ecs_cluster":                   {"name", 255, dotted},
	"aws_ecs_service":                   {"name", 255, plain},
	"aws_ecs_task_definition":           {"family", 255, plain},
	"aws_efs_file_system":               {"creation_token", 64, anything},
	"aws_eks_cluster":                   {"name", 100, node},
	"aws_eks_node_group":                {"node_group_name", 63, node},
	"aws_elasticache_replication_group": {"replication_group_id", 40, cached},
	"aws_elasticache_subnet_group":      {"name", 255, anything},
	"aws_iam_group":                     {"name", 128, iamName},
	"aws_iam_instance_profile":          {"name", 128, iamName},
	"aws_iam_policy":                    {"name", 128, iamName},
	"aws_iam_role":                      {"name", 64, iamName},
	"aws_iam_role_policy":               {"name", 128, iamName},
	"aws_iam_user":                      {"name", 64, iamName},
	"aws_kinesis_stream":                {"name", 128, dotted},
	"aws_kms_alias":                     {"name", 256, alphanumericAnd(":/_-")},
	"aws_lambda_function":               {"function_name", 64, plain},
	"aws_launch_template":               {"name", 128, lazyregexp.New(`^[a-zA-Z0-9().\-/_]{3,}$`).MatchString},
	"aws_rds_cluster":                   {"cluster_identifier", 63, lazyregexp.New(`^[a-zA-Z](-?[a-zA-Z0-9])*$`).MatchString},
	"aws_secretsmanager_secret":         {"name", 512, alphanumericAnd("/_+=.@-")},
	"aws_sfn_state_machine":             {"name", 80, dotted},
	"aws_sns_topic":                     {"name", 256, dotted},
	"aws_sqs_queue":                     {"name", 80, dotted},
	"aws_ssoadmin_permission_set":       {"name", 32, iamName},
	"aws_wafv2_web_acl":                 {"name", 128, plain},
}

var nameRules = []rule{
	{
		ID: "name-fits", Class: refused, Types: limitedTypes(), Resource: NameFits, Unknown: passes,
		Why:      "AWS refuses a name that is too long for its type, or that contains characters the type does not allow",
		Fix:      "use a shorter name, or only the allowed characters",
		Source:   "the Create call of each service in its API reference",
		Violates: `{"aws_iam_role": {"main": {"name": "a-role-whose-name-is-longer-than-the-sixty-four-characters-of-iam"}}}`,
	},
	{
		ID: "name-not-reserved", Class: refused, Types: limitedTypes(), Resource: NameNotReserved, Unknown: passes,
		Why:      "names that begin with aws are reserved for AWS",
		Fix:      "use another name",
		Violates: `{"aws_cloudwatch_log_group": {"main": {"name": "aws/acme"}}}`,
	},
}

// NameFits requires names that AWS accepts.
func NameFits(r resource) answer {
	limit := limits[r.Type]
	if !r.Value(limit.argument).Exists() {
		return skip
	}
	return holds(r, limit.argument, func(v value) bool { return len(v.String()) <= limit.most && limit.valid(v.String()) })
}

// NameNotReserved forbids names that AWS reserves.
func NameNotReserved(r resource) answer {
	return unset(r, limits[r.Type].argument, func(v value) bool {
		name := v.String()
		return len(name) < 4 || name[:4] != "aws:" && name[:4] != "aws/"
	})
}

func limitedTypes() []string { return slices.Sorted(maps.Keys(limits)) }
