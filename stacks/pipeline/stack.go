package pipeline

import (
	"landform/constructs/naming"
	"landform/constructs/pipeline"
	"landform/internal/settings"
	"landform/stacks/base"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// New adds the pipeline's stack of one account to the app, named "<account>-pipeline-stack".
func New(app constructs.Construct, target base.Target, from settings.Pipeline, account Account) cdktf.TerraformStack {
	names := account.names()
	stack := base.NewStack(app, account.Name+"-pipeline-stack", base.Props{
		Target: target,
		State:  account.Backend.Of(stateKey(account.Name)),
	})
	// No deployment role is assumed: it may be one that this stack is to make unnecessary.
	base.AddAWS(stack, target, names, base.Account{ID: account.ID})
	built := pipeline.New(stack, "pipeline", pipeline.Props{
		Names:        names,
		Repository:   pipeline.Repository(from),
		Environments: account.Environments,
		State:        account.state(),
		Secrets:      account.Secrets,
		Services:     account.Services,
	})
	outputs := []base.Output{{Name: "plan_role_arn", Value: built.Plan.ARN, Description: "Role of the jobs that plan"}}
	if built.Apply != nil {
		outputs = append(outputs, base.Output{Name: "apply_role_arn", Value: built.Apply.ARN, Description: "Role of the jobs that apply"})
	}
	base.AddOutputs(stack, outputs...)
	return stack
}

func (a Account) names() naming.Names {
	return naming.Names{
		System:       a.Backend.System,
		Environment:  a.Name,
		Region:       a.Backend.Region,
		AccountID:    a.ID,
		ResourceTags: map[string]string{"Environment": a.Name},
		CommonTags:   map[string]string{"Environment": a.Name, "ManagedBy": "Terraform", "Project": a.Backend.Project},
	}
}
