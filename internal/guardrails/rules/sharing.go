package rules

import (
	"slices"
	"strings"
)

// shareRules are about services whose settings hand data to others, or keep it in plain text.
var shareRules = []rule{
	{
		ID: "codebuild-encrypted", Class: refused, Types: []string{"aws_codebuild_project"}, Resource: CodeBuildEncrypted,
		Why:      "artifacts and logs are stored unencrypted, or the source is fetched without checking the server's certificate",
		Fix:      "remove encryption_disabled and insecure_ssl",
		Aliases:  []string{"AWS-0018", "CKV_AWS_78", "CKV_AWS_311", "CodeBuild.3"},
		Violates: `{"aws_codebuild_project": {"main": {"artifacts": {"type": "S3", "encryption_disabled": true}}}}`,
	},
	{
		ID: "codebuild-logged", Class: advice, Types: []string{"aws_codebuild_project"}, Resource: CodeBuildLogged,
		Why:      "nobody could find out what a build did",
		Fix:      "set the status in logs_config to ENABLED, or remove logs_config: CodeBuild then logs to CloudWatch",
		Aliases:  []string{"CKV_AWS_314", "CodeBuild.4"},
		Violates: `{"aws_codebuild_project": {"main": {"logs_config": {"cloudwatch_logs": {"status": "DISABLED"}}}}}`,
	},
	{
		ID: "glue-encrypted", Class: refused, Types: []string{"aws_glue_security_configuration", "aws_glue_data_catalog_encryption_settings"}, Resource: GlueEncrypted,
		Why:      "results, bookmarks, logs or connection passwords are stored unencrypted",
		Fix:      "set the modes to SSE-KMS or CSE-KMS, and return_connection_password_encrypted to true",
		Aliases:  []string{"CKV_AWS_94", "CKV_AWS_99", "Glue.3"},
		Violates: `{"aws_glue_security_configuration": {"main": {"encryption_configuration": {"s3_encryption": {"s3_encryption_mode": "DISABLED"}}}}}`,
	},
	{
		ID: "emr-encrypted", Class: refused, Types: []string{"aws_emr_security_configuration"}, Resource: EMREncrypted,
		Why:      "the cluster's data is stored, and crosses the network, unencrypted",
		Fix:      "set EnableAtRestEncryption and EnableInTransitEncryption to true",
		Aliases:  []string{"AWS-0137", "AWS-0138", "AWS-0139", "CKV_AWS_349", "CKV_AWS_351", "EMR.3", "EMR.4"},
		Violates: `{"aws_emr_security_configuration": {"main": {"configuration": "{\"EncryptionConfiguration\":{\"EnableInTransitEncryption\":false,\"EnableAtRestEncryption\":true}}"}}}`,
	},
	{
		ID: "athena-enforced", Class: advice, Types: []string{"aws_athena_workgroup"}, Resource: AthenaEnforced,
		Why:      "a client chooses where results go, and whether they are encrypted",
		Fix:      "leave enforce_workgroup_configuration at true",
		Aliases:  []string{"AWS-0007", "CKV_AWS_82"},
		Violates: `{"aws_athena_workgroup": {"main": {"configuration": {"enforce_workgroup_configuration": false}}}}`,
	},
	{
		ID: "workspace-volumes-encrypted", Class: refused, Types: []string{"aws_workspaces_workspace"}, Resource: WorkspaceVolumesEncrypted,
		Why:      "users' files are stored unencrypted",
		Fix:      "set user_volume_encryption_enabled to true",
		Aliases:  []string{"AWS-0109", "CKV_AWS_155", "WorkSpaces.1"},
		Violates: `{"aws_workspaces_workspace": {"main": {"user_volume_encryption_enabled": false}}}`,
	},
	{
		ID: "transfer-ciphers", Class: advice, Types: []string{"aws_transfer_server"}, Resource: TransferCiphers,
		Why:      "old clients may negotiate insecure ciphers",
		Fix:      "set security_policy_name to a policy of 2024 or later",
		Aliases:  []string{"CKV_AWS_380"},
		Source:   "https://docs.aws.amazon.com/transfer/latest/userguide/security-policies.html, 2026-11",
		Violates: `{"aws_transfer_server": {"main": {"security_policy_name": "TransferSecurityPolicy-2018-11"}}}`,
	},
	{
		ID: "transfer-logged", Class: advice, Types: []string{"aws_transfer_server"}, Resource: TransferLogged,
		Why:      "nobody could find out who downloaded which file",
		Fix:      "set logging_role, or structured_log_destinations",
		Aliases:  []string{"Transfer.3"},
		Violates: `{"aws_transfer_server": {"main": {"logging_role": null}}}`,
	},
	{
		ID: "firehose-logged", Class: advice, Types: []string{"aws_kinesis_firehose_delivery_stream"}, Resource: FirehoseLogged,
		Why:      "records that cannot be delivered are lost, and nobody could find out why",
		Fix:      "set cloudwatch_logging_options.enabled to true",
		Violates: `{"aws_kinesis_firehose_delivery_stream": {"main": {"extended_s3_configuration": {"cloudwatch_logging_options": {"enabled": false}}}}}`,
	},
	{
		ID: "step-functions-traced", Class: advice, Types: []string{"aws_sfn_state_machine"}, Resource: StepFunctionsTraced,
		Why:      "nobody could find out where a slow execution spends its time",
		Fix:      "set tracing_configuration.enabled to true",
		Aliases:  []string{"AWS-0119", "CKV_AWS_284"},
		Violates: `{"aws_sfn_state_machine": {"main": {"tracing_configuration": {"enabled": false}}}}`,
	},
	{
		ID: "event-bus-closed", Class: refused, Types: []string{"aws_cloudwatch_event_permission"}, Resource: EventBusClosed,
		Why:      "everybody with an AWS account could send events, and so trigger their targets",
		Fix:      "name the account as principal, or add a condition on the organization",
		Aliases:  []string{"EventBridge.3"},
		Violates: `{"aws_cloudwatch_event_permission": {"main": {"principal": "*"}}}`,
	},
	{
		ID: "ssm-document-private", Class: refused, Types: []string{"aws_ssm_document"}, Resource: SSMDocumentPrivate,
		Why:      "everybody with an AWS account can read the document",
		Fix:      "name the accounts in permissions",
		Aliases:  []string{"CKV_AWS_303", "SSM.4"},
		Violates: `{"aws_ssm_document": {"main": {"permissions": {"type": "Share", "account_ids": "All"}}}}`,
	},
	{
		ID: "resource-share-inside", Class: advice, Types: []string{"aws_ram_resource_share"}, Resource: ResourceShareInside,
		Why:      "accounts outside of the organization can be invited",
		Fix:      "set allow_external_principals to false",
		Violates: `{"aws_ram_resource_share": {"main": {"allow_external_principals": true}}}`,
	},
	{
		ID: "lightsail-not-open", Class: refused, Types: []string{"aws_lightsail_instance_public_ports"}, Resource: LightsailNotOpen,
		Why:      "everybody on the internet can connect to the port",
		Fix:      "name the networks of the office; only 80 and 443 may be open",
		Violates: `{"aws_lightsail_instance_public_ports": {"main": {"port_info": {"cidrs": ["0.0.0.0/0"]}}}}`,
	},
	{
		ID: "access-point-blocked", Class: refused, Types: []string{"aws_s3_access_point"}, Resource: AccessPointBlocked,
		Why:      "a policy of the access point could make the bucket public, and the setting cannot be changed later",
		Fix:      "set all four arguments of public_access_block_configuration to true",
		Aliases:  []string{"CKV_AWS_392", "S3.19"},
		Violates: `{"aws_s3_access_point": {"main": {"public_access_block_configuration": {"block_public_policy": false}}}}`,
	},
	{
		ID: "files-backed-up", Class: advice, Types: []string{"aws_efs_file_system", "aws_fsx_lustre_file_system", "aws_fsx_windows_file_system", "aws_fsx_ontap_file_system", "aws_fsx_openzfs_file_system"}, Resource: FilesBackedUp,
		With:     []string{"aws_efs_backup_policy"},
		Why:      "files that an attacker deletes or encrypts are lost",
		Fix:      "add an aws_efs_backup_policy, or set automatic_backup_retention_days to 7 or more",
		Aliases:  []string{"CKV2_AWS_18", "EFS.2"},
		Violates: `{"aws_efs_backup_policy": {"main": {"backup_policy": {"status": "DISABLED"}}}}`,
	},
	{
		ID: "trail-records-management", Class: refused, Types: []string{"aws_cloudtrail"}, Resource: TrailRecordsManagement,
		Why:      "nobody could find out who changed what",
		Fix:      "set include_management_events to true and read_write_type to All in an event_selector",
		Aliases:  []string{"CloudTrail.3", "CIS 3.1"},
		Violates: `{"aws_cloudtrail": {"main": {"event_selector": [{"read_write_type": "WriteOnly", "include_management_events": false}]}}}`,
	},
}

// CodeBuildEncrypted requires artifacts and logs encrypted, and sources over TLS.
func CodeBuildEncrypted(project resource) answer {
	return notTrue(project, "artifacts.encryption_disabled").And(notTrue(project, "logs_config.s3_logs.encryption_disabled")).And(notTrue(project, "source.insecure_ssl"))
}

// CodeBuildLogged requires logs of builds.
func CodeBuildLogged(project resource) answer {
	if project.Value("logs_config.s3_logs.status").String() == "ENABLED" {
		return pass
	}
	return isNone(project, "logs_config.cloudwatch_logs.status", "DISABLED")
}

// GlueEncrypted requires everything that Glue writes to be encrypted.
func GlueEncrypted(r resource) answer {
	if r.Type == "aws_glue_data_catalog_encryption_settings" {
		const settings = "data_catalog_encryption_settings."
		return isTrue(r, settings+"connection_password_encryption.return_connection_password_encrypted").And(isNone(r, settings+"encryption_at_rest.catalog_encryption_mode", "DISABLED"))
	}
	const configuration = "encryption_configuration."
	return isNone(r, configuration+"s3_encryption.s3_encryption_mode", "DISABLED").
		And(isNone(r, configuration+"cloudwatch_encryption.cloudwatch_encryption_mode", "DISABLED")).
		And(isNone(r, configuration+"job_bookmarks_encryption.job_bookmarks_encryption_mode", "DISABLED"))
}

// EMREncrypted requires both kinds of encryption.
func EMREncrypted(r resource) answer {
	document, ok := r.Value("configuration").Document()
	if !ok {
		return open("configuration")
	}
	whole := pass
	for _, name := range []string{"EnableAtRestEncryption", "EnableInTransitEncryption"} {
		if document.Get("EncryptionConfiguration." + name).IsFalse() {
			whole = whole.And(broken("configuration", "%s = false", name))
		}
	}
	return whole
}

// AthenaEnforced requires the work group to decide.
func AthenaEnforced(group resource) answer {
	return notFalse(group, "configuration.enforce_workgroup_configuration")
}

// WorkspaceVolumesEncrypted requires both volumes encrypted.
func WorkspaceVolumesEncrypted(workspace resource) answer {
	return isTrue(workspace, "user_volume_encryption_enabled")
}

// TransferCiphers requires ciphers of today.
func TransferCiphers(server resource) answer {
	return holds(server, "security_policy_name", func(v value) bool { return v.String() >= "TransferSecurityPolicy-2024" })
}

// TransferLogged requires logs of files.
func TransferLogged(server resource) answer {
	if server.Value("structured_log_destinations").Exists() {
		return pass
	}
	return isSet(server, "logging_role")
}

// FirehoseLogged requires errors of deliveries in a log.
func FirehoseLogged(stream resource) answer {
	if !stream.Value("extended_s3_configuration").Exists() {
		return skip
	}
	return isTrue(stream, "extended_s3_configuration.cloudwatch_logging_options.enabled")
}

// StepFunctionsTraced requires traces.
func StepFunctionsTraced(machine resource) answer {
	return isTrue(machine, "tracing_configuration.enabled")
}

// EventBusClosed requires accounts to be named.
func EventBusClosed(permission resource) answer {
	if permission.Value("condition").Exists() {
		return pass
	}
	return isNone(permission, "principal", "*")
}

// SSMDocumentPrivate requires documents to be shared with named accounts only.
func SSMDocumentPrivate(r resource) answer {
	return unset(r, "permissions.account_ids", func(v value) bool { return !strings.EqualFold(v.String(), "all") })
}

// ResourceShareInside requires shares to stay in the organization.
func ResourceShareInside(share resource) answer { return notTrue(share, "allow_external_principals") }

// LightsailNotOpen forbids port open to everybody but those of the web.
func LightsailNotOpen(ports resource) answer {
	return everyBlock(ports, "port_info", func(path string, block value) answer {
		web := slices.Contains([]string{"80", "443"}, block.Field("from_port").String()) && block.Field("from_port").String() == block.Field("to_port").String()
		if !web && slices.ContainsFunc(block.Get("cidrs").Strings(), isWorld) {
			return broken(path, "port %s open to the Internet", block.Field("from_port"))
		}
		return pass
	})
}

// AccessPointBlocked forbids policy to make an access point public. AWS blocks where nothing is said.
func AccessPointBlocked(point resource) answer {
	whole := pass
	for _, argument := range []string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"} {
		whole = whole.And(notFalse(point, "public_access_block_configuration."+argument))
	}
	return whole
}

// FilesBackedUp requires backups of file systems.
func FilesBackedUp(system resource) answer {
	if system.Type == "aws_efs_file_system" {
		return companion(system, "aws_efs_backup_policy", "file_system_id", func(policy resource) answer {
			return isOne(policy, "backup_policy.status", "ENABLED")
		})
	}
	if strings.HasPrefix(system.Value("deployment_type").String(), "SCRATCH") {
		return skip
	}
	return atLeast(system, "automatic_backup_retention_days", 7)
}

// TrailRecordsManagement requires every change to the account in the trail.
func TrailRecordsManagement(trail resource) answer {
	selectors := trail.All("event_selector")
	if len(selectors) == 0 {
		return pass
	}
	for _, selector := range selectors {
		if !selector.Field("include_management_events").IsFalse() && slices.Contains([]string{"", "All"}, selector.Field("read_write_type").String()) {
			return pass
		}
	}
	return broken("event_selector", "no event_selector records management events")
}
