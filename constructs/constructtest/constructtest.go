// Package constructtest synthesizes a small stack for the test of a construct, and checks its JSON.
package constructtest

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"

	"landform/constructs/stack"
	"landform/internal/kernel"
	"landform/internal/kernel/kerneltest"
	"landform/internal/synthesized"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Names returns the names of test stacks: system "acme", environment "test".
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

// Synthesize synthesizes a stack whose constructs build creates, and returns it as parsed JSON.
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
		t.Error("the kernel in Node.js has taken over; standard error names the line that needs it")
	}
	kerneltest.Record(t, outdir)
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

// Network creates a network of two Availability Zones for the test of a construct.
func Network(stack cdktf.TerraformStack) *network.Network {
	return network.New(stack, "network", network.Props{
		Names: Names(),
		CIDR:  netip.MustParsePrefix("10.9.0.0/16"),
		Zones: []string{"eu-west-1a", "eu-west-1b"},
		NAT:   network.NATSingle,
		Logs:  retention(stack, "network-log-encryption"),
	})
}

// Logs creates a key for log groups, and returns it with a retention of 30 days.
func Logs(stack cdktf.TerraformStack) logs.Retention { return retention(stack, "log-encryption") }

func retention(stack cdktf.TerraformStack, id string) logs.Retention {
	return logs.NewRetention(stack, id, logs.RetentionProps{Names: Names(), Days: 30})
}

// Find returns the resource at a construct path below the stack. It ends the test if there is none.
func Find(t *testing.T, stack synthesized.Stack, path string) synthesized.Resource {
	t.Helper()
	resource, ok := stack.At(path)
	if !ok {
		t.Fatalf("%s has no resource at %q", stack.Name, path)
	}
	return resource
}

// Document returns the JSON document in an argument of a resource, for example a policy, so that Expect can check it. It
// ends the test if the argument contains none.
func Document(t *testing.T, resource synthesized.Resource, argument string) synthesized.Resource {
	t.Helper()
	document, ok := resource.Embedded(argument)
	if !ok {
		t.Fatalf("%s: %s is not a JSON document: %q", resource.Path, argument, resource.Get(argument))
	}
	return document
}

// Statement returns the statement with a Sid of the policy in an argument. It ends the test unless there is exactly one.
func Statement(t *testing.T, resource synthesized.Resource, argument, sid string) synthesized.Resource {
	t.Helper()
	document := Document(t, resource, argument)
	found := document.Get(`Statement.#(Sid=="` + sid + `")#`).Array()
	if len(found) != 1 {
		t.Fatalf("%s has %d statements %q, want one", document.Path, len(found), sid)
	}
	return synthesized.Resource{Path: document.Path + "#" + sid, JSON: found[0]}
}

// Expect reports an error for each argument of a resource with another value than wanted. The keys are gjson paths. A nil
// value means that the argument must be absent; any other value is compared as text.
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

// Refused reports an error unless misuse panics with a message that contains words.
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
