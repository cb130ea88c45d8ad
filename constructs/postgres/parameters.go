package postgres

import (
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbparametergroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// parameters differ from RDS's defaults, or must keep their value if RDS changes a default. All are dynamic, so that a
// change needs no restart. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Parameters.html
var parameters = []struct{ name, value string }{
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
	{"rds.force_ssl", "1"},
	// PostgreSQL logs statements that take longer, in milliseconds.
	{"log_min_duration_statement", "1000"},
}

// parameterGroup creates the parameter group for the major version. A new major version needs a group of another family,
// which must exist before the instance stops using the old one.
func parameterGroup(scope constructs.Construct, props Props) *string {
	family := "postgres" + props.Version
	name := props.Names.Name(family)
	var blocks []*dbparametergroup.DbParameterGroupParameter
	for _, parameter := range parameters {
		blocks = append(blocks, &dbparametergroup.DbParameterGroupParameter{
			Name: &parameter.name, Value: &parameter.value, ApplyMethod: new("immediate"),
		})
	}
	return dbparametergroup.NewDbParameterGroup(scope, new("parameter-group"), &dbparametergroup.DbParameterGroupConfig{
		Name:        &name,
		Family:      &family,
		Description: new("PostgreSQL " + props.Version + " of " + props.Names.Prefix()),
		Parameter:   blocks,
		Tags:        props.Names.Tags(name),
		Lifecycle:   &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	}).Name()
}
