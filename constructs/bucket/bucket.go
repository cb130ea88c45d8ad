// Package bucket builds private S3 buckets: encrypted, versioned, reachable over TLS only.
package bucket

import (
	"cmp"
	"fmt"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketownershipcontrols"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketpublicaccessblock"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketserversideencryptionconfiguration"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketversioning"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// maxNameLength is the most that S3 allows.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const maxNameLength = 63

// Encryption is how S3 encrypts the objects of a bucket.
type Encryption int

const (
	// KMS encrypts with a key of the account, through a bucket key that saves most of the calls to KMS.
	KMS Encryption = iota
	// S3Managed encrypts with AES-256 and keys that S3 manages: for anonymous readers, who may use no key of the account,
	// and for what load balancers and S3 deliver their logs to, which is all that they accept.
	S3Managed
	// KMSPerObject encrypts each object with a data key of its own. The context of each call to KMS is then the object's
	// ARN, by which policies can tell objects apart; with a bucket key, it is the bucket's.
	// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
	KMSPerObject
)

// Ownership decides whether access control lists can give access to a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
type Ownership string

const (
	// Enforced switches access control lists off: only policies give access. The zero value means the same.
	Enforced Ownership = "BucketOwnerEnforced"
	// Preferred leaves them on, for CloudFront's standard logs: CloudFront adds itself to the list of the bucket that it
	// delivers to. What it delivers belongs to the bucket's owner.
	Preferred Ownership = "BucketOwnerPreferred"
)

// Props are what New cannot decide by itself.
type Props struct {
	Names      naming.Names
	Purpose    string // what the bucket holds: "documents" gives "volteryde-dev-documents-111122223333"
	Encryption Encryption
	Key        *encryption.Key // not with S3Managed
	Ownership  Ownership
	Lifecycle  Lifecycle
	AccessLogs *Bucket  // where S3 logs each request to; nil for the bucket that the logs of the others go to
	Website    *Website // only with S3Managed; nil for a bucket that nobody reads anonymously
	Protection deletion.Protection
	Permanent  *Permanent // for a bucket that is known elsewhere by its name
}

// Permanent is the name of a bucket that Terraform never destroys.
type Permanent struct {
	Name  string // unique in all of AWS; replaces the one derived from the thing
	Title string // its Name tag
}

// Bucket is a private bucket that roles can be granted rights to.
type Bucket struct {
	Resource s3bucket.S3Bucket
	ID       *string // the name, as a reference to the bucket
	Name     string
	ARN      string
	// Policy is the last of the settings about access: what delivers to the bucket waits for it.
	Policy s3bucketpolicy.S3BucketPolicy
	// WebsiteEndpoint is the host that a website's DNS record leads to; nil without one.
	WebsiteEndpoint *string

	props      Props
	statements []policy.Statement
}

// New creates the bucket with its encryption, versioning, lifecycle, public access block and policy. It panics if the
// key and the encryption, the days of the lifecycle, or the bucket for access logs do not fit.
func New(scope constructs.Construct, id string, props Props) *Bucket {
	if err := props.problem(); err != "" {
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

// Name is the name of the bucket for a thing. It ends in the account's id: bucket names are unique in all of AWS.
func Name(names naming.Names, thing string) string {
	return names.NameWithin(thing+"-"+names.AccountID, maxNameLength)
}

// problem is what is wrong with the props, in words; empty if nothing is.
func (p Props) problem() string {
	switch {
	case p.Encryption != S3Managed && p.Key == nil:
		return "encryption with KMS needs a key"
	case p.Encryption == S3Managed && p.Key != nil:
		return "encryption with keys of S3 takes no key"
	case p.AccessLogs != nil && p.AccessLogs.props.Encryption != S3Managed:
		return "access logs cannot be delivered to " + p.AccessLogs.Name + ": its encryption must be S3Managed"
	case p.Website != nil && p.Encryption != S3Managed:
		return "a website's readers may use no key: its encryption must be S3Managed"
	case p.Website != nil && p.Website.problem() != "":
		return p.Website.problem()
	default:
		return p.Lifecycle.problem()
	}
}

func (b *Bucket) bucket(scope constructs.Construct) {
	config := &s3bucket.S3BucketConfig{
		Bucket: &b.Name,
		// Without it, S3 refuses to delete a bucket that holds anything.
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
		// S3 refuses two changes of a bucket's access settings at the same time.
		DependsOn: &after,
	})
}
