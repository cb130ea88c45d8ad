package pipeline_test

import (
	"testing"

	"landform/constructs/pipeline"
	"landform/constructs/stack"
)

// lockedBy changes how the states of the tests are locked.
func lockedBy(locking stack.Locking) func(*pipeline.Props) {
	return func(props *pipeline.Props) { props.State.Locking = locking }
}

// TestRolesFollowTheLocking asks for everything that locking takes: of the apply role what it needs and no more, and of
// the plan role nothing, since it takes no lock.
func TestRolesFollowTheLocking(t *testing.T) {
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
		// Where no other account's policy is in the way, the boundary is.
		own := build(t, func(props *pipeline.Props) { inTheAccountOfTheStates(props); lockedBy(locking)(props) })
		ask(t, own, "apply", locking.File(), on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate.tflock"))
		ask(t, own, "apply", false, never...)
	}
}
