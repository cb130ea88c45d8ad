package rules

var repositoryType = []string{"aws_ecr_repository"}

var registryRules = []rule{
	{
		ID: "ecr-scanned", Class: advice, Types: repositoryType, Resource: ECRScanned,
		Why:      "known vulnerabilities in images go unnoticed",
		Fix:      "set image_scanning_configuration with scan_on_push",
		Aliases:  []string{"AWS-0030", "CKV_AWS_163", "ECR.1"},
		Violates: `{"aws_ecr_repository": {"main": {"image_scanning_configuration": {"scan_on_push": false}}}}`,
	},
	{
		ID: "ecr-immutable", Class: refused, Types: repositoryType, Resource: ECRImmutable,
		Why:      "everybody who may push can replace the image that is running",
		Fix:      "set image_tag_mutability to IMMUTABLE",
		Aliases:  []string{"AWS-0031", "CKV_AWS_51", "ECR.2"},
		Violates: `{"aws_ecr_repository": {"main": {"image_tag_mutability": "MUTABLE"}}}`,
	},
	{
		ID: "ecr-customer-key", Class: advice, Types: repositoryType, Resource: ECRCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set encryption_configuration with type KMS and kms_key",
		Aliases:  []string{"AWS-0033", "CKV_AWS_136", "ECR.5"},
		Violates: `{"aws_ecr_repository": {"main": {"encryption_configuration": {"encryption_type": "AES256", "kms_key": null}}}}`,
	},
	{
		ID: "ecr-lifecycle", Class: advice, With: []string{"aws_ecr_lifecycle_policy"}, Types: repositoryType, Resource: ECRLifecycle,
		Why:      "old images are stored, and paid for, forever",
		Fix:      "create an aws_ecr_lifecycle_policy",
		Aliases:  []string{"ECR.3"},
		Violates: `{"aws_ecr_lifecycle_policy": {"main": null}}`,
	},
	{
		ID: "ecr-kept", Class: refused, Types: repositoryType, Resource: ECRKept,
		Why:      "destroying the stack would delete every image",
		Fix:      "set force_delete to false",
		Violates: `{"aws_ecr_repository": {"main": {"force_delete": true}}}`,
	},
	{
		ID: "ecr-private", Class: refused, Types: []string{"aws_ecrpublic_repository"}, Resource: ECRPrivate,
		Why:      "everybody can pull the images",
		Fix:      "use an aws_ecr_repository",
		Violates: `{"aws_ecrpublic_repository": {"main": {"repository_name": "acme"}}}`,
	},
}

// ECRScanned requires images to be scanned.
func ECRScanned(repository resource) answer {
	return isTrue(repository, "image_scanning_configuration.scan_on_push")
}

// ECRImmutable requires a tag to mean one image forever.
func ECRImmutable(repository resource) answer {
	return isOne(repository, "image_tag_mutability", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION")
}

// ECRCustomerKey requires a customer managed key.
func ECRCustomerKey(repository resource) answer {
	if len(isOne(repository, "encryption_configuration.encryption_type", "KMS", "KMS_DSSE").Violations) > 0 {
		return isOne(repository, "encryption_configuration.encryption_type", "KMS", "KMS_DSSE")
	}
	return isSet(repository, "encryption_configuration.kms_key")
}

// ECRLifecycle requires old images to be removed.
func ECRLifecycle(repository resource) answer {
	return companion(repository, "aws_ecr_lifecycle_policy", "repository", there)
}

// ECRKept requires images to outlive the stack.
func ECRKept(repository resource) answer { return notTrue(repository, "force_delete") }

// ECRPrivate forbids public registries.
func ECRPrivate(resource) answer { return broken("", "a public repository") }
