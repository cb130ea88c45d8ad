package volteryde_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
)

// granted returns the resources that a pod role may use, by action.
func granted(t *testing.T, stack synthesized.Stack, component string) map[string][]string {
	t.Helper()
	role := constructtest.Find(t, stack, "eks/"+component+"-role/role")
	resources := map[string][]string{}
	for _, inline := range role.Companions("aws_iam_role_policy", "role") {
		for _, statement := range gjson.Get(inline.Get("policy").String(), "Statement").Array() {
			for _, action := range statement.Get("Action").Array() {
				for _, resource := range statement.Get("Resource").Array() {
					resources[action.String()] = append(resources[action.String()], resource.String())
				}
			}
		}
	}
	return resources
}

// TestPodRolesHaveExactlyTheirRights: the platform's pods may read the environment's secrets, read and write documents, and
// read backups. External Secrets may read the same secrets. Neither may do anything else.
func TestPodRolesHaveExactlyTheirRights(t *testing.T) {
	for _, stack := range shipped.Environments(t, "volteryde") {
		var secrets []string
		for _, secret := range stack.OfType("aws_secretsmanager_secret") {
			secrets = append(secrets, secret.Reference("arn"))
		}
		documents := "arn:aws:s3:::" + constructtest.Find(t, stack, "documents/bucket").Get("bucket").String()
		backups := "arn:aws:s3:::" + constructtest.Find(t, stack, "backups/bucket").Get("bucket").String()
		for component, want := range map[string]map[string][]string{
			"external-secrets": {"secretsmanager:GetSecretValue": secrets},
			"platform": {
				"secretsmanager:GetSecretValue": secrets,
				"s3:GetBucketLocation":          {documents, backups},
				"s3:ListBucket":                 {documents, backups},
				"s3:ListBucketMultipartUploads": {documents},
				"s3:GetObject":                  {documents + "/*", backups + "/*"},
				"s3:PutObject":                  {documents + "/*"},
				"s3:DeleteObject":               {documents + "/*"},
				"s3:AbortMultipartUpload":       {documents + "/*"},
				"s3:ListMultipartUploadParts":   {documents + "/*"},
			},
		} {
			got := granted(t, stack, component)
			for action, resources := range got {
				if strings.HasPrefix(action, "kms:") {
					continue // on the keys of these secrets and buckets
				}
				if !sameSet(resources, want[action]) {
					t.Errorf("%s: %s may %s on %v, want %v", stack.Name, component, action, resources, want[action])
				}
			}
			for action := range want {
				if len(got[action]) == 0 {
					t.Errorf("%s: %s may not %s", stack.Name, component, action)
				}
			}
		}
	}
}

func sameSet(one, other []string) bool {
	one, other = slices.Sorted(slices.Values(one)), slices.Sorted(slices.Values(other))
	return slices.Equal(one, other)
}
