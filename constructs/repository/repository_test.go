package repository_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/identity"
	"landform/constructs/policy"
	"landform/constructs/repository"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func build(t *testing.T, protection deletion.Protection) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		images := repository.New(stack, "images", repository.Props{
			Names: constructtest.Names(), Purpose: "backend", Protection: protection,
		})
		images.GrantPull(identity.NewRole(stack, "role", identity.RoleProps{
			Names: constructtest.Names(), Name: "acme-test-puller",
			TrustPolicy: policy.AssumableBy("ecs-tasks.amazonaws.com"),
		}))
	})
}

func TestImagesAreImmutableScannedAndEncryptedWithTheKey(t *testing.T) {
	stack := build(t, deletion.Protected)
	constructtest.Expect(t, constructtest.Find(t, stack, "images/repository"), map[string]any{
		"name": "acme-test-backend", "image_tag_mutability": "IMMUTABLE", "force_delete": false,
		"image_scanning_configuration.scan_on_push":  true,
		"encryption_configuration.0.encryption_type": "KMS",
		"encryption_configuration.0.kms_key":         constructtest.Find(t, stack, "images/encryption/key").Reference("arn"),
	})
}

func TestDisposableRepositoryIsDeletedWithItsImages(t *testing.T) {
	constructtest.Expect(t, constructtest.Find(t, build(t, deletion.Disposable), "images/repository"),
		map[string]any{"force_delete": true})
}

func TestLifecycleExpiresOnlyUntaggedImages(t *testing.T) {
	lifecycle := constructtest.Find(t, build(t, deletion.Protected), "images/lifecycle")
	constructtest.Expect(t, constructtest.Document(t, lifecycle, "policy"), map[string]any{
		"rules.#":             1,
		"rules.0.selection":   `{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":7}`,
		"rules.0.action.type": "expire",
	})
}

func TestGrantPullAllowsOnlyThisRepository(t *testing.T) {
	stack := build(t, deletion.Protected)
	granted := constructtest.Document(t, constructtest.Find(t, stack, "role/policy-backend-pull"), "policy")
	constructtest.Expect(t, granted, map[string]any{
		"Statement.#":          2,
		"Statement.0.Action":   `["ecr:GetAuthorizationToken"]`,
		"Statement.1.Action":   `["ecr:BatchCheckLayerAvailability","ecr:GetDownloadUrlForLayer","ecr:BatchGetImage"]`,
		"Statement.1.Resource": `["` + constructtest.Find(t, stack, "images/repository").Reference("arn") + `"]`,
	})
}
