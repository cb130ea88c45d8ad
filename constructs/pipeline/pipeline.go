// Package pipeline builds what lets GitHub's runners into an AWS account without a stored key: the provider of their
// tokens, a role that plans and a role that applies.
package pipeline

import (
	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iampolicy"
)

// The names of the two roles. They are the same in every account, so that knowing the account is knowing the role.
const (
	PlanRole  = "landform-plan"
	ApplyRole = "landform-apply"
)

// boundaryName is the name of the apply role's permissions boundary.
const boundaryName = "landform-apply-boundary"

// applyHours is how long one apply may take: an EKS upgrade takes its time.
const applyHours = 4

// Props are what New cannot decide by itself.
type Props struct {
	Names      naming.Names
	Repository Repository
	// Environments are those of the repository that deploy into the account. A job of "dev" may apply, and one of
	// "dev-plan" may plan.
	Environments []string
	State        State
	// Secrets are the beginnings of the names of the secrets that Terraform compares when it plans, for example
	// "volteryde/dev/".
	Secrets []string
	// Services are the prefixes of the IAM actions that the stacks need, for example "ec2". None leaves the account
	// without an apply role.
	Services []string
}

// Pipeline is the way of a repository's jobs into an account.
type Pipeline struct {
	Plan  *identity.Role
	Apply *identity.Role // nil where nothing is applied
}

// New creates the provider and the roles.
func New(scope constructs.Construct, id string, props Props) *Pipeline {
	namespace := constructs.NewConstruct(scope, &id)
	provider := tokens(namespace, props)
	p := &Pipeline{}
	p.plan(namespace, props, provider)
	if len(props.Services) > 0 {
		p.apply(namespace, props, provider)
	}
	return p
}

// tokens lets IAM trust what GitHub signs. It names no thumbprint: IAM knows GitHub's certificate authority.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
func tokens(scope constructs.Construct, props Props) *string {
	return iamopenidconnectprovider.NewIamOpenidConnectProvider(scope, new("github"),
		&iamopenidconnectprovider.IamOpenidConnectProviderConfig{
			Url:          new("https://" + issuer),
			ClientIdList: jsii.Strings(audience),
			Tags:         props.Names.Tags("github-actions"),
		}).Arn()
}

func (p *Pipeline) plan(scope constructs.Construct, props Props, provider *string) {
	p.Plan = identity.NewRole(scope, "plan", identity.RoleProps{
		Names:           props.Names,
		Name:            PlanRole,
		Description:     "Plans of " + props.Repository.Name + " on GitHub",
		TrustPolicy:     trust(*provider, props, "-plan"),
		ManagedPolicies: []string{"ReadOnlyAccess"},
	})
	p.Plan.Allow("state", props.State.read(), props.State.lock(), props.State.handOver(), props.State.encryption())
	if len(props.Secrets) > 0 {
		p.Plan.Allow("secrets", secrets(props)...)
	}
}

func (p *Pipeline) apply(scope constructs.Construct, props Props, provider *string) {
	document := policy.Document(boundary(props)...)
	limit := iampolicy.NewIamPolicy(scope, new("boundary"), &iampolicy.IamPolicyConfig{
		Name:        new(boundaryName),
		Description: new("What deployments may never do"),
		Policy:      &document,
		Tags:        props.Names.Tags(boundaryName),
	})
	p.Apply = identity.NewRole(scope, "apply", identity.RoleProps{
		Names:               props.Names,
		Name:                ApplyRole,
		Description:         "Deployments of " + props.Repository.Name + " on GitHub",
		TrustPolicy:         trust(*provider, props, ""),
		PermissionsBoundary: limit.Arn(),
		SessionHours:        applyHours,
	})
	p.Apply.Allow("state", props.State.read(), props.State.write(), props.State.lock(), props.State.encryption())
	p.Apply.Allow("stacks", services(props.Services))
}

// trust lets in the jobs of exactly this repository that run in exactly these environments.
// https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
func trust(provider string, props Props, suffix string) string {
	var subjects []string
	for _, environment := range props.Environments {
		subjects = append(subjects, props.Repository.Subject(environment+suffix))
	}
	return policy.Document(policy.Statement{
		Effect:    policy.Allow,
		Principal: policy.Principal{"Federated": {provider}},
		Actions:   []string{"sts:AssumeRoleWithWebIdentity"},
		Conditions: map[string]map[string][]string{"StringEquals": {
			issuer + ":aud": {audience},
			issuer + ":sub": subjects,
		}},
	})
}
