package bucket

import (
	"errors"
	"fmt"
	"strings"

	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	lifecycle "github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketlifecycleconfiguration"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// incompleteUploadDays is the number of days after which S3 deletes the parts of an incomplete multipart upload. Until
// then, they are charged for.
const incompleteUploadDays = 7

// StorageClass is an S3 storage class. The zero value is S3 Standard.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html
type StorageClass string

const (
	// IntelligentTiering moves each object between access tiers by how often it is read. Every object can be read at once.
	IntelligentTiering StorageClass = "INTELLIGENT_TIERING"
	// Glacier is cheap. An object must be restored before it can be read, which takes hours, and each is charged for at
	// least 90 days.
	Glacier StorageClass = "GLACIER"
)

// Lifecycle says when objects change their storage class and when S3 deletes them. The zero value keeps every object and
// every version in S3 Standard.
type Lifecycle struct {
	MoveTo                  StorageClass // empty to stay in S3 Standard
	MoveAfterDays           int          // after creation; 0 moves at the next midnight UTC
	ExpireAfterDays         int          // after creation; 0 never
	ForgetVersionsAfterDays int          // deletes a version so many days after it was overwritten or deleted; 0 never
	Temporary               []Temporary
}

// Temporary is a folder whose objects S3 deletes soon.
type Temporary struct {
	Folder                  string // ends in a slash, for example "plans/"
	ExpireAfterDays         int    // at least 1
	ForgetVersionsAfterDays int    // deletes a version so many days after it was overwritten or deleted; at least 1
}

// Validate returns every problem of the lifecycle at once, or nil. Each names the field, its value and what is allowed.
func (l Lifecycle) Validate() error {
	var list problems.List
	list.Unless(l.MoveAfterDays >= 0, "MoveAfterDays", l.MoveAfterDays, "must not be negative")
	list.Unless(l.MoveTo != "" || l.MoveAfterDays <= 0, "MoveAfterDays", l.MoveAfterDays, "must be 0 unless MoveTo names a storage class")
	list.Unless(l.ExpireAfterDays >= 0, "ExpireAfterDays", l.ExpireAfterDays, "must not be negative")
	list.Unless(l.MoveTo == "" || l.ExpireAfterDays <= 0 || l.ExpireAfterDays > l.MoveAfterDays, "ExpireAfterDays", l.ExpireAfterDays,
		fmt.Sprintf("must be more than MoveAfterDays, %d, or 0", l.MoveAfterDays))
	list.Unless(l.ForgetVersionsAfterDays >= 0, "ForgetVersionsAfterDays", l.ForgetVersionsAfterDays, "must not be negative")
	for _, folder := range l.Temporary {
		list = append(list, problems.In(fmt.Sprintf("Temporary[%q].", folder.Folder), folder.Validate())...)
	}
	return errors.Join(list...)
}

// Validate returns every problem of the folder at once, or nil. Each names the field, its value and what is allowed.
func (t Temporary) Validate() error {
	var list problems.List
	list.Unless(strings.HasSuffix(t.Folder, "/"), "Folder", fmt.Sprintf("%q", t.Folder), "must end in a slash")
	list.Unless(t.ExpireAfterDays >= 1, "ExpireAfterDays", t.ExpireAfterDays, "must be at least 1")
	list.Unless(t.ForgetVersionsAfterDays >= 1, "ForgetVersionsAfterDays", t.ForgetVersionsAfterDays, "must be at least 1")
	return errors.Join(list...)
}

// lifecycle creates one rule for all objects, and one for each temporary folder. It depends on versioning: a rule for
// noncurrent versions takes effect only in a bucket with versioning.
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
		// Other storage classes charge for small objects as if they were larger. Besides, a backup program must be able to
		// read the small objects with its metadata at once.
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

// expiration returns nil if nothing expires. An expiration by days also removes delete markers without any version;
// otherwise, ExpiredObjectDeleteMarker does.
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
