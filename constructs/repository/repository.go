// Package repository builds ECR repositories for container images: immutable, scanned and encrypted.
package repository

import (
	"encoding/json"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecrlifecyclepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecrrepository"
)

// untaggedDays is how long an image without a tag, such as one of a failed push, stays.
const untaggedDays = 7

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Purpose    string // what the images are of: "backend" gives the repository "ticketing-dev-backend"
	Protection deletion.Protection
}

// Repository is a place for the images of one program.
type Repository struct {
	Resource ecrrepository.EcrRepository
	ARN      *string
	URL      *string // without a tag, for example "111122223333.dkr.ecr.us-east-1.amazonaws.com/ticketing-dev-backend"
	Key      *encryption.Key

	purpose string
}

// New creates the repository with its key and lifecycle. A tag can be pushed only once. A disposable repository is
// deleted with its images; any other must be empty to be deleted.
func New(scope constructs.Construct, id string, props Props) *Repository {
	namespace := constructs.NewConstruct(scope, &id)
	r := &Repository{purpose: props.Purpose}
	r.Key = encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     props.Purpose + "-images",
		Description: "Encryption key of the container images of " + props.Names.Name(props.Purpose),
		Protection:  props.Protection,
	})
	r.repository(namespace, props)
	r.lifecycle(namespace)
	return r
}

func (r *Repository) repository(scope constructs.Construct, props Props) {
	name := props.Names.Name(props.Purpose)
	r.Resource = ecrrepository.NewEcrRepository(scope, new("repository"), &ecrrepository.EcrRepositoryConfig{
		Name:               &name,
		ImageTagMutability: new("IMMUTABLE"),
		ImageScanningConfiguration: &ecrrepository.EcrRepositoryImageScanningConfiguration{
			ScanOnPush: true,
		},
		EncryptionConfiguration: []*ecrrepository.EcrRepositoryEncryptionConfiguration{
			{EncryptionType: new("KMS"), KmsKey: r.Key.ARN},
		},
		ForceDelete: props.Protection == deletion.Disposable,
		Tags:        props.Names.Tags(name),
	})
	r.ARN, r.URL = r.Resource.Arn(), r.Resource.RepositoryUrl()
}

// lifecycle lets no tagged image expire: neither its age nor its rank tells whether a task runs it, and a running image
// that is gone fails the next task that starts. What a release no longer needs is deleted by hand.
func (r *Repository) lifecycle(scope constructs.Construct) {
	ecrlifecyclepolicy.NewEcrLifecyclePolicy(scope, new("lifecycle"), &ecrlifecyclepolicy.EcrLifecyclePolicyConfig{
		Repository: r.Resource.Name(),
		Policy:     new(lifecyclePolicy()),
	})
}

// GrantPull lets a role pull the repository's images. IAM cannot restrict ecr:GetAuthorizationToken to a repository. The
// role needs no right to the key: ECR decrypts the images.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
func (r *Repository) GrantPull(role *identity.Role) {
	role.Allow(r.purpose+"-pull",
		policy.Statement{Effect: policy.Allow, Actions: []string{"ecr:GetAuthorizationToken"}, Resources: []string{"*"}},
		policy.Statement{
			Effect:    policy.Allow,
			Actions:   []string{"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"},
			Resources: []string{*r.ARN},
		},
	)
}

// rule is one rule of a lifecycle policy. An image goes by the first rule that matches it.
// https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
type rule struct {
	Priority    int       `json:"rulePriority"`
	Description string    `json:"description"`
	Selection   selection `json:"selection"`
	Action      action    `json:"action"`
}

type selection struct {
	TagStatus   string `json:"tagStatus"`
	CountType   string `json:"countType"`
	CountUnit   string `json:"countUnit"`
	CountNumber int    `json:"countNumber"`
}

type action struct {
	Type string `json:"type"`
}

func lifecyclePolicy() string {
	text, err := json.Marshal(struct {
		Rules []rule `json:"rules"`
	}{[]rule{
		{1, "Forget what has no tag", selection{"untagged", "sinceImagePushed", "days", untaggedDays}, action{"expire"}},
	}})
	if err != nil {
		panic("repository: the lifecycle cannot be written as JSON: " + err.Error())
	}
	return string(text)
}
