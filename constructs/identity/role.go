// Package identity builds IAM roles with their policies and permissions boundary.
package identity

import (
	"cmp"

	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrole"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicy"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamrolepolicyattachment"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// WorkloadBoundary is the name of the permissions boundary of all workload roles. The account's CI stack creates it.
// Deployments can create roles only with this boundary.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
const WorkloadBoundary = "landform-workload-boundary"

// WorkloadBoundaryARN returns the ARN of the boundary in an account.
func WorkloadBoundaryARN(accountID string) string {
	return "arn:aws:iam::" + accountID + ":policy/" + WorkloadBoundary
}

// RoleProps are the arguments of NewRole.
type RoleProps struct {
	Names           naming.Names
	Name            string   // at most 64 characters, unique in the account
	Description     string   // what the role is for
	TrustPolicy     string   // a policy document, for example policy.AssumableBy("ec2.amazonaws.com")
	ManagedPolicies []string // names of AWS managed policies, for example "AmazonEKSClusterPolicy"
	// PermissionsBoundary is the ARN of the role's permissions boundary; nil for the one that WorkloadBoundaryARN returns.
	PermissionsBoundary *string
	SessionHours        int // maximum session duration, 1 to 12; 0 for AWS's default of one hour
}

// Role is an IAM role. Other constructs grant it rights with their Grant methods.
type Role struct {
	Resource iamrole.IamRole
	Name     *string
	ARN      *string
	// Attachments are the role's policies, managed and inline: a resource that uses the role depends on them.
	Attachments []cdktf.ITerraformDependable

	scope constructs.Construct
}

// NewRole creates an IAM role and attaches the AWS managed policies to it.
func NewRole(scope constructs.Construct, id string, props RoleProps) *Role {
	namespace := constructs.NewConstruct(scope, &id)
	config := &iamrole.IamRoleConfig{
		Name:                &props.Name,
		Description:         optional(props.Description),
		AssumeRolePolicy:    &props.TrustPolicy,
		PermissionsBoundary: cmp.Or(props.PermissionsBoundary, new(WorkloadBoundaryARN(props.Names.AccountID))),
		Tags:                props.Names.Tags(props.Name),
	}
	if props.SessionHours > 0 {
		config.MaxSessionDuration = jsii.Number(props.SessionHours * 3600)
	}
	resource := iamrole.NewIamRole(namespace, new("role"), config)
	role := &Role{Resource: resource, Name: resource.Name(), ARN: resource.Arn(), scope: namespace}
	for _, name := range props.ManagedPolicies {
		role.attach(name)
	}
	return role
}

// Allow creates an inline policy of the role with this name and these statements.
func (r *Role) Allow(name string, statements ...policy.Statement) {
	document := policy.Document(statements...)
	inline := iamrolepolicy.NewIamRolePolicy(r.scope, new("policy-"+name), &iamrolepolicy.IamRolePolicyConfig{
		Name:   &name,
		Role:   r.Name,
		Policy: &document,
	})
	r.Attachments = append(r.Attachments, inline)
}

func (r *Role) attach(managedPolicy string) {
	attachment := iamrolepolicyattachment.NewIamRolePolicyAttachment(r.scope, new("managed-"+idOf(managedPolicy)),
		&iamrolepolicyattachment.IamRolePolicyAttachmentConfig{
			Role:      r.Name,
			PolicyArn: new("arn:aws:iam::aws:policy/" + managedPolicy),
		})
	r.Attachments = append(r.Attachments, attachment)
}
