package rules

import (
	"slices"
)

var serviceRules = []rule{
	{
		ID: "api-authorized", Class: refused, Types: []string{"aws_api_gateway_method", "aws_apigatewayv2_route", "aws_appsync_graphql_api"}, Resource: APIAuthorized,
		Why:      "everybody on the internet can call the API",
		Fix:      "set authorization to IAM, a JWT or Cognito",
		Aliases:  []string{"AWS-0004", "CKV_AWS_59", "CKV_AWS_309", "APIGateway.8", "AppSync.5"},
		Violates: `{"aws_api_gateway_method": {"main": {"authorization": "NONE"}}}`,
	},
	{
		ID: "api-logged", Class: advice, Types: []string{"aws_api_gateway_stage", "aws_apigatewayv2_stage"}, Resource: APILogged,
		Why:      "nobody could find out who requested what",
		Fix:      "set access_log_settings",
		Aliases:  []string{"AWS-0001", "CKV_AWS_76", "CKV_AWS_95", "APIGateway.1", "APIGateway.9"},
		Violates: `{"aws_api_gateway_stage": {"main": {"access_log_settings": null}}}`,
	},
	{
		ID: "api-tls-version", Class: refused, Types: []string{"aws_api_gateway_domain_name", "aws_apigatewayv2_domain_name"}, Resource: APITLSVersion,
		Why:      "TLS 1.0 is insecure",
		Fix:      "set security_policy to TLS_1_2",
		Aliases:  []string{"AWS-0005", "CKV_AWS_206"},
		Violates: `{"aws_api_gateway_domain_name": {"main": {"security_policy": "TLS_1_0"}}}`,
	},
	{
		ID: "codebuild-not-privileged", Class: advice, Types: []string{"aws_codebuild_project"}, Resource: CodeBuildNotPrivileged,
		Why:      "a privileged build has root access to its host",
		Fix:      "set privileged_mode to false",
		Aliases:  []string{"CKV_AWS_316", "CodeBuild.5"},
		Violates: `{"aws_codebuild_project": {"main": {"environment": {"privileged_mode": true}}}}`,
	},
	{
		ID: "notebook-isolated", Class: refused, Types: []string{"aws_sagemaker_notebook_instance", "aws_sagemaker_domain"}, Resource: NotebookIsolated,
		Why:      "users of the notebook have root access and a connection to the internet",
		Fix:      "set direct_internet_access and root_access to Disabled, in your own subnet",
		Aliases:  []string{"CKV_AWS_122", "CKV_AWS_306", "CKV_AWS_307", "SageMaker.1", "SageMaker.3"},
		Violates: `{"aws_sagemaker_notebook_instance": {"main": {"direct_internet_access": "Enabled"}}}`,
	},
	{
		ID: "transfer-encrypted", Class: refused, Types: []string{"aws_transfer_server"}, Resource: TransferEncrypted,
		Why:      "FTP sends passwords and files unencrypted, and scanners find public endpoints",
		Fix:      "set protocols to SFTP, and endpoint_type to VPC",
		Aliases:  []string{"CKV_AWS_164", "Transfer.2"},
		Violates: `{"aws_transfer_server": {"main": {"protocols": ["FTP"]}}}`,
	},
	{
		ID: "waf-acts", Class: advice, Types: []string{"aws_wafv2_web_acl"}, Resource: WAFActs,
		Why:      "a web ACL without blocking rules stops nothing",
		Fix:      "add rules that block, such as AWSManagedRulesCommonRuleSet and AWSManagedRulesKnownBadInputsRuleSet",
		Aliases:  []string{"CKV_AWS_192", "CKV_AWS_342", "WAF.10"},
		Violates: `{"aws_wafv2_web_acl": {"main": {"rule": []}}}`,
	},
	{
		ID: "waf-logged", Class: advice, Types: []string{"aws_wafv2_web_acl"}, With: []string{"aws_wafv2_web_acl_logging_configuration"}, Resource: WAFLogged,
		Why:      "nobody could find out what was blocked, and why",
		Fix:      "create an aws_wafv2_web_acl_logging_configuration",
		Aliases:  []string{"CKV2_AWS_31", "WAF.11"},
		Violates: `{"aws_wafv2_web_acl_logging_configuration": {"main": null}}`,
	},
	{
		ID: "step-functions-logged", Class: advice, Types: []string{"aws_sfn_state_machine"}, Resource: StepFunctionsLogged,
		Why:      "nobody could find out why an execution failed",
		Fix:      "set logging_configuration with level ERROR or ALL",
		Aliases:  []string{"CKV_AWS_285", "StepFunctions.1"},
		Violates: `{"aws_sfn_state_machine": {"main": {"logging_configuration": {"level": "OFF"}}}}`,
	},
	{
		ID: "autoscaling-target-set", Class: refused, Types: []string{"aws_appautoscaling_policy", "aws_autoscaling_policy"}, Resource: AutoscalingTargetSet,
		Why:      "AWS refuses a target tracking policy without a target, or with a negative one",
		Fix:      "set target_tracking_scaling_policy_configuration with target_value",
		Violates: `{"aws_appautoscaling_policy": {"main": {"target_tracking_scaling_policy_configuration": {"target_value": null}}}}`,
	},
	{
		ID: "website-indexed", Class: refused, Types: []string{"aws_s3_bucket_website_configuration"}, Resource: WebsiteIndexed,
		Why:      "S3 refuses a website without an index document, or with both an index document and a redirect",
		Fix:      "set index_document or redirect_all_requests_to",
		Violates: `{"aws_s3_bucket_website_configuration": {"main": {"index_document": null}}}`,
	},
	{
		ID: "volume-attached-once", Class: refused, Types: []string{"aws_volume_attachment"}, Resource: VolumeAttachedOnce,
		Why:      "a forced detach loses data that is not written yet",
		Fix:      "do not set force_detach",
		Violates: `{"aws_volume_attachment": {"main": {"force_detach": true}}}`,
	},
}

// APIAuthorized requires authorization, except for CORS preflight requests.
func APIAuthorized(api resource) answer {
	switch api.Type {
	case "aws_appsync_graphql_api":
		return isNone(api, "authentication_type", "API_KEY")
	case "aws_api_gateway_method":
		if api.Value("http_method").String() == "OPTIONS" || api.Value("api_key_required").IsTrue() {
			return skip
		}
		return holds(api, "authorization", func(v value) bool { return v.String() != "NONE" })
	}
	return holds(api, "authorization_type", func(v value) bool { return v.String() != "NONE" })
}

// APILogged requires access logs.
func APILogged(stage resource) answer { return isSet(stage, "access_log_settings.destination_arn") }

// APITLSVersion requires TLS 1.2.
func APITLSVersion(name resource) answer {
	argument := "security_policy"
	if name.Type == "aws_apigatewayv2_domain_name" {
		argument = "domain_name_configuration.security_policy"
	}
	return isNone(name, argument, "TLS_1_0")
}

// CodeBuildNotPrivileged forbids privileged builds.
func CodeBuildNotPrivileged(project resource) answer {
	return notTrue(project, "environment.privileged_mode")
}

// NotebookIsolated requires notebooks without root access and without internet access.
func NotebookIsolated(r resource) answer {
	if r.Type == "aws_sagemaker_domain" {
		return isOne(r, "app_network_access_type", "VpcOnly")
	}
	return isOne(r, "direct_internet_access", "Disabled").And(isOne(r, "root_access", "Disabled"))
}

// TransferEncrypted requires encrypted transfers inside a VPC.
func TransferEncrypted(server resource) answer {
	if slices.Contains(server.Value("protocols").Strings(), "FTP") {
		return broken("protocols", "protocols has FTP")
	}
	return isOne(server, "endpoint_type", "VPC")
}

// WAFActs requires a web ACL with rules.
func WAFActs(acl resource) answer {
	if len(acl.All("rule")) == 0 && !acl.Value("rule_json").Exists() {
		return broken("rule", "rule is not set")
	}
	return pass
}

// WAFLogged requires request logs.
func WAFLogged(acl resource) answer {
	return companion(acl, "aws_wafv2_web_acl_logging_configuration", "resource_arn", there)
}

// StepFunctionsLogged requires execution logs.
func StepFunctionsLogged(machine resource) answer {
	return isOne(machine, "logging_configuration.level", "ALL", "ERROR", "FATAL")
}

// AutoscalingTargetSet requires a target value that can be tracked.
func AutoscalingTargetSet(policy resource) answer {
	if policy.Value("policy_type").String() != "TargetTrackingScaling" {
		return skip
	}
	const target = "target_tracking_scaling_policy_configuration.target_value"
	return holds(policy, target, func(v value) bool { number, ok := v.Number(); return ok && number > 0 })
}

// WebsiteIndexed requires an index document or a redirect.
func WebsiteIndexed(website resource) answer {
	if website.Value("redirect_all_requests_to").Exists() {
		return notSet(website, "index_document")
	}
	return isSet(website, "index_document.suffix")
}

// VolumeAttachedOnce forbids forced detaching.
func VolumeAttachedOnce(attachment resource) answer { return notTrue(attachment, "force_detach") }
