// Package trail builds a CloudTrail trail: the record of who did what in an account, or in every account of an organization.
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

// retentionDays is more than the year that PCI DSS asks for.
// https://docs.aws.amazon.com/securityhub/latest/userguide/pci-standard.html
const retentionDays = 400

// accessLogDays is how long it can be looked up who read the record.
const accessLogDays = 400

// Props are the arguments of New.
type Props struct {
	Names naming.Names
	// OrganizationID makes the trail that of the organization whose management account this is: it records every account,
	// also those that join later. nil for a trail of this account alone.
	OrganizationID *string
	// After are resources that the trail waits for: the trust of the organization in CloudTrail.
	After []cdktf.ITerraformDependable
}

// Trail is a trail with the bucket that it writes to.
type Trail struct {
	Resource cloudtrail.Cloudtrail
	ARN      string
	Bucket   *bucket.Bucket
	Key      *encryption.Key
}

// New creates the trail of all regions, its key, its bucket and the bucket of that one's access logs. Terraform destroys
// neither the key nor the buckets. Management events cost nothing in the first trail of an account, the key $1 a month.
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
		// CloudTrail looks whether it may write before it accepts the bucket.
		DependsOn: new(slices.Concat(props.After, []cdktf.ITerraformDependable{t.Bucket.Policy})),
	})
	return t
}

// bucket creates the bucket of the record. The trail's name in the conditions keeps other customers' trails out.
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
		Encryption: bucket.S3Managed, // S3 delivers its access logs to no other
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: accessLogDays, ForgetVersionsAfterDays: 1},
		Permanent:  &bucket.Permanent{Name: bucket.Name(names, purpose), Title: names.Name(purpose)},
	})
}

// encrypting lets this trail encrypt its files.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
func (t *Trail) encrypting() policy.Statement {
	return policy.Statement{
		Sid: "CloudTrailEncrypts", Effect: policy.Allow, Principal: policy.Service("cloudtrail.amazonaws.com"),
		Actions: []string{"kms:GenerateDataKey*", "kms:DescribeKey"}, Resources: []string{"*"},
		Conditions: map[string]map[string][]string{"StringEquals": {"aws:SourceArn": {t.ARN}}},
	}
}
