// Package constructtest synthesizes small stacks, so that a construct's tests read what Terraform will read.
package constructtest

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"landform/constructs/encryption"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/stack"
	"landform/internal/kernel"
	"landform/internal/synthesized"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Names are those of test stacks: system "acme", environment "test".
func Names() naming.Names {
	return naming.Names{
		System:       "acme",
		Environment:  "test",
		Region:       "eu-west-1",
		AccountID:    "123456789012",
		ResourceTags: map[string]string{"Environment": "test"},
		CommonTags:   map[string]string{"Project": "Acme"},
	}
}

// Synthesize writes a stack with what build puts into it, and reads it back.
func Synthesize(t *testing.T, build func(stack cdktf.TerraformStack)) synthesized.Stack {
	t.Helper()
	outdir := t.TempDir()
	app := stack.NewApp(outdir)
	test := stack.New(app, stack.Props{Target: stack.Offline, Name: "test-stack", Names: Names()})
	test.AddAWSProvider()
	test.AddRandomProvider()
	build(test.Resource)
	app.Synth()
	if kernel.HandedOver() {
		t.Error("the kernel in Node.js has taken over; standard error says where")
	}
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	return stacks[0]
}

// EdgeProvider adds a provider for naming.EdgeRegion to a stack in another region.
func EdgeProvider(stack cdktf.TerraformStack) cdktf.TerraformProvider {
	return provider.NewAwsProvider(stack, new("aws-"+naming.EdgeRegion), &provider.AwsProviderConfig{
		Alias: new(naming.EdgeRegion), Region: new(naming.EdgeRegion),
	})
}

// Network adds a network of two zones to a stack, for constructs that need one.
func Network(stack cdktf.TerraformStack) *network.Network {
	return network.New(stack, "network", network.Props{
		Names: Names(),
		CIDR:  netip.MustParsePrefix("10.9.0.0/16"),
		Zones: []string{"eu-west-1a", "eu-west-1b"},
		NAT:   network.NATSingle,
		Logs:  kept(stack, "network-log-encryption"),
	})
}

// Logs adds a key for logs to a stack, for constructs that write some.
func Logs(stack cdktf.TerraformStack) logs.Retention { return kept(stack, "log-encryption") }

func kept(stack cdktf.TerraformStack, id string) logs.Retention {
	return logs.Retention{Days: 30, Key: encryption.New(stack, id, encryption.Props{
		Names:       Names(),
		Purpose:     "logs",
		Description: "CloudWatch Logs",
		Services:    []policy.Statement{encryption.ForLogs(Names())},
	})}
}

// Find returns the resource at a construct path below the stack, and ends the test where there is none.
func Find(t *testing.T, stack synthesized.Stack, path string) synthesized.Resource {
	t.Helper()
	resource, ok := stack.At(path)
	if !ok {
		t.Fatalf("%s has no resource at %q", stack.Name, path)
	}
	return resource
}

// Expect fails the test for each argument of a resource that is not as wanted. Keys are gjson paths; a nil value wants
// the argument to be absent; every other value is compared by its text.
func Expect(t *testing.T, resource synthesized.Resource, wanted map[string]any) {
	t.Helper()
	for path, want := range wanted {
		got := resource.Get(path)
		switch {
		case want == nil && got.Exists():
			t.Errorf("%s: %s is %s, want it absent", resource.Path, path, got.Raw)
		case want != nil && (!got.Exists() || got.String() != fmt.Sprint(want)):
			t.Errorf("%s: %s is %q, want %q", resource.Path, path, got.String(), fmt.Sprint(want))
		}
	}
}

// Refused fails the test unless misuse panics with exactly one sentence that holds the given words.
func Refused(t *testing.T, words string, misuse func()) {
	t.Helper()
	defer func() {
		t.Helper()
		if reason := recover(); reason == nil || !strings.Contains(fmt.Sprint(reason), words) {
			t.Errorf("panic is %v, want one that says %q", reason, words)
		}
	}()
	misuse()
}
