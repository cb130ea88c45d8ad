// Package bucket builds private S3 buckets: encrypted, versioned, reachable over TLS only.
package bucket

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketownershipcontrols"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpublicaccessblock"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketserversideencryptionconfiguration"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketversioning"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// maxNameLength is the longest bucket name that S3 allows, in characters.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const maxNameLength = 63

// Encryption is how S3 encrypts the objects of a bucket.
type Encryption int

const (
	// KMS encrypts with a customer managed KMS key, and with a bucket key that saves most of the calls to KMS.
	KMS Encryption = iota
	// S3Managed encrypts with AES-256 and keys that S3 manages. Two kinds of buckets need it: those with anonymous readers,
	// who cannot use a KMS key, and those to which load balancers or S3 deliver logs, which supports no KMS keys.
	S3Managed
	// KMSPerObject encrypts each object with a data key of its own. The encryption context of each call to KMS is then the
	// object's ARN, so that policies can distinguish objects; with a bucket key, it is the bucket's ARN.
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
	KMSPerObject
)

// Ownership says whether access control lists can grant access to a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
type Ownership string

const (
	// Enforced disables access control lists: only policies grant access. The zero value means the same.
	Enforced Ownership = "BucketOwnerEnforced"
	// Preferred leaves them enabled. CloudFront's standard logs need that: CloudFront adds itself to the access control list
	// of the bucket that it delivers to. The bucket owner owns the delivered objects.
	Preferred Ownership = "BucketOwnerPreferred"
)

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Purpose    string // what the bucket holds: "documents" gives "volteryde-dev-documents-111122223333"
	Encryption Encryption
	Key        *encryption.Key // required, except with S3Managed, which allows none
	Ownership  Ownership
	Lifecycle  Lifecycle
	AccessLogs *Bucket  // receives the log of each request to this bucket; nil for the bucket of access logs itself
	Website    *Website // only with S3Managed; nil for a bucket without anonymous readers
	Protection deletion.Protection
	Permanent  *Permanent // for a bucket whose name other programs or accounts rely on; nil otherwise
}

// Permanent is the name of a bucket that Terraform never destroys.
type Permanent struct {
	Name  string // unique in all of AWS; used instead of the name derived from Purpose
	Title string // its Name tag
}

// Bucket is a private bucket.
type Bucket struct {
	Resource s3bucket.S3Bucket
	ID       *string // the name, as a reference to the bucket
	Name     string
	ARN      string
	// Policy is created last among the bucket's access settings: a service that delivers to the bucket depends on it.
	Policy s3bucketpolicy.S3BucketPolicy
	// WebsiteEndpoint is the host name that a website's DNS record points to; nil without a website.
	WebsiteEndpoint *string

	props      Props
	statements []policy.Statement
}

// New creates the bucket with its encryption, versioning, lifecycle, public access block and policy. It panics unless
// props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *Bucket {
	if err := props.Validate(); err != nil {
		panic(fmt.Sprintf("bucket: %s: %s", props.Purpose, err))
	}
	namespace := constructs.NewConstruct(scope, &id)
	b := &Bucket{Name: Name(props.Names, props.Purpose), props: props}
	if props.Website != nil {
		b.Name = props.Website.Host
	}
	if props.Permanent != nil {
		b.Name = props.Permanent.Name
	}
	b.ARN = "arn:aws:s3:::" + b.Name
	b.bucket(namespace)
	b.encryption(namespace)
	b.policy(namespace, b.ownership(namespace), b.publicAccessBlock(namespace))
	b.lifecycle(namespace, b.versioning(namespace))
	if props.AccessLogs != nil {
		b.accessLogs(namespace, props.AccessLogs)
	}
	if props.Website != nil {
		b.website(namespace)
	}
	return b
}

// Name returns the name of the bucket for a purpose. It ends in the account ID, since bucket names are unique in all of
// AWS.
func Name(names naming.Names, purpose string) string {
	return names.NameWithin(purpose+"-"+names.AccountID, maxNameLength)
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Encryption == S3Managed || p.Key != nil, "Key", "nil", "must be set, except with S3Managed encryption")
	list.Unless(p.Encryption != S3Managed || p.Key == nil, "Key", "set", "must be nil with S3Managed encryption")
	if p.AccessLogs != nil {
		list.Unless(p.AccessLogs.props.Encryption == S3Managed, "AccessLogs", p.AccessLogs.Name,
			"must be a bucket with S3Managed encryption: S3 delivers access logs to no other")
	}
	var website error
	if p.Website != nil {
		list.Unless(p.Encryption == S3Managed, "Website", p.Website.Host, "must have S3Managed encryption: anonymous readers cannot use a KMS key")
		website = p.Website.Validate()
	}
	return errors.Join(slices.Concat(list, problems.In("Website.", website), problems.In("Lifecycle.", p.Lifecycle.Validate()))...)
}

func (b *Bucket) bucket(scope constructs.Construct) {
	config := &s3bucket.S3BucketConfig{
		Bucket: &b.Name,
		// Without it, S3 refuses to delete a bucket that is not empty.
		ForceDestroy: b.props.Protection == deletion.Disposable,
		Tags:         b.props.Names.Tags(b.Name),
	}
	if permanent := b.props.Permanent; permanent != nil {
		config.Tags = b.props.Names.Tags(permanent.Title)
		config.Lifecycle = &cdktf.TerraformResourceLifecycle{PreventDestroy: new(true)}
	}
	b.Resource = s3bucket.NewS3Bucket(scope, new("bucket"), config)
	b.ID = b.Resource.Id()
}

func (b *Bucket) versioning(scope constructs.Construct) s3bucketversioning.S3BucketVersioningA {
	return s3bucketversioning.NewS3BucketVersioningA(scope, new("versioning"), &s3bucketversioning.S3BucketVersioningAConfig{
		Bucket: b.ID,
		VersioningConfiguration: &s3bucketversioning.S3BucketVersioningVersioningConfiguration{
			Status: new("Enabled"),
		},
	})
}

func (b *Bucket) encryption(scope constructs.Construct) {
	byDefault := &s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultA{
		SseAlgorithm: new("AES256"),
	}
	if b.props.Encryption != S3Managed {
		byDefault.SseAlgorithm = new("aws:kms")
		byDefault.KmsMasterKeyId = b.props.Key.ARN
	}
	s3bucketserversideencryptionconfiguration.NewS3BucketServerSideEncryptionConfigurationA(scope, new("server-side-encryption"),
		&s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationAConfig{
			Bucket: b.ID,
			Rule: []*s3bucketserversideencryptionconfiguration.S3BucketServerSideEncryptionConfigurationRuleA{{
				ApplyServerSideEncryptionByDefault: byDefault,
				BucketKeyEnabled:                   b.props.Encryption == KMS,
			}},
		})
}

func (b *Bucket) ownership(scope constructs.Construct) s3bucketownershipcontrols.S3BucketOwnershipControls {
	return s3bucketownershipcontrols.NewS3BucketOwnershipControls(scope, new("ownership"),
		&s3bucketownershipcontrols.S3BucketOwnershipControlsConfig{
			Bucket: b.ID,
			Rule: &s3bucketownershipcontrols.S3BucketOwnershipControlsRule{
				ObjectOwnership: new(string(cmp.Or(b.props.Ownership, Enforced))),
			},
		})
}

func (b *Bucket) publicAccessBlock(scope constructs.Construct) s3bucketpublicaccessblock.S3BucketPublicAccessBlock {
	return s3bucketpublicaccessblock.NewS3BucketPublicAccessBlock(scope, new("public-access-block"),
		&s3bucketpublicaccessblock.S3BucketPublicAccessBlockConfig{
			Bucket:                b.ID,
			BlockPublicAcls:       true,
			BlockPublicPolicy:     true,
			IgnorePublicAcls:      true,
			RestrictPublicBuckets: true,
		})
}

func (b *Bucket) policy(scope constructs.Construct, after ...cdktf.ITerraformDependable) {
	b.statements = []policy.Statement{policy.TLSOnly(b.ARN)}
	if b.props.Website != nil {
		b.statements = b.props.Website.statements(b.ARN)
	}
	b.Policy = s3bucketpolicy.NewS3BucketPolicy(scope, new("policy"), &s3bucketpolicy.S3BucketPolicyConfig{
		Bucket: b.ID,
		Policy: new(policy.Document(b.statements...)),
		// S3 refuses concurrent changes of a bucket's access settings.
		DependsOn: &after,
	})
}
