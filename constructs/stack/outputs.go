package stack

import "github.com/hashicorp/terraform-cdk-go/cdktf"

// Output is a Terraform output.
type Output struct {
	Name        string // for example "vpc_id"
	Value       any    // *string, *[]*string or another value of the bindings
	Description string
	Sensitive   bool // Terraform prints the value only if the output is requested by name
}

// AddOutputs adds outputs to the stack. Their construct is the stack itself, so that CDKTF adds no hash to their names.
func (s *Stack) AddOutputs(outputs ...Output) {
	for _, output := range outputs {
		config := &cdktf.TerraformOutputConfig{Value: output.Value, Description: &output.Description}
		if output.Sensitive {
			config.Sensitive = new(true)
		}
		cdktf.NewTerraformOutput(s.Resource, &output.Name, config)
	}
}
