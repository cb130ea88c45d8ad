package review

// dataOf names the data that is lost when a resource of a type is destroyed. Types that another apply restores
// completely are missing.
var dataOf = map[string]string{
	"aws_backup_vault":                  "backups",
	"aws_cloudtrail":                    "the record of a time without a trail",
	"aws_cloudwatch_log_group":          "logs",
	"aws_cognito_user_pool":             "users",
	"aws_db_instance":                   "a database",
	"aws_docdb_cluster":                 "a database",
	"aws_dynamodb_table":                "a table",
	"aws_ebs_volume":                    "a volume",
	"aws_ecr_repository":                "images",
	"aws_efs_file_system":               "files",
	"aws_elasticache_cluster":           "a cache",
	"aws_elasticache_replication_group": "a cache",
	"aws_eks_cluster":                   "everything that runs in the cluster",
	"aws_kms_key":                       "all that the key has encrypted",
	"aws_organizations_account":         "an account",
	"aws_rds_cluster":                   "a database",
	"aws_route53_zone":                  "records, and the delegation by its name servers",
	"aws_s3_bucket":                     "objects",
	"aws_secretsmanager_secret":         "a secret",
	"aws_secretsmanager_secret_version": "a secret's value",
	"aws_ssm_parameter":                 "a parameter's value",
	"aws_sqs_queue":                     "messages",
	"random_password":                   "a password in use",
}

// DataOf names the data that is lost when a resource of a type is destroyed; empty if another apply restores it
// completely.
func DataOf(kind string) string { return dataOf[kind] }
