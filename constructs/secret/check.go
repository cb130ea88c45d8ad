package secret

import (
	"fmt"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// rdsPassword matches the passwords that RDS accepts: printable ASCII without slash, at sign, double quote and space.
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html
const rdsPassword = "^[!#-.0-?A-~]*$"

// The lengths of a password that a person may give: no fewer than withstand guessing, and no more than RDS takes.
const (
	minPasswordLength = 16
	maxPasswordLength = 128
)

// PasswordForRDS checks a given password, so that Terraform refuses it before RDS does, and without printing it.
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

// AtLeast checks that a given secret has so many characters. What names it in the refusal.
func AtLeast(what string, secret *string, characters int) *cdktf.Precondition {
	return &cdktf.Precondition{
		Condition:    cdktf.Op_Gte(cdktf.Fn_LengthOf(secret), characters),
		ErrorMessage: new(fmt.Sprintf("The %s must have at least %d characters.", what, characters)),
	}
}
