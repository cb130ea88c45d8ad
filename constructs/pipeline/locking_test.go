package pipeline_test

import (
	"testing"

	"landform/constructs/pipeline"
	"landform/constructs/stack"
)

// lockedBy sets the kind of locking.
func lockedBy(locking stack.Locking) func(*pipeline.Props) {
	return func(props *pipeline.Props) { props.State.Locking = locking }
}

// TestRolesHaveTheRightsForTheirLocking: the apply role has exactly the rights that the kind of locking needs. The plan
// role has none of them, since it does not lock.
func TestRolesHaveTheRightsForTheirLocking(t *testing.T) {
	byTable := []call{
		item("dynamodb:GetItem", table, "test.tfstate"), item("dynamodb:PutItem", table, "test.tfstate"),
		item("dynamodb:DeleteItem", table, "test.tfstate"),
	}
	byFile := []call{
		on("s3:GetObject", "arn:aws:s3:::states/test.tfstate.tflock"), on("s3:PutObject", "arn:aws:s3:::states/test.tfstate.tflock"),
		on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate.tflock"), data("kms:GenerateDataKey", stateKey, "test.tfstate.tflock"),
	}
	never := []call{
		on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate"), on("s3:DeleteObjectVersion", "arn:aws:s3:::states/test.tfstate.tflock"),
		on("s3:PutObject", "arn:aws:s3:::states/own.tfstate.tflock"), on("s3:DeleteObject", "arn:aws:s3:::states/other.tfstate.tflock"),
		on("s3:DeleteObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"), data("kms:Decrypt", stateKey, "other.tfstate.tflock"),
	}
	for _, locking := range []stack.Locking{stack.DynamoDB, stack.Both, stack.S3} {
		synthesized := build(t, lockedBy(locking))
		ask(t, synthesized, "apply", locking.Table(), byTable...)
		ask(t, synthesized, "apply", locking.File(), byFile...)
		ask(t, synthesized, "apply", false, never...)
		ask(t, synthesized, "plan", false, byFile...)
		ask(t, synthesized, "plan", locking.Table(), item("dynamodb:GetItem", table, "test.tfstate-md5"))
		// In the account of the states, no policy of another account denies access, only the boundary.
		own := build(t, func(props *pipeline.Props) { inTheAccountOfTheStates(props); lockedBy(locking)(props) })
		ask(t, own, "apply", locking.File(), on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate.tflock"))
		ask(t, own, "apply", false, never...)
	}
}
