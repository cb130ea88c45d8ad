package rules

import (
	"slices"
)

var restStage = []string{"aws_api_gateway_stage"}

var apiRules = []rule{
	{
		ID: "api-traced", Class: advice, Types: restStage, Resource: APITraced,
		Why:      "nobody could find out where a slow request spends its time",
		Fix:      "set xray_tracing_enabled to true",
		Aliases:  []string{"AWS-0003", "CKV_AWS_73", "APIGateway.3"},
		Violates: `{"aws_api_gateway_stage": {"main": {"xray_tracing_enabled": false}}}`,
	},
	{
		ID: "api-firewall", Class: advice, Types: restStage, With: []string{"aws_wafv2_web_acl_association"}, Resource: APIFirewall,
		Why:      "malicious requests reach the application",
		Fix:      "add an aws_wafv2_web_acl_association",
		Aliases:  []string{"CKV2_AWS_29", "APIGateway.4"},
		Violates: `{"aws_wafv2_web_acl_association": {"api": null}}`,
	},
	{
		ID: "api-cache-encrypted", Class: refused, Types: []string{"aws_api_gateway_method_settings"}, Resource: APICacheEncrypted,
		Why:      "cached responses would be stored unencrypted",
		Fix:      "set cache_data_encrypted to true",
		Aliases:  []string{"AWS-0002", "CKV_AWS_308", "APIGateway.5"},
		Violates: `{"aws_api_gateway_method_settings": {"main": {"settings": {"cache_data_encrypted": false}}}}`,
	},
	{
		ID: "api-bodies-not-logged", Class: refused, Types: []string{"aws_api_gateway_method_settings"}, Resource: APIBodiesNotLogged,
		Why:      "the log would contain the passwords and tokens of every request",
		Fix:      "set data_trace_enabled to false",
		Aliases:  []string{"CKV_AWS_276"},
		Violates: `{"aws_api_gateway_method_settings": {"main": {"settings": {"data_trace_enabled": true}}}}`,
	},
	{
		ID: "api-origins-named", Class: refused, Types: []string{"aws_apigatewayv2_api", "aws_s3_bucket_cors_configuration"}, Resource: APIOriginsNamed,
		Why:      "any web page could call the API, and change data, from the browser of a user who is logged in",
		Fix:      "name the origins of your own pages",
		Aliases:  []string{"CKV_AWS_258"},
		Violates: `{"aws_apigatewayv2_api": {"main": {"cors_configuration": {"allow_origins": ["*"]}}}}`,
	},
	{
		ID: "api-deployment-replaceable", Class: refused, Types: []string{"aws_api_gateway_deployment"}, Resource: APIDeploymentReplaceable,
		Why:      "API Gateway refuses to delete a deployment that a stage uses",
		Fix:      "set lifecycle.create_before_destroy to true",
		Aliases:  []string{"CKV_AWS_217"},
		Source:   "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/api_gateway_deployment",
		Violates: `{"aws_api_gateway_deployment": {"main": {"lifecycle": null}}}`,
	},
	{
		ID: "api-errors-logged", Class: advice, Types: []string{"aws_appsync_graphql_api"}, Resource: APIErrorsLogged,
		Why:      "nobody could find out why a query failed",
		Fix:      "set log_config.field_log_level to ERROR or ALL",
		Aliases:  []string{"CKV_AWS_193", "CKV_AWS_194", "AppSync.2"},
		Violates: `{"aws_appsync_graphql_api": {"main": {"log_config": null}}}`,
	},
}

// APITraced requires traces.
func APITraced(stage resource) answer { return isTrue(stage, "xray_tracing_enabled") }

// APIFirewall requires requests to pass a web ACL.
func APIFirewall(stage resource) answer {
	return companion(stage, "aws_wafv2_web_acl_association", "resource_arn", there)
}

// APICacheEncrypted requires cached answers to be encrypted.
func APICacheEncrypted(settings resource) answer {
	if !settings.Value("settings.caching_enabled").IsTrue() {
		return pass
	}
	return isTrue(settings, "settings.cache_data_encrypted")
}

// APIBodiesNotLogged forbids whole requests in the log.
func APIBodiesNotLogged(settings resource) answer {
	return notTrue(settings, "settings.data_trace_enabled")
}

// APIOriginsNamed requires other pages not to use an API with the browser's credentials, nor to write to a bucket.
func APIOriginsNamed(r resource) answer {
	if r.Type == "aws_s3_bucket_cors_configuration" {
		return everyBlock(r, "cors_rule", func(path string, rule value) answer {
			writes := slices.ContainsFunc(rule.Get("allowed_methods").Strings(), func(method string) bool { return method != "GET" && method != "HEAD" })
			if writes && slices.Contains(rule.Get("allowed_origins").Strings(), "*") {
				return broken(path, "%s from every origin", plural("allowed_methods", rule.Get("allowed_methods").Strings()))
			}
			return pass
		})
	}
	const cors = "cors_configuration."
	if slices.Contains(r.Value(cors+"allow_origins").Strings(), "*") {
		return notTrue(r, cors+"allow_credentials")
	}
	return pass
}

// APIDeploymentReplaceable requires the new deployment before the old one goes.
func APIDeploymentReplaceable(deployment resource) answer {
	return isTrue(deployment, "lifecycle.create_before_destroy")
}

// APIErrorsLogged requires errors of queries in a log.
func APIErrorsLogged(api resource) answer {
	return isOne(api, "log_config.field_log_level", "ERROR", "ALL", "INFO", "DEBUG")
}
