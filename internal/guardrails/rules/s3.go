package rules

import (
	"net/netip"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/synthesized"
)

var bucketType = []string{"aws_s3_bucket"}

var bucketRules = []rule{
	{
		ID: "s3-public-access-blocked", Class: refused, With: []string{"aws_s3_bucket_public_access_block"}, Types: bucketType, Resource: S3PublicAccessBlocked,
		Why:      "a single wrong policy or access control list would make the bucket public",
		Fix:      "create an aws_s3_bucket_public_access_block with all four arguments true",
		Aliases:  []string{"AWS-0086", "AWS-0087", "AWS-0091", "AWS-0093", "AWS-0094", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56", "CKV2_AWS_6", "S3.8"},
		Violates: `{"aws_s3_bucket_public_access_block": {"main": {"restrict_public_buckets": false}}}`,
	},
	{
		ID: "s3-policy-requires-tls", Class: refused, With: []string{"aws_s3_bucket_policy"}, Types: bucketType, Resource: S3PolicyRequiresTLS,
		Why:      "objects and credentials could cross the network unencrypted",
		Fix:      "add a statement for the bucket and its objects that denies s3:* to everybody if aws:SecureTransport is false",
		Aliases:  []string{"CKV_AWS_379", "S3.5"},
		Violates: `{"aws_s3_bucket_policy": {"main": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:role/app\"},\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::acme-main/*\"}]}"}}}`,
	},
	{
		ID: "s3-policy-not-public", Class: refused, Statement: S3PolicyNotPublic,
		Why:      "everybody could read or write the objects",
		Fix:      "name the role, the distribution (aws:SourceArn) or the account",
		Aliases:  []string{"CKV_AWS_70", "S3.2", "S3.3"},
		Violates: `{"aws_s3_bucket_policy": {"main": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::acme-main\",\"arn:aws:s3:::acme-main/*\"],\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}},{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::acme-main/*\"}]}"}}}`,
	},
	{
		ID: "s3-policy-known-networks", Class: advice, Statement: S3PolicyKnownNetworks,
		Why:      "everybody with an address in these networks can read the objects",
		Fix:      "name the role or the distribution instead of networks",
		Violates: `{"aws_s3_bucket_policy": {"main": {"policy": "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::acme-main\",\"arn:aws:s3:::acme-main/*\"],\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}},{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::acme-main/*\",\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}}]}"}}}`,
	},
	{
		ID: "s3-encrypted", Class: refused, Types: bucketType, Resource: S3Encrypted,
		Why:      "the encryption should be set in the code, and not left to a default",
		Fix:      "create an aws_s3_bucket_server_side_encryption_configuration",
		Aliases:  []string{"AWS-0088", "CKV_AWS_19", "CIS 2.1.1"},
		Violates: `{"aws_s3_bucket_server_side_encryption_configuration": {"main": null}}`,
	},
	{
		ID: "s3-customer-key", Class: advice, Types: []string{"aws_s3_bucket_server_side_encryption_configuration"}, Resource: S3CustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set sse_algorithm to aws:kms, with kms_master_key_id",
		Aliases:  []string{"AWS-0132", "CKV_AWS_145", "S3.17"},
		Violates: `{"aws_s3_bucket_server_side_encryption_configuration": {"main": {"rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}}}}`,
	},
	{
		ID: "s3-versioned", Class: refused, With: []string{"aws_s3_bucket_versioning"}, Types: bucketType, Resource: S3Versioned,
		Why:      "overwritten or deleted objects are lost",
		Fix:      "create an aws_s3_bucket_versioning with status Enabled",
		Aliases:  []string{"AWS-0090", "CKV_AWS_21"},
		Violates: `{"aws_s3_bucket_versioning": {"main": {"versioning_configuration": {"status": "Suspended"}}}}`,
	},
	{
		ID: "s3-access-logged", Class: advice, With: []string{"aws_s3_bucket_logging"}, Types: bucketType, Resource: S3AccessLogged,
		Why:      "nobody could find out who read what",
		Fix:      "create an aws_s3_bucket_logging; a bucket for access logs needs none",
		Aliases:  []string{"AWS-0089", "CKV_AWS_18", "S3.9"},
		Violates: `{"aws_s3_bucket_logging": {"main": null}}`,
	},
	{
		ID: "s3-lifecycle", Class: advice, With: []string{"aws_s3_bucket_lifecycle_configuration"}, Types: bucketType, Resource: S3Lifecycle,
		Why:      "incomplete multipart uploads and old versions are paid for forever",
		Fix:      "create an aws_s3_bucket_lifecycle_configuration with abort_incomplete_multipart_upload",
		Aliases:  []string{"CKV_AWS_300", "CKV2_AWS_61", "S3.13"},
		Violates: `{"aws_s3_bucket_lifecycle_configuration": {"main": {"rule": {"id": "all", "status": "Disabled"}}}}`,
	},
	{
		ID: "s3-no-access-control-lists", Class: refused, With: []string{"aws_s3_bucket_ownership_controls"}, Types: bucketType, Resource: S3NoAccessControlLists,
		Why:      "everybody who writes an object could make it public; only the bucket policy should decide",
		Fix:      "create aws_s3_bucket_ownership_controls with BucketOwnerEnforced",
		Aliases:  []string{"CKV2_AWS_65", "S3.12"},
		Violates: `{"aws_s3_bucket_ownership_controls": {"main": {"rule": {"object_ownership": "ObjectWriter"}}}}`,
	},
	{
		ID: "s3-acl-not-public", Class: refused, Types: []string{"aws_s3_bucket", "aws_s3_bucket_acl", "aws_s3_object"}, Resource: S3ACLNotPublic,
		Why:      "everybody could read or write the objects",
		Fix:      "leave acl out",
		Aliases:  []string{"AWS-0092", "CKV_AWS_20", "CKV_AWS_57"},
		Violates: `{"aws_s3_bucket": {"main": {"acl": "public-read"}}}`,
	},
	{
		ID: "s3-not-emptied", Class: refused, Types: bucketType, Resource: S3NotEmptied,
		Why:      "destroying the stack would delete every object",
		Fix:      "set force_destroy to false",
		Violates: `{"aws_s3_bucket": {"main": {"force_destroy": true}}}`,
	},
	{
		ID: "s3-name", Class: refused, Types: bucketType, Resource: S3Name,
		Why:      "a bucket name must have 3 to 63 lower-case letters, digits, hyphens and dots",
		Fix:      "choose another name",
		Source:   "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
		Violates: `{"aws_s3_bucket": {"main": {"bucket": "Acme_Main"}}}`,
	},
	{
		ID: "s3-name-without-dots", Class: advice, Types: bucketType, Resource: S3NameWithoutDots,
		Why:      "the TLS certificate of S3 does not cover bucket names with dots",
		Fix:      "use hyphens; only the bucket of a website must have the name of its host",
		Aliases:  []string{"AWS-0320"},
		Violates: `{"aws_s3_bucket": {"main": {"bucket": "acme.main"}}}`,
	},
	{
		ID: "s3-account-public-access-blocked", Class: refused, Types: []string{"aws_s3_account_public_access_block"}, Resource: S3AccountPublicAccessBlocked,
		Why:      "the account-wide setting also covers buckets that somebody creates by hand",
		Fix:      "set all four arguments to true",
		Aliases:  []string{"S3.1", "CIS 2.1.4"},
		Violates: `{"aws_s3_account_public_access_block": {"main": {"block_public_policy": false}}}`,
	},
}

// publicAccess are the four arguments of a public access block.
var publicAccess = []string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"}

// S3PublicAccessBlocked requires each bucket to block public access in all four ways.
func S3PublicAccessBlocked(bucket resource) answer {
	return companion(bucket, "aws_s3_bucket_public_access_block", "bucket", S3AccountPublicAccessBlocked)
}

// S3AccountPublicAccessBlocked requires all four arguments to be true.
func S3AccountPublicAccessBlocked(block resource) answer {
	whole := pass
	for _, argument := range publicAccess {
		whole = whole.And(isTrue(block, argument))
	}
	return whole
}

// S3PolicyRequiresTLS requires a policy that denies every request without TLS.
func S3PolicyRequiresTLS(bucket resource) answer {
	policies := append(bucket.Companions("aws_s3_bucket_policy", "bucket"), bucket)
	for _, policy := range policies {
		for _, d := range policy.Documents() {
			if d.Opaque {
				return open(d.Argument)
			}
			if slices.ContainsFunc(d.Statements, func(s synthesized.Statement) bool { return deniesPlainText(&s) && covers(&s, bucket) }) {
				return pass
			}
		}
	}
	return broken("", "no policy denies requests without TLS")
}

// covers reports whether a statement is about a bucket, where its name is known.
func covers(s statement, bucket resource) bool {
	name := bucket.Value("bucket")
	return slices.ContainsFunc(s.Resources, func(arn string) bool {
		named := strings.Contains(arn, bucket.Address()+".") || strings.Contains(arn, bucket.Address()+"[")
		return arn == "*" || !strings.HasPrefix(arn, "arn:") && named || strings.HasPrefix(arn, "arn:") && (!name.Known() || synthesized.Match(arn, "arn:aws:s3:::"+name.String()+"/x"))
	})
}

// deniesPlainText reports whether a statement denies all requests without TLS to the bucket and its objects, for
// everybody. Excluding reads of public files is allowed, because website endpoints have no TLS.
func deniesPlainText(s statement) bool {
	wide := slices.ContainsFunc(s.Actions, func(action string) bool { return action == "s3:*" || action == "*" }) ||
		len(s.NotActions) > 0 && !slices.ContainsFunc(s.NotActions, func(action string) bool { return !strings.EqualFold(action, "s3:GetObject") })
	objects := slices.ContainsFunc(s.Resources, func(arn string) bool { return strings.HasSuffix(arn, "*") })
	return strings.EqualFold(s.Effect, "Deny") && wide && objects && everybody(s) != "" && len(s.Principals) > 0 && len(s.Conditions) == 1 &&
		strings.EqualFold(s.Conditions[0].Key, "aws:SecureTransport") && strings.HasPrefix(s.Conditions[0].Operator, "Bool") &&
		slices.Equal(s.Conditions[0].Values, []string{"false"})
}

// S3PolicyNotPublic requires bucket policies to name their principals.
func S3PolicyNotPublic(d document, s statement) answer {
	return notPublic(d, s, synthesized.BucketPolicy)
}

// S3PolicyKnownNetworks forbids bucket policies that identify clients by address only.
func S3PolicyKnownNetworks(d document, s statement) answer {
	if d.Kind != synthesized.BucketPolicy || !allows(s) || everybody(s) == "" {
		return skip
	}
	for _, condition := range s.Conditions {
		if strings.EqualFold(condition.Key, "aws:SourceIp") && slices.ContainsFunc(condition.Values, isPublicNetwork) {
			return said(d, s, "%s from networks of the Internet", everybody(s))
		}
	}
	return pass
}

// isPublicNetwork reports whether a network consists of public addresses.
func isPublicNetwork(cidr string) bool {
	network, err := netip.ParsePrefix(cidr)
	return err == nil && !network.Addr().IsPrivate()
}

// S3Encrypted requires an explicit encryption configuration for each bucket.
func S3Encrypted(bucket resource) answer {
	if bucket.Value("server_side_encryption_configuration").Exists() {
		return pass
	}
	return companion(bucket, "aws_s3_bucket_server_side_encryption_configuration", "bucket", func(configuration resource) answer {
		return isSet(configuration, "rule.apply_server_side_encryption_by_default.sse_algorithm")
	})
}

// S3CustomerKey requires a customer managed key.
func S3CustomerKey(configuration resource) answer {
	const defaults = "rule.apply_server_side_encryption_by_default."
	for _, bucket := range configuration.Targets("bucket") {
		if receivesLogs(bucket) && configuration.Value(defaults+"sse_algorithm").Known() {
			return pass
		}
	}
	return isOne(configuration, defaults+"sse_algorithm", "aws:kms", "aws:kms:dsse").And(keyNamed(configuration, defaults))
}

// receivesLogs reports whether access logs are written to a bucket. S3 and load balancers write none to one with a
// customer managed key.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
func receivesLogs(bucket resource) bool {
	return slices.ContainsFunc(bucket.ReferredBy(), func(use synthesized.Reference) bool {
		return strings.HasPrefix(use.From, "aws_s3_bucket_logging.") && strings.HasPrefix(use.Argument, "target_bucket") ||
			(strings.HasPrefix(use.From, "aws_lb.") || strings.HasPrefix(use.From, "aws_elb.")) && strings.HasPrefix(use.Argument, "access_logs")
	})
}

func keyNamed(configuration resource, defaults string) answer {
	if configuration.Value(defaults+"sse_algorithm").String() == "AES256" {
		return pass // one finding is enough
	}
	return isSet(configuration, defaults+"kms_master_key_id")
}

// S3Versioned requires versioning.
func S3Versioned(bucket resource) answer {
	return companion(bucket, "aws_s3_bucket_versioning", "bucket", func(versioning resource) answer {
		return isOne(versioning, "versioning_configuration.status", "Enabled")
	})
}

// S3AccessLogged requires access logs for every bucket except those that receive logs.
func S3AccessLogged(bucket resource) answer {
	for _, reference := range bucket.ReferredBy() {
		if strings.HasPrefix(reference.From, "aws_s3_bucket_logging.") && strings.HasPrefix(reference.Argument, "target_bucket") {
			return skip
		}
	}
	return companion(bucket, "aws_s3_bucket_logging", "bucket", there)
}

// S3Lifecycle requires a lifecycle rule that aborts incomplete uploads.
func S3Lifecycle(bucket resource) answer {
	return companion(bucket, "aws_s3_bucket_lifecycle_configuration", "bucket", func(lifecycle resource) answer {
		for _, rule := range lifecycle.All("rule") {
			if rule.Field("status").String() == "Enabled" && rule.Field("abort_incomplete_multipart_upload").Exists() {
				return pass
			}
		}
		return broken("rule", "no rule aborts unfinished uploads")
	})
}

// S3NoAccessControlLists requires that access control lists are disabled.
func S3NoAccessControlLists(bucket resource) answer {
	return companion(bucket, "aws_s3_bucket_ownership_controls", "bucket", func(controls resource) answer {
		return isOne(controls, "rule.object_ownership", "BucketOwnerEnforced")
	})
}

// S3ACLNotPublic forbids access control lists that give everybody access.
func S3ACLNotPublic(r resource) answer {
	whole := isNone(r, "acl", "public-read", "public-read-write", "authenticated-read", "website")
	for _, grant := range slices.Concat(r.All("access_control_policy.grant"), r.All("grant")) {
		if uri := grant.Get("grantee.uri").String() + grant.Field("uri").String(); strings.HasSuffix(uri, "/AllUsers") || strings.HasSuffix(uri, "/AuthenticatedUsers") {
			whole = whole.And(broken("access_control_policy", "a grant to %s", uri))
		}
	}
	return whole
}

// S3NotEmptied requires objects that outlive the stack.
func S3NotEmptied(bucket resource) answer { return notTrue(bucket, "force_destroy") }

var bucketName = lazyregexp.New(`^[a-z0-9][a-z0-9.-]+[a-z0-9]$`)

// S3Name requires a name that S3 accepts.
func S3Name(bucket resource) answer {
	return unset(bucket, "bucket", func(v value) bool {
		_, err := netip.ParseAddr(v.String())
		return len(v.String()) <= 63 && bucketName.MatchString(v.String()) && err != nil && !strings.Contains(v.String(), "..") &&
			!strings.HasPrefix(v.String(), "xn--") && !strings.HasSuffix(v.String(), "-s3alias")
	})
}

// S3NameWithoutDots requires a name that S3's certificate covers.
func S3NameWithoutDots(bucket resource) answer {
	return unset(bucket, "bucket", func(v value) bool { return !strings.Contains(v.String(), ".") })
}
