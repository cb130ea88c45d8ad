// Package pipeline builds the access of GitHub Actions to an AWS account without stored keys: the OIDC provider, the roles
// for plans, deployments and pull requests, and their permissions boundaries.
package pipeline

import (
	"errors"
	"strconv"
	"strings"

	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iampolicy"
)

// The names of the roles. They are the same in every account.
const (
	PlanRole        = "landform-plan"
	ApplyRole       = "landform-apply"
	PullRequestRole = "landform-pull-request"
)

// Boundary is the name of the permissions boundary of these roles.
const Boundary = "landform-pipeline-boundary"

// ProtectedNames returns the names of the roles, boundaries and OIDC provider of CI. Changing one of them changes what CI
// jobs may do.
func ProtectedNames() []string {
	return []string{PlanRole, ApplyRole, PullRequestRole, Boundary, identity.WorkloadBoundary, issuer}
}

// applyHours is the longest session of the apply role: an upgrade of EKS can take hours.
const applyHours = 4

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Repository Repository
	// Environments are the GitHub environments that deploy into the account. A job in the environment "dev" may assume the
	// apply role, and one in "dev-plan" the plan role.
	Environments []string
	State        State
	// Secrets are prefixes of the names of secrets whose values Terraform reads to plan, for example "volteryde/dev/".
	Secrets []string
	// Prefixes are prefixes of the names of roles that deployments create, for example "volteryde-dev-".
	Prefixes []string
	// Services are the services that the stacks use.
	Services []Service
	// Observed are services of stacks that only people deploy. CI jobs may read the settings of their resources.
	Observed []Service
	// Deploys adds the apply role, and the boundary of the roles that it creates.
	Deploys bool
	// PassedTo are the services to which deployments pass roles, for example "ec2.amazonaws.com".
	PassedTo []string
	// ProviderExists uses an existing OIDC provider of GitHub: an account can have only one.
	ProviderExists bool
	// PullRequests adds the pull request role. It reads the redacted copies of states in a bucket of this account.
	PullRequests bool
}

// Pipeline is the access of a repository's CI jobs to an account.
type Pipeline struct {
	Plan        *identity.Role
	Apply       *identity.Role // nil unless Props.Deploys
	PullRequest *identity.Role // nil unless Props.PullRequests

	props    Props
	provider *string // ARN
	boundary *string // ARN
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed. A
// wildcard behind a prefix without a slash at its end would match other accounts' folders.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(strings.HasSuffix(p.State.Plans, "/"), "State.Plans", strconv.Quote(p.State.Plans), "must end in a slash")
	list.Unless(strings.HasSuffix(p.State.Reviews, "/"), "State.Reviews", strconv.Quote(p.State.Reviews), "must end in a slash")
	return errors.Join(list...)
}

// New creates the OIDC provider, the boundaries and the roles. It panics unless props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *Pipeline {
	if err := props.Validate(); err != nil {
		panic("pipeline: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	p := &Pipeline{props: props}
	p.oidcProvider(namespace)
	p.boundary = p.policy(namespace, "boundary", Boundary, "What the roles of the pipeline may never do", p.limits()...)
	p.plan(namespace)
	if props.Deploys {
		p.policy(namespace, "workload-boundary", identity.WorkloadBoundary, "What the roles of workloads may do at most", p.workloads()...)
		p.apply(namespace)
	}
	if props.PullRequests {
		p.pullRequest(namespace)
	}
	return p
}

// oidcProvider creates the OIDC provider for GitHub's tokens. It needs no thumbprint: IAM trusts GitHub's certificate
// authority. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
func (p *Pipeline) oidcProvider(scope constructs.Construct) {
	if p.props.ProviderExists {
		p.provider = new(p.iamARN("oidc-provider/" + issuer))
		return
	}
	p.provider = iamopenidconnectprovider.NewIamOpenidConnectProvider(scope, new("github"),
		&iamopenidconnectprovider.IamOpenidConnectProviderConfig{
			Url:          new("https://" + issuer),
			ClientIdList: jsii.Strings(audience),
			Tags:         p.props.Names.Tags("github-actions"),
		}).Arn()
}

func (p *Pipeline) policy(scope constructs.Construct, id, name, description string, statements ...policy.Statement) *string {
	return iampolicy.NewIamPolicy(scope, &id, &iampolicy.IamPolicyConfig{
		Name:        &name,
		Description: &description,
		Policy:      new(policy.Document(statements...)),
		Tags:        p.props.Names.Tags(name),
	}).Arn()
}

// plan creates the role that plans the code of the main branch. It may read the settings of resources, the account's
// states and the secrets whose values Terraform compares. It may write only saved plans.
func (p *Pipeline) plan(scope constructs.Construct) {
	p.Plan = p.role(scope, "plan", PlanRole, "Plans of "+p.props.Repository.Name+" on GitHub", 0,
		p.trust(p.onMain("-plan", deployWorkflow, driftWorkflow)))
	p.Plan.Allow("state", p.props.State.forPlan()...)
	p.Plan.Allow("metadata", p.metadata()...)
	if len(p.props.Secrets) > 0 {
		p.Plan.Allow("secrets", p.secrets()...)
	}
}

// apply creates the role that deploys the code of the main branch.
func (p *Pipeline) apply(scope constructs.Construct) {
	p.Apply = p.role(scope, "apply", ApplyRole, "Deployments of "+p.props.Repository.Name+" on GitHub", applyHours,
		p.trust(p.onMain("", deployWorkflow)))
	p.Apply.Allow("state", p.props.State.forApply()...)
	p.Apply.Allow("stacks", p.stacks()...)
	p.Apply.Allow("roles", p.roles()...)
}

// pullRequest creates the role of pull requests. Everybody who may push a branch controls their code, so the role may read
// only redacted copies of states.
func (p *Pipeline) pullRequest(scope constructs.Construct) {
	p.PullRequest = p.role(scope, "pull-request", PullRequestRole, "Pull requests of "+p.props.Repository.Name+" on GitHub", 0,
		p.trust(p.onPullRequests()))
	p.PullRequest.Allow("reviews", p.props.State.forPullRequests()...)
}

func (p *Pipeline) role(scope constructs.Construct, id, name, description string, hours int, trust string) *identity.Role {
	return identity.NewRole(scope, id, identity.RoleProps{
		Names:               p.props.Names,
		Name:                name,
		Description:         description,
		TrustPolicy:         trust,
		PermissionsBoundary: p.boundary,
		SessionHours:        hours,
	})
}
