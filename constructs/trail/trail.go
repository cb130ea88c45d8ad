// Package trail builds a CloudTrail trail, which records the API calls in an account or in all accounts of an organization.
package trail

import (
	"slices"

	"landform/constructs/bucket"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudtrail"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// retentionDays is longer than the year that PCI DSS requires.
// https://docs.aws.amazon.com/securityhub/latest/userguide/pci-standard.html
const retentionDays = 400

// accessLogDays is the retention of the access logs, which show who read the trail.
const accessLogDays = 400

// Props are the arguments of New.
type Props struct {
	Names naming.Names
	// OrganizationID makes the trail an organization trail in the management account: it records all member accounts,
	// including later ones. nil for a trail of this account only.
	OrganizationID *string
	// After are dependencies of the trail: the organization must have enabled trusted access for CloudTrail.
	After []cdktf.ITerraformDependable
}

// Trail is a CloudTrail trail with its bucket and key.
type Trail struct {
	Resource cloudtrail.Cloudtrail
	ARN      string
	Bucket   *bucket.Bucket
	Key      *encryption.Key
}

// New creates a trail for all regions, its key, its bucket and the bucket of the access logs. Terraform can destroy neither
// the key nor the buckets. The first trail of an account records management events free of charge; the key costs $1 a
// month.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
func New(scope constructs.Construct, id string, props Props) *Trail {
	namespace := constructs.NewConstruct(scope, &id)
	name := props.Names.Name("trail")
	t := &Trail{ARN: props.Names.ARN("cloudtrail", "trail/"+name)}
	t.Key = encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     "trail",
		Description: "CloudTrail encryption key for " + props.Names.Prefix(),
		Services:    []policy.Statement{t.encrypting()},
	})
	t.bucket(namespace, props)
	t.Resource = cloudtrail.NewCloudtrail(namespace, new("trail"), &cloudtrail.CloudtrailConfig{
		Name:                       &name,
		S3BucketName:               t.Bucket.ID,
		KmsKeyId:                   t.Key.ARN,
		IsMultiRegionTrail:         true,
		IsOrganizationTrail:        props.OrganizationID != nil,
		IncludeGlobalServiceEvents: true,
		EnableLogFileValidation:    true,
		EnableLogging:              true,
		Tags:                       props.Names.Tags(name),
		// CloudTrail checks that it can write to the bucket when the trail is created.
		DependsOn: new(slices.Concat(props.After, []cdktf.ITerraformDependable{t.Bucket.Policy})),
	})
	return t
}

// bucket creates the bucket of the trail. The conditions on the trail's ARN prevent trails of other AWS customers from
// writing to it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (t *Trail) bucket(scope constructs.Construct, props Props) {
	t.Bucket = bucket.New(scope, "bucket", bucket.Props{
		Names:      props.Names,
		Purpose:    "trail",
		Key:        t.Key,
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: retentionDays, ForgetVersionsAfterDays: retentionDays},
		AccessLogs: accessLogs(scope, props.Names),
		Permanent:  &bucket.Permanent{Name: bucket.Name(props.Names, "trail"), Title: props.Names.Name("trail")},
	})
	writers := []string{t.Bucket.ARN + "/AWSLogs/" + props.Names.AccountID + "/*"}
	if props.OrganizationID != nil {
		writers = append(writers, t.Bucket.ARN+"/AWSLogs/"+*props.OrganizationID+"/*")
	}
	source := map[string][]string{"aws:SourceArn": {t.ARN}}
	t.Bucket.AddToPolicy(
		policy.Statement{
			Sid: "CloudTrailLooks", Effect: policy.Allow, Principal: policy.Service("cloudtrail.amazonaws.com"),
			Actions: []string{"s3:GetBucketAcl"}, Resources: []string{t.Bucket.ARN},
			Conditions: map[string]map[string][]string{"StringEquals": source},
		},
		policy.Statement{
			Sid: "CloudTrailWrites", Effect: policy.Allow, Principal: policy.Service("cloudtrail.amazonaws.com"),
			Actions: []string{"s3:PutObject"}, Resources: writers,
			Conditions: map[string]map[string][]string{"StringEquals": {
				"aws:SourceArn": source["aws:SourceArn"], "s3:x-amz-acl": {"bucket-owner-full-control"},
			}},
		},
	)
}

func accessLogs(scope constructs.Construct, names naming.Names) *bucket.Bucket {
	const purpose = "trail-access-logs"
	return bucket.New(scope, "access-logs", bucket.Props{
		Names:      names,
		Purpose:    purpose,
		Encryption: bucket.S3Managed, // S3 delivers access logs only to such a bucket
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: accessLogDays, ForgetVersionsAfterDays: 1},
		Permanent:  &bucket.Permanent{Name: bucket.Name(names, purpose), Title: names.Name(purpose)},
	})
}

// encrypting returns the statement of the key policy that lets this trail encrypt its log files.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
func (t *Trail) encrypting() policy.Statement {
	return policy.Statement{
		Sid: "CloudTrailEncrypts", Effect: policy.Allow, Principal: policy.Service("cloudtrail.amazonaws.com"),
		Actions: []string{"kms:GenerateDataKey*", "kms:DescribeKey"}, Resources: []string{"*"},
		Conditions: map[string]map[string][]string{"StringEquals": {"aws:SourceArn": {t.ARN}}},
	}
}
