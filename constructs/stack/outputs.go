package stack

import "github.com/hashicorp/terraform-cdk-go/cdktf"

// Output is a value that a deployment prints, and that other tools read.
type Output struct {
	Name        string // as Terraform prints it, for example "vpc_id"
	Value       any    // *string, *[]*string or another value of the bindings
	Description string
	Sensitive   bool // Terraform prints it only when asked for by name
}

// AddOutputs adds outputs to the stack itself, so that their names get no suffix.
func (s *Stack) AddOutputs(outputs ...Output) {
	for _, output := range outputs {
		config := &cdktf.TerraformOutputConfig{Value: output.Value, Description: &output.Description}
		if output.Sensitive {
			config.Sensitive = new(true)
		}
		cdktf.NewTerraformOutput(s.Resource, &output.Name, config)
	}
}
