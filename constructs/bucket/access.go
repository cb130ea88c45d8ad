package bucket

import (
	"strings"

	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketlogging"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// accessLogsFolder is the folder for the access logs of other buckets. S3 creates folders in it for the account, the
// region, the bucket and the day.
const accessLogsFolder = "s3-access/"

// AddToPolicy adds statements to the bucket's policy, after the one that denies requests without TLS.
func (b *Bucket) AddToPolicy(statements ...policy.Statement) {
	b.statements = append(b.statements, statements...)
	b.Policy.SetPolicy(new(policy.Document(b.statements...)))
}

// GrantReadWrite lets a role list, read, write and delete the bucket's objects, and use the bucket's key for that. The
// role can neither read nor delete noncurrent versions.
func (b *Bucket) GrantReadWrite(role *identity.Role) {
	b.grant(role, "read-write", []string{"s3:ListBucketMultipartUploads"},
		[]string{"s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"},
		[]string{"kms:Decrypt", "kms:GenerateDataKey"})
}

// GrantRead lets a role list and read the bucket's objects, and use the bucket's key for that. The role cannot read
// noncurrent versions.
func (b *Bucket) GrantRead(role *identity.Role) {
	b.grant(role, "read", nil, []string{"s3:GetObject"}, []string{"kms:Decrypt"})
}

// grant allows actions on the bucket, on its objects and on its key. Those that every reader needs on the bucket are
// added.
func (b *Bucket) grant(role *identity.Role, access string, onBucket, onObjects, onKey []string) {
	statements := []policy.Statement{
		{
			Effect:    policy.Allow,
			Actions:   append([]string{"s3:GetBucketLocation", "s3:ListBucket"}, onBucket...),
			Resources: []string{b.ARN},
		},
		{
			Effect:    policy.Allow,
			Actions:   onObjects,
			Resources: []string{b.ARN + "/*"},
		},
	}
	if b.props.Encryption != S3Managed {
		statements = append(statements, policy.Statement{
			Effect:     policy.Allow,
			Actions:    onKey,
			Resources:  []string{*b.props.Key.ARN},
			Conditions: map[string]map[string][]string{"StringEquals": {"kms:ViaService": {b.s3()}}},
		})
	}
	role.Allow(b.props.Purpose+"-"+access, statements...)
}

// s3 returns the value of kms:ViaService for S3 in the bucket's region.
func (b *Bucket) s3() string { return "s3." + b.props.Names.Region + ".amazonaws.com" }

// accessLogs makes S3 log every request to this bucket into the target bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
func (b *Bucket) accessLogs(scope constructs.Construct, target *Bucket) {
	target.AddToPolicy(policy.Statement{
		Sid:       "AccessLogsOf" + strings.ReplaceAll(b.props.Purpose, "-", ""),
		Effect:    policy.Allow,
		Principal: policy.Service("logging.s3.amazonaws.com"),
		Actions:   []string{"s3:PutObject"},
		Resources: []string{target.ARN + "/" + accessLogsFolder + "*"},
		Conditions: map[string]map[string][]string{
			"ArnLike":      {"aws:SourceArn": {b.ARN}},
			"StringEquals": {"aws:SourceAccount": {b.props.Names.AccountID}},
		},
	})
	s3bucketlogging.NewS3BucketLoggingA(scope, new("access-logs"), &s3bucketlogging.S3BucketLoggingAConfig{
		Bucket:       b.ID,
		TargetBucket: target.ID,
		TargetPrefix: new(accessLogsFolder),
		TargetObjectKeyFormat: &s3bucketlogging.S3BucketLoggingTargetObjectKeyFormat{
			PartitionedPrefix: &s3bucketlogging.S3BucketLoggingTargetObjectKeyFormatPartitionedPrefix{
				PartitionDateSource: new("EventTime"),
			},
		},
		DependsOn: &[]cdktf.ITerraformDependable{target.Policy},
	})
}
