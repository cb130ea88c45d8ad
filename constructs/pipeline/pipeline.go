// Package pipeline builds what lets GitHub's runners into an AWS account without a stored key: the provider of their
// tokens, a role that plans, a role that applies, a role for pull requests, and the boundaries of them all.
package pipeline

import (
	"fmt"
	"strings"

	"landform/constructs/identity"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iampolicy"
)

// The names of the roles. They are the same in every account, so that knowing the account is knowing the role.
const (
	PlanRole        = "landform-plan"
	ApplyRole       = "landform-apply"
	PullRequestRole = "landform-pull-request"
)

// Boundary is the name of the permissions boundary of these roles.
const Boundary = "landform-pipeline-boundary"

// ProtectedNames are those of the roles and policies that let jobs in and bound them, and of the provider of their tokens:
// who changes one of them changes what jobs may do.
func ProtectedNames() []string {
	return []string{PlanRole, ApplyRole, PullRequestRole, Boundary, identity.WorkloadBoundary, issuer}
}

// applyHours is how long one apply may take: an EKS upgrade takes its time.
const applyHours = 4

// Props are the arguments of New.
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
	// Prefixes are what the names of the roles begin with that deployments make, for example "volteryde-dev-".
	Prefixes []string
	// Services are what the stacks consist of.
	Services []Service
	// Observed are the services of stacks that people alone deploy: jobs read how their resources are set up.
	Observed []Service
	// Deploys adds the role that applies, and the boundary of the roles that it makes.
	Deploys bool
	// PassedTo are the services that deployments pass roles to, for example "ec2.amazonaws.com".
	PassedTo []string
	// ProviderExists leaves the provider of GitHub's tokens to whoever made it: an account can have one.
	ProviderExists bool
	// PullRequests adds the role of pull requests. It reads the copies of states in a bucket of this account.
	PullRequests bool
}

// Pipeline is the way of a repository's jobs into an account.
type Pipeline struct {
	Plan        *identity.Role
	Apply       *identity.Role // nil where nothing is applied
	PullRequest *identity.Role // nil where there are no copies of states

	props    Props
	provider *string // ARN
	boundary *string // ARN
}

// New creates the provider, the boundaries and the roles. It panics for a folder that does not end in a slash, whose wildcard
// would reach other accounts' folders.
func New(scope constructs.Construct, id string, props Props) *Pipeline {
	for _, folder := range []string{props.State.Plans, props.State.Reviews} {
		if !strings.HasSuffix(folder, "/") {
			panic(fmt.Sprintf("pipeline: the folder %q of the account's plans or copies must end in a slash", folder))
		}
	}
	namespace := constructs.NewConstruct(scope, &id)
	p := &Pipeline{props: props}
	p.tokens(namespace)
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

// tokens lets IAM trust what GitHub signs. It names no thumbprint: IAM knows GitHub's certificate authority.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
func (p *Pipeline) tokens(scope constructs.Construct) {
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

// plan creates the role that compares the account with the code of the main branch. It reads how resources are set up,
// the states of its account and the secrets that Terraform compares; it writes saved plans and nothing else.
func (p *Pipeline) plan(scope constructs.Construct) {
	p.Plan = p.role(scope, "plan", PlanRole, "Plans of "+p.props.Repository.Name+" on GitHub", 0,
		p.trust(p.onMain("-plan", deployWorkflow, driftWorkflow)))
	p.Plan.Allow("state", p.props.State.forPlan()...)
	p.Plan.Allow("metadata", p.metadata()...)
	if len(p.props.Secrets) > 0 {
		p.Plan.Allow("secrets", p.secrets()...)
	}
}

// apply creates the role that deploys what the main branch says.
func (p *Pipeline) apply(scope constructs.Construct) {
	p.Apply = p.role(scope, "apply", ApplyRole, "Deployments of "+p.props.Repository.Name+" on GitHub", applyHours,
		p.trust(p.onMain("", deployWorkflow)))
	p.Apply.Allow("state", p.props.State.forApply()...)
	p.Apply.Allow("stacks", p.stacks()...)
	p.Apply.Allow("roles", p.roles()...)
}

// pullRequest creates the role of pull requests. Their code is anybody's who may push a branch, and so the role reads
// copies of states that hold no secrets, and nothing else.
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
