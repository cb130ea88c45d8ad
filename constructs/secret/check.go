package secret

import (
	"fmt"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// rdsPassword matches passwords that RDS accepts: printable ASCII without slash, at sign, double quote and space.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
const rdsPassword = "^[!#-.0-?A-~]*$"

// The limits of the length of a supplied password. The minimum resists guessing, the maximum is that of RDS.
const (
	minPasswordLength = 16
	maxPasswordLength = 128
)

// PasswordForRDS returns preconditions for a supplied password, so that Terraform refuses an invalid one at plan. Their
// messages do not contain the password.
func PasswordForRDS(password *string) []*cdktf.Precondition {
	length := cdktf.Fn_LengthOf(password)
	return []*cdktf.Precondition{
		{
			Condition:    cdktf.Op_And(cdktf.Op_Gte(length, minPasswordLength), cdktf.Op_Lte(length, maxPasswordLength)),
			ErrorMessage: new(fmt.Sprintf("The database password must have %d to %d characters.", minPasswordLength, maxPasswordLength)),
		},
		{
			Condition:    cdktf.Fn_Can(cdktf.Fn_Regex(new(rdsPassword), password)),
			ErrorMessage: new("The database password must consist of printable ASCII characters other than slash, at sign, double quote and space."),
		},
	}
}

// AtLeast returns a precondition on the minimum length of a supplied secret. The message contains the name, but not the
// secret.
func AtLeast(name string, secret *string, characters int) *cdktf.Precondition {
	return &cdktf.Precondition{
		Condition:    cdktf.Op_Gte(cdktf.Fn_LengthOf(secret), characters),
		ErrorMessage: new(fmt.Sprintf("The %s must have at least %d characters.", name, characters)),
	}
}
