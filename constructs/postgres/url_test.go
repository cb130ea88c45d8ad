package postgres_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/postgres"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestSuppliedPasswordIsUsedAndEscapedInTheURL(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		supplied := cdktf.NewTerraformVariable(stack, new("supplied"), &cdktf.TerraformVariableConfig{Sensitive: new(true)})
		database := postgres.New(stack, "postgres", postgres.Props{
			Names:      constructtest.Names(),
			Network:    constructtest.Network(stack),
			Version:    "16",
			Size:       postgres.Size{InstanceClass: "db.t3.micro", StorageGiB: 20, MaxStorageGiB: 100, BackupRetentionDays: 7},
			Database:   "tickets",
			Username:   "owner",
			Password:   supplied.StringValue(),
			SecretName: "acme/test/rds/password",
			Logs:       constructtest.Logs(stack),
		})
		cdktf.NewTerraformOutput(stack, new("url"), &cdktf.TerraformOutputConfig{Value: database.URL(), Sensitive: new(true)})
	})
	instance := constructtest.Find(t, stack, "postgres/instance")
	constructtest.Expect(t, instance, map[string]any{"password": "${var.supplied}", "lifecycle.precondition.#": 2})
	if generated := stack.OfType("random_password"); len(generated) > 0 {
		t.Errorf("%s is generated although a password is supplied", generated[0].Path)
	}
	want := "postgres://owner:${urlencode(var.supplied)}@" + instance.Reference("endpoint") + "/tickets?sslmode=require"
	if got := stack.Get("output.url.value").String(); got != want {
		t.Errorf("URL is %q, want %q", got, want)
	}
}
