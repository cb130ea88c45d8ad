// Package identity builds IAM roles for services, with what they are allowed to do.
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

// WorkloadBoundary is the name of the permissions boundary that every role of a workload carries. The stack that lets
// deployments into an account creates it there; deployments can make roles with it, and none without.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
const WorkloadBoundary = "landform-workload-boundary"

// WorkloadBoundaryARN is the ARN of the boundary in an account.
func WorkloadBoundaryARN(accountID string) string {
	return "arn:aws:iam::" + accountID + ":policy/" + WorkloadBoundary
}

// RoleProps are what NewRole cannot decide by itself.
type RoleProps struct {
	Names           naming.Names
	Name            string   // at most 64 characters, unique in the account
	Description     string   // what the role is for
	TrustPolicy     string   // a policy document, for example policy.AssumableBy("ec2.amazonaws.com")
	ManagedPolicies []string // names of AWS managed policies, for example "AmazonEKSClusterPolicy"
	// PermissionsBoundary is the ARN of the policy that bounds whatever else the role is allowed; nil for the boundary of
	// workloads, which WorkloadBoundaryARN names.
	PermissionsBoundary *string
	SessionHours        int // how long the role can be assumed at a time; 0 for the one hour that is usual
}

// Role is an IAM role that constructs can grant rights to.
type Role struct {
	Resource iamrole.IamRole
	Name     *string
	ARN      *string
	// Attachments are the role's policies, managed and inline: what uses the role waits for them.
	Attachments []cdktf.ITerraformDependable

	scope constructs.Construct
}

// NewRole creates an IAM role and attaches AWS managed policies to it.
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

// Allow gives the role an inline policy of this name with these statements.
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
