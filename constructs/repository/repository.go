// Package repository builds encrypted ECR repositories with immutable tags and scans on push.
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

// untaggedDays is the number of days after which ECR deletes an image without a tag, for example of a failed push.
const untaggedDays = 7

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Purpose    string // part of the name: "backend" gives the repository "ticketing-dev-backend"
	Protection deletion.Protection
}

// Repository is an ECR repository.
type Repository struct {
	Resource ecrrepository.EcrRepository
	ARN      *string
	URL      *string // without a tag, for example "111122223333.dkr.ecr.us-east-1.amazonaws.com/ticketing-dev-backend"
	Key      *encryption.Key

	purpose string
}

// New creates the repository with its key and lifecycle policy. A tag can be pushed only once. Terraform deletes a
// Disposable repository with its images, and a Protected one only when it is empty.
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

// lifecycle creates a lifecycle policy for untagged images only. Neither the age of a tagged image nor the number of newer
// ones shows whether a task uses it, and a new task cannot start without its image. People delete tagged images.
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

// rule is a rule of a lifecycle policy. ECR applies the first rule that matches an image.
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
