package eks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccessentry"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccesspolicyassociation"
)

// EKS's own access policies. AmazonEKSViewPolicy is Kubernetes' role "view": no Secrets.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
const (
	administratorPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
	viewPolicy          = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
)

// access lets people into the cluster through access entries, EKS's own list beside Kubernetes'.
func (c *Cluster) access(scope constructs.Construct, props Props) {
	for _, principal := range props.Administrators {
		c.accessEntry(scope, "administrator-", administratorPolicy, principal)
	}
	for _, principal := range props.Viewers {
		c.accessEntry(scope, "viewer-", viewPolicy, principal)
	}
}

func (c *Cluster) accessEntry(scope constructs.Construct, prefix, accessPolicy, principal string) {
	name := nameOf(principal)
	entry := eksaccessentry.NewEksAccessEntry(scope, new("access-"+name), &eksaccessentry.EksAccessEntryConfig{
		ClusterName:  c.Name,
		PrincipalArn: &principal,
		Tags:         c.names.Tags(c.names.Name("eks-" + name)),
	})
	eksaccesspolicyassociation.NewEksAccessPolicyAssociation(scope, new(prefix+name),
		&eksaccesspolicyassociation.EksAccessPolicyAssociationConfig{
			ClusterName:  c.Name,
			PrincipalArn: entry.PrincipalArn(),
			PolicyArn:    &accessPolicy,
			AccessScope:  &eksaccesspolicyassociation.EksAccessPolicyAssociationAccessScope{Type: new("cluster")},
		})
}

// AccessProblems refuses a principal that is named twice: EKS has one entry for each.
func AccessProblems(administrators, viewers []string) []error {
	var problems []error
	all := slices.Sorted(slices.Values(slices.Concat(administrators, viewers)))
	for index := 1; index < len(all); index++ {
		if all[index] == all[index-1] {
			problems = append(problems, fmt.Errorf("cluster access: %s is named twice among administrators and viewers: must be named once", all[index]))
		}
	}
	return problems
}

// nameOf turns an IAM principal's ARN into a name that no other principal of the account has, such as
// "role-Administrator": a role and a user may be called the same, and so may two roles in different paths.
func nameOf(arn string) string {
	return strings.ReplaceAll(arn[strings.LastIndex(arn, ":")+1:], "/", "-")
}
