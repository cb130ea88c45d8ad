package rules

import (
	"slices"
)

var function = []string{"aws_lambda_function"}

// withEnvironment are the types, besides ECS tasks, that pass environment variables to a program.
var withEnvironment = []string{"aws_lambda_function", "aws_apprunner_service", "aws_batch_job_definition", "aws_codebuild_project",
	"aws_elastic_beanstalk_environment", "aws_sagemaker_model"}

var lambdaRules = []rule{
	{
		ID: "lambda-secrets-by-reference", Class: refused, Resource: EnvironmentWithoutSecrets,
		Types:    withEnvironment,
		Why:      "everybody who may describe the function or project can read its environment",
		Fix:      "pass the ARN of a secret, and let the program read it with its role",
		Aliases:  []string{"CKV_AWS_45", "CKV_AWS_78", "CodeBuild.2"},
		Violates: `{"aws_lambda_function": {"main": {"environment": {"variables": {"DB_PASSWORD": "swordfish"}}}}}`,
	},
	{
		ID: "lambda-environment-key", Class: advice, Types: function, Resource: LambdaEnvironmentKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set kms_key_arn",
		Aliases:  []string{"CKV_AWS_173"},
		Violates: `{"aws_lambda_function": {"main": {"kms_key_arn": null}}}`,
	},
	{
		ID: "lambda-url-authorized", Class: refused, Types: []string{"aws_lambda_function_url"}, Resource: LambdaURLAuthorized,
		Why:      "everybody on the internet can call the function",
		Fix:      "set authorization_type to AWS_IAM",
		Aliases:  []string{"CKV_AWS_258"},
		Violates: `{"aws_lambda_function_url": {"main": {"authorization_type": "NONE"}}}`,
	},
	{
		ID: "lambda-permission-bound", Class: refused, Types: []string{"aws_lambda_permission"}, Resource: LambdaPermissionBound,
		Why:      "anybody could make the service call the function from another account",
		Fix:      "set source_arn or source_account, and name the principal",
		Aliases:  []string{"AWS-0067", "CKV_AWS_301", "CKV_AWS_364", "Lambda.1"},
		Violates: `{"aws_lambda_permission": {"main": {"source_arn": null}}}`,
	},
	{
		ID: "lambda-runtime-supported", Class: advice, Types: function, Resource: LambdaRuntimeSupported,
		Why:      "an unsupported runtime gets no security fixes, and AWS stops creating functions with it",
		Fix:      "use a newer runtime",
		Aliases:  []string{"CKV_AWS_363", "Lambda.2"},
		Source:   "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, 2026-11",
		Violates: `{"aws_lambda_function": {"main": {"runtime": "python3.8"}}}`,
	},
	{
		ID: "lambda-tracing", Class: advice, Types: function, Resource: LambdaTracing,
		Why:      "nobody could find out where a slow call spends its time",
		Fix:      "set tracing_config with mode = Active",
		Aliases:  []string{"AWS-0066", "CKV_AWS_50"},
		Violates: `{"aws_lambda_function": {"main": {"tracing_config": null}}}`,
	},
	{
		ID: "lambda-limits", Class: refused, Types: function, Resource: LambdaLimits,
		Why:      "Lambda refuses a timeout above 15 minutes, and memory outside of 128 to 10240 MB",
		Fix:      "set timeout up to 900, and memory_size from 128 to 10240",
		Violates: `{"aws_lambda_function": {"main": {"timeout": 1800}}}`,
	},
}

// EnvironmentWithoutSecrets forbids environment variables with a secret, or with a reference to the value of a secret.
func EnvironmentWithoutSecrets(r resource) answer {
	whole := pass
	judge := func(path, name string, v value) {
		if carriesSecret(name, v) {
			whole = whole.And(broken(path, "environment %s holds a secret", name))
		}
	}
	for _, path := range []string{"environment.variables", "source_configuration.image_repository.image_configuration.runtime_environment_variables",
		"primary_container.environment", "container.environment"} {
		for index := range r.All(path) {
			variables := r.All(path)[index]
			for _, name := range sorted(variables.Keys()) {
				judge(path, name, variables.Field(name))
			}
		}
	}
	for _, variable := range r.All("environment.environment_variable") {
		if kind := variable.Field("type").String(); kind == "" || kind == "PLAINTEXT" {
			judge("environment.environment_variable", variable.Field("name").String(), variable.Field("value"))
		}
	}
	for _, setting := range r.All("setting") {
		judge("setting", setting.Field("name").String(), setting.Field("value"))
	}
	if properties, ok := r.Value("container_properties").Document(); ok {
		for _, variable := range properties.All("environment") {
			judge("container_properties", variable.Field("name").String(), variable.Field("value"))
		}
	}
	return whole
}

// LambdaEnvironmentKey requires a customer managed key for the environment variables.
func LambdaEnvironmentKey(f resource) answer {
	if !f.Value("environment").Exists() {
		return skip
	}
	return isSet(f, "kms_key_arn")
}

// LambdaURLAuthorized requires authorization by IAM.
func LambdaURLAuthorized(url resource) answer {
	whole := isOne(url, "authorization_type", "AWS_IAM")
	if slices.Contains(url.Value("cors.allow_origins").Strings(), "*") && url.Value("cors.allow_credentials").IsTrue() {
		whole = whole.And(broken("cors", "every origin with credentials"))
	}
	return whole
}

// LambdaPermissionBound requires permissions with a source.
func LambdaPermissionBound(permission resource) answer {
	principal := permission.Value("principal").String()
	bound := permission.Value("source_arn").Exists() || permission.Value("source_account").Exists() || permission.Value("principal_org_id").Exists()
	if !bound && (principal == "*" || len(principal) > 14 && principal[len(principal)-14:] == ".amazonaws.com") {
		return broken("source_arn", "principal %s without source_arn", principal)
	}
	if account := accountRoot.FindStringSubmatch(principal); account != nil && !slices.Contains(ownAccounts(permission), account[1]) && len(ownAccounts(permission)) > 0 {
		return broken("principal", "principal %s", principal)
	}
	if principal == "s3.amazonaws.com" && !permission.Value("source_account").Exists() {
		return broken("source_account", "principal %s without source_account: the ARN of a bucket names none, and a deleted name is free for everybody", principal)
	}
	return pass
}

// oldRuntimes are deprecated in November 2026. Those of Amazon Linux 2 that its end in June 2026 left in place (java8.al2,
// java11, java17, python3.11, provided.al2) still get the fixes of critical holes.
var oldRuntimes = []string{"nodejs", "nodejs4.3", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs20.x",
	"python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "python3.10", "java8", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0",
	"dotnet6", "dotnet7", "dotnet8", "go1.x", "provided", "ruby2.5", "ruby2.7", "ruby3.2"}

// LambdaRuntimeSupported requires a supported runtime.
func LambdaRuntimeSupported(f resource) answer { return isNone(f, "runtime", oldRuntimes...) }

// LambdaTracing requires active tracing.
func LambdaTracing(f resource) answer { return isOne(f, "tracing_config.mode", "Active") }

// LambdaLimits requires a timeout and memory that Lambda accepts.
func LambdaLimits(f resource) answer {
	return between(f, "timeout", 1, 900).And(between(f, "memory_size", 128, 10240))
}
