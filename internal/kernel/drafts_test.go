package kernel_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"landform/internal/kernel"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// TestDrafts leaves a stack, creates another one, and does something then. The file of the first stack must have it.
func TestDrafts(t *testing.T) {
	kernel.Load()
	for name, test := range map[string]struct {
		after func(first, second cdktf.TerraformStack, network vpc.Vpc)
		want  string // in the file of the first stack
		drops bool   // whether the draft of the first stack is of no use any more
	}{
		"nothing":              {func(_, _ cdktf.TerraformStack, _ vpc.Vpc) {}, `"Name": "before"`, false},
		"an attribute is read": {func(_, _ cdktf.TerraformStack, network vpc.Vpc) { network.Arn() }, `"Name": "before"`, true},
		"an argument is set":   {func(_, _ cdktf.TerraformStack, network vpc.Vpc) { network.SetCidrBlock(jsii.String("10.1.0.0/16")) }, `"10.1.0.0/16"`, true},
		"an argument is replaced": {func(_, _ cdktf.TerraformStack, network vpc.Vpc) {
			network.AddOverride(jsii.String("tags.Name"), "after")
		}, `"Name": "after"`, true},
		"a stack is changed": {func(first, _ cdktf.TerraformStack, _ vpc.Vpc) {
			first.AddOverride(jsii.String("terraform.after"), true)
		}, `"after": true`, true},
		"a resource is added":   {func(first, _ cdktf.TerraformStack, _ vpc.Vpc) { newVpc(first, "late", "after") }, `"Name": "after"`, true},
		"a resource is renamed": {func(_, _ cdktf.TerraformStack, network vpc.Vpc) { network.OverrideLogicalId(jsii.String("renamed")) }, `"renamed": {`, true},
		"the other stack refers to it": {func(_, second cdktf.TerraformStack, network vpc.Vpc) {
			newVpc(second, "other", *network.Id())
		}, `cross-stack-output-aws_vpcnetworkid`, true},
	} {
		t.Run(name, func(t *testing.T) {
			observed := observe(t)
			outdir := t.TempDir()
			app := cdktf.NewApp(&cdktf.AppConfig{Outdir: &outdir})
			first := cdktf.NewTerraformStack(app, jsii.String("first"))
			newProvider(first)
			cdktf.NewLocalBackend(first, &cdktf.LocalBackendConfig{Path: jsii.String("first.tfstate")})
			network := newVpc(first, "network", "before")
			second := cdktf.NewTerraformStack(app, jsii.String("second"))
			newProvider(second)
			cdktf.NewLocalBackend(second, &cdktf.LocalBackendConfig{Path: jsii.String("second.tfstate")})
			test.after(first, second, network)
			app.Synth()

			text, err := os.ReadFile(filepath.Join(outdir, "stacks", "first", "cdk.tf.json"))
			if err != nil || !strings.Contains(string(text), test.want) {
				t.Fatalf("no %s in the stack, error %v:\n%s", test.want, err, text)
			}
			texts := observed()
			if len(texts) == 0 {
				t.Fatal("the stack was not drafted")
			}
			if kept := len(texts) == 1 && texts[0] == string(text); kept == test.drops {
				t.Errorf("%d drafts, the first kept: %t\n%s", len(texts), kept, text)
			}
		})
	}
}

// observe records the drafts of the stack first.
func observe(t *testing.T) (observed func() []string) {
	var mutex sync.Mutex
	var texts []string
	kernel.Observe(func(stack, _ string, text []byte) {
		mutex.Lock()
		defer mutex.Unlock()
		if stack == "first" {
			texts = append(texts, string(text))
		}
	})
	t.Cleanup(func() { kernel.Observe(nil) })
	return func() []string {
		mutex.Lock()
		defer mutex.Unlock()
		return texts
	}
}
