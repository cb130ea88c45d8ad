package stack_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/stack"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestLocking(t *testing.T) {
	for locking, want := range map[stack.Locking][3]string{
		"":             {">= 1.6.1", remote.LockTable, ""},
		stack.DynamoDB: {">= 1.6.1", remote.LockTable, ""},
		stack.Both:     {">= 1.10.0", remote.LockTable, "true"},
		stack.S3:       {">= 1.10.0", "", "true"},
	} {
		outdir := t.TempDir()
		app := stack.NewApp(outdir)
		state := remote
		state.Locking = locking
		test := stack.New(app, stack.Props{Name: "test-stack", Names: constructtest.Names(), State: state, Metadata: metadata})
		cdktf.NewTerraformOutput(test.Resource, new("only"), &cdktf.TerraformOutputConfig{Value: new("x")})
		app.Synth()
		stacks, err := synthesized.Load(outdir)
		if err != nil {
			t.Fatal(err)
		}
		expect(t, stacks[0], map[string]string{
			"terraform.required_version":          want[0],
			"terraform.backend.s3.dynamodb_table": want[1],
			"terraform.backend.s3.use_lockfile":   want[2],
		})
	}
}
