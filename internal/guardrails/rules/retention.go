package rules

import (
	"slices"
	"strings"

	"landform/internal/synthesized"
)

var retentionRules = []rule{
	{
		ID: "data-kept", Class: refused, Types: []string{"aws_s3_bucket", "aws_dynamodb_table", "aws_kms_key", "aws_ebs_volume"}, Resource: DataKept,
		Why:      "replacing or destroying the resource would destroy Terraform states, customers' data or the keys to that data",
		Fix:      "set lifecycle with prevent_destroy",
		Violates: `{"aws_ebs_volume": {"main": {"lifecycle": null}}}`,
	},
}

// DataKept requires prevent_destroy for resources with Terraform states and, in production, for volumes and the keys of
// data. Databases and buckets have their own protections. Stacks of other programs have no metadata about their role,
// and are not checked.
func DataKept(r resource) answer {
	metadata := r.Stack().Metadata()
	production := metadata.Stage == synthesized.Production && (r.Type == "aws_ebs_volume" || r.Type == "aws_kms_key" && keyOfData(r))
	if metadata.Role != synthesized.RoleState && !production {
		return skip
	}
	return isTrue(r, "lifecycle.prevent_destroy")
}

// keyOfData reports whether a key encrypts persistent data, unlike the messages of a topic or a queue.
func keyOfData(key resource) bool {
	return slices.ContainsFunc(key.ReferredBy(), func(use synthesized.Reference) bool {
		for _, passing := range []string{"aws_sns_", "aws_sqs_", "aws_kms_", "aws_iam_", "output."} {
			if strings.HasPrefix(use.From, passing) {
				return false
			}
		}
		return true
	})
}
