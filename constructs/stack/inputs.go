package stack

import (
	"landform/internal/redact"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// SecretInput is a secret that a person gives to each deployment: Terraform reads it from TF_VAR_<name> in the
// environment, and shows it nowhere. It has no validation, whose error would print the value: what uses it has a
// precondition, which does not.
type SecretInput struct {
	Name        string // for example "database_password"
	Description string
}

// AddSecretInput gives the stack an input and returns a reference to it.
func (s *Stack) AddSecretInput(input SecretInput) *string {
	config := &cdktf.TerraformVariableConfig{
		Type:        new("string"),
		Description: &input.Description,
		Sensitive:   new(true),
		Nullable:    new(false),
	}
	if s.Offline() {
		config.Default = redact.Input // an offline plan needs a value, and reads none
	}
	return cdktf.NewTerraformVariable(s.Resource, &input.Name, config).StringValue()
}
