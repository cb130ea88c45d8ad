package stack

import (
	"landform/internal/redact"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// SecretInput is a sensitive Terraform variable that a person supplies for each deployment in the environment variable
// TF_VAR_<name>. It has no validation block, whose error could print the value. The resource that uses it has a
// precondition instead.
type SecretInput struct {
	Name        string // for example "database_password"
	Description string
}

// AddSecretInput adds the variable to the stack and returns a reference to it.
func (s *Stack) AddSecretInput(input SecretInput) *string {
	config := &cdktf.TerraformVariableConfig{
		Type:        new("string"),
		Description: &input.Description,
		Sensitive:   new(true),
		Nullable:    new(false),
	}
	if s.Offline() {
		config.Default = redact.Input // an offline plan reads no environment variable, but needs a value
	}
	return cdktf.NewTerraformVariable(s.Resource, &input.Name, config).StringValue()
}
