package eks

import (
	"errors"
	"slices"
	"strings"

	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccessentry"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaccesspolicyassociation"
)

// The access policies of EKS that are used. AmazonEKSViewPolicy corresponds to the Kubernetes role "view", which cannot
// read Secrets.
// https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html
const (
	administratorPolicy = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
	viewPolicy          = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
)

// access creates an EKS access entry with an access policy for each administrator and viewer.
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

// ValidateAccess returns an error for each principal that is named twice: EKS allows one access entry for each.
func ValidateAccess(administrators, viewers []string) error {
	var list problems.List
	all := slices.Sorted(slices.Values(slices.Concat(administrators, viewers)))
	for index := 1; index < len(all); index++ {
		list.Unless(all[index] != all[index-1], "principal", all[index], "must be named only once among Administrators and Viewers")
	}
	return errors.Join(list...)
}

// nameOf returns a name for an IAM principal that is unique in the account, for example "role-Administrator". It contains
// the type and the path: a role and a user can have the same name.
func nameOf(arn string) string {
	return strings.ReplaceAll(arn[strings.LastIndex(arn, ":")+1:], "/", "-")
}
