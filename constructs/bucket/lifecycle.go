package bucket

import (
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	lifecycle "github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketlifecycleconfiguration"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// incompleteUploadDays is how long the parts of an upload that was never finished are kept, and paid for.
const incompleteUploadDays = 7

// StorageClass is where S3 keeps objects. The zero value is S3 Standard.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
type StorageClass string

const (
	// IntelligentTiering moves each object by how often it is read, and gives it back at once.
	IntelligentTiering StorageClass = "INTELLIGENT_TIERING"
	// Glacier is cheap to keep; reading takes hours, and an object is paid for at least 90 days.
	Glacier StorageClass = "GLACIER"
)

// Lifecycle is how objects age. The zero value keeps everything in S3 Standard for ever.
type Lifecycle struct {
	MoveTo                  StorageClass // empty to stay in S3 Standard
	MoveAfterDays           int          // 0 moves at the next midnight UTC
	ExpireAfterDays         int          // 0 never
	ForgetVersionsAfterDays int          // deletes what has been overwritten or deleted for so long; 0 never
	Temporary               []Temporary
}

// Temporary is a folder whose objects are kept for a short time only.
type Temporary struct {
	Folder                  string // ending in a slash, for example "plans/"
	ExpireAfterDays         int    // 1 or more
	ForgetVersionsAfterDays int    // deletes what has been overwritten or deleted for so long; 1 or more
}

// problem is what is wrong with the days, in words; empty if nothing is.
func (l Lifecycle) problem() string {
	for _, folder := range l.Temporary {
		if !strings.HasSuffix(folder.Folder, "/") || folder.ExpireAfterDays < 1 || folder.ForgetVersionsAfterDays < 1 {
			return fmt.Sprintf("the temporary folder %q must end in a slash, and be kept for a day or more: %+v", folder.Folder, folder)
		}
	}
	switch {
	case l.MoveAfterDays < 0 || l.ExpireAfterDays < 0 || l.ForgetVersionsAfterDays < 0:
		return "days of the lifecycle must not be negative"
	case l.MoveTo == "" && l.MoveAfterDays > 0:
		return "MoveAfterDays needs a storage class to move to"
	case l.MoveTo != "" && l.ExpireAfterDays > 0 && l.ExpireAfterDays <= l.MoveAfterDays:
		return "objects must expire later than they move to another storage class"
	default:
		return ""
	}
}

// lifecycle is one rule for all objects, and one for each temporary folder. The configuration waits for versioning: S3 treats old versions as it finds
// the bucket.
func (b *Bucket) lifecycle(scope constructs.Construct, versioning cdktf.ITerraformDependable) {
	ages := b.props.Lifecycle
	rule := &lifecycle.S3BucketLifecycleConfigurationRule{
		Id:     new("all-objects"),
		Status: new("Enabled"),
		Filter: []*lifecycle.S3BucketLifecycleConfigurationRuleFilter{{}},
		AbortIncompleteMultipartUpload: []*lifecycle.S3BucketLifecycleConfigurationRuleAbortIncompleteMultipartUpload{
			{DaysAfterInitiation: jsii.Number(incompleteUploadDays)},
		},
	}
	if ages.MoveTo != "" {
		rule.Transition = []*lifecycle.S3BucketLifecycleConfigurationRuleTransition{
			{StorageClass: new(string(ages.MoveTo)), Days: jsii.Number(ages.MoveAfterDays)},
		}
	}
	if expiration := ages.expiration(); expiration != nil {
		rule.Expiration = []*lifecycle.S3BucketLifecycleConfigurationRuleExpiration{expiration}
	}
	if ages.ForgetVersionsAfterDays > 0 {
		rule.NoncurrentVersionExpiration = []*lifecycle.S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration{
			{NoncurrentDays: jsii.Number(ages.ForgetVersionsAfterDays)},
		}
	}
	rules := []*lifecycle.S3BucketLifecycleConfigurationRule{rule}
	for _, folder := range ages.Temporary {
		rules = append(rules, folder.rule())
	}
	lifecycle.NewS3BucketLifecycleConfiguration(scope, new("lifecycle"), &lifecycle.S3BucketLifecycleConfigurationConfig{
		Bucket: b.ID,
		// Small objects are paid for as large ones elsewhere; and what a backup program keeps in them must be read at once.
		// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
		TransitionDefaultMinimumObjectSize: new("all_storage_classes_128K"),

		Rule:      rules,
		DependsOn: &[]cdktf.ITerraformDependable{versioning},
	})
}

func (t Temporary) rule() *lifecycle.S3BucketLifecycleConfigurationRule {
	return &lifecycle.S3BucketLifecycleConfigurationRule{
		Id:     new("temporary-" + strings.Trim(t.Folder, "/")),
		Status: new("Enabled"),
		Filter: []*lifecycle.S3BucketLifecycleConfigurationRuleFilter{{Prefix: &t.Folder}},
		Expiration: []*lifecycle.S3BucketLifecycleConfigurationRuleExpiration{
			{Days: jsii.Number(t.ExpireAfterDays)},
		},
		NoncurrentVersionExpiration: []*lifecycle.S3BucketLifecycleConfigurationRuleNoncurrentVersionExpiration{
			{NoncurrentDays: jsii.Number(t.ForgetVersionsAfterDays)},
		},
	}
}

// expiration is nil where nothing expires. With days, S3 also cleans up the delete markers that nothing is left behind;
// without, it has to be told.
func (l Lifecycle) expiration() *lifecycle.S3BucketLifecycleConfigurationRuleExpiration {
	switch {
	case l.ExpireAfterDays > 0:
		return &lifecycle.S3BucketLifecycleConfigurationRuleExpiration{Days: jsii.Number(l.ExpireAfterDays)}
	case l.ForgetVersionsAfterDays > 0:
		return &lifecycle.S3BucketLifecycleConfigurationRuleExpiration{ExpiredObjectDeleteMarker: true}
	default:
		return nil
	}
}
