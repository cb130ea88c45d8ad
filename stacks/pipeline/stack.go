// Package pipeline composes the CI stacks: one for each account, with the account's baseline and the roles of CI. A person
// deploys it before anything else in the account.
package pipeline

import (
	"fmt"

	"landform/constructs/account"
	"landform/constructs/naming"
	"landform/constructs/pipeline"
	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks/state"

	"github.com/aws/constructs-go/constructs/v10"
)

// Account is an AWS account to which CI jobs have access.
type Account struct {
	Name         string // of its stack, without "-pipeline-stack"
	ID           string
	Region       string
	Backend      state.Backend
	Environments []string // GitHub environments: the names of the account's stacks without "-stack"
	Objects      []string // object keys of the account's states
	Secrets      []string // see pipeline.Props
	Prefixes     []string // see pipeline.Props
	Deploys      bool     // whether CI jobs deploy to the account; otherwise only people do
	// ProviderExists: see pipeline.Props
	ProviderExists bool
	Quotas         []account.Quota
	Threats        account.ThreatDetection
	Trail          account.Trail
}

// StackName returns the name of the account's CI stack.
func (a Account) StackName() string { return a.Name + "-pipeline-stack" }

// New adds the stack of one account to the app, named "<account>-pipeline-stack".
func New(app constructs.Construct, target stack.Target, from settings.Pipeline, in Account) *stack.Stack {
	// Terraform assumes no deployment role: this stack replaces it.
	built := stack.New(app, stack.Props{
		Target:   target,
		Name:     in.StackName(),
		Names:    in.names(),
		State:    in.Backend.Of(in.StateKey()),
		Metadata: synthesized.Metadata{Role: synthesized.RoleCI, CI: in.PlanCI(in.Name)},
		Waivers:  in.waivers(),
	})
	built.AddAWSProvider()
	account.New(built.Resource, "account", account.Props{
		Names: in.names(), Threats: in.Threats, Trail: in.Trail, Quotas: in.Quotas,
	})
	roles := pipeline.New(built.Resource, "pipeline", in.roles(from))
	built.AddOutputs(stack.Output{Name: "plan_role_arn", Value: roles.Plan.ARN, Description: "Role of the jobs that plan"})
	if roles.Apply != nil {
		built.AddOutputs(stack.Output{Name: "apply_role_arn", Value: roles.Apply.ARN, Description: "Role of the jobs that apply"})
	}
	if roles.PullRequest != nil {
		built.AddOutputs(stack.Output{Name: "pull_request_role_arn", Value: roles.PullRequest.ARN, Description: "Role of the jobs of pull requests"})
	}
	return built
}

// PlanCI returns the CI metadata of a stack that only people deploy. The environment is a GitHub environment.
func (a Account) PlanCI(environment string) *synthesized.CI {
	return &synthesized.CI{
		Environment: environment,
		PlanRole:    a.roleARN(pipeline.PlanRole),
		Plans:       fmt.Sprintf("s3://%s/%s", a.Backend.Bucket, a.plans()),
		// The pull request role is in the account of the states, which contains the copies of all accounts.
		PullRequestRole: fmt.Sprintf("arn:aws:iam::%s:role/%s", a.Backend.Account.ID, pipeline.PullRequestRole),
		Reviews:         fmt.Sprintf("s3://%s/%s", a.Backend.Bucket, a.reviews()),
	}
}

// DeployCI returns the CI metadata of a stack that CI jobs deploy. The environment is a GitHub environment.
func (a Account) DeployCI(environment string) *synthesized.CI {
	ci := a.PlanCI(environment)
	ci.ApplyRole = a.roleARN(pipeline.ApplyRole)
	return ci
}

func (a Account) roleARN(name string) string {
	return fmt.Sprintf("arn:aws:iam::%s:role/%s", a.ID, name)
}

// StateKey returns the object key of the state of the account's CI stack.
func (a Account) StateKey() string { return "pipeline/" + a.Name + "/terraform.tfstate" }

func (a Account) names() naming.Names {
	return naming.Names{
		System:       a.Backend.System,
		Environment:  a.Name,
		Region:       a.Region,
		AccountID:    a.ID,
		ResourceTags: map[string]string{"Environment": a.Name},
		CommonTags:   map[string]string{"Environment": a.Name, "ManagedBy": "Terraform", "Project": a.Backend.Project},
	}
}
