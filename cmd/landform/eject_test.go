package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func runEject(t *testing.T, arguments ...string) (string, error) {
	t.Helper()
	var output bytes.Buffer
	command := ejectCommand()
	command.SetArgs(arguments)
	command.SetOut(&output)
	command.SilenceUsage, command.SilenceErrors = true, true
	err := command.Execute()
	return output.String(), err
}

// TestEjectSaysWhyAResourceIsAsItIs has the reasons of waivers above the resources that they are about, and above no other.
func TestEjectSaysWhyAResourceIsAsItIs(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "snapshots", "dev-stack.json"))
	if err != nil {
		t.Fatal(err)
	}
	outdir, to := t.TempDir(), t.TempDir()
	writeFile(t, filepath.Join(outdir, "dev-stack", "cdk.tf.json"), string(text))
	if output, err := runEject(t, "dev-stack", "--outdir", outdir, "--to", to); err != nil || !strings.Contains(output, "terraform init && terraform plan") {
		t.Fatalf("output is %s, error %v", output, err)
	}
	written, err := os.ReadFile(filepath.Join(to, "dev-stack", "network.tf"))
	if err != nil {
		t.Fatal(err)
	}
	const reason = "# map_public_ip_on_launch = true: The document sets map_public_ip_on_launch on the public subnets, which hold load balancers and NAT gateways alone.\n"
	if want := "# network/public-subnet-us-east-1a\n" + reason + "resource \"aws_subnet\" "; !strings.Contains(string(written), want) {
		t.Errorf("network.tf does not have\n%s\nin\n%s", want, written)
	}
	if got := strings.Count(string(written), reason); got != 3 {
		t.Errorf("the reason stands above %d resources, want the 3 public subnets", got)
	}
	if _, err := runEject(t, "dev-stack", "--outdir", outdir, "--to", to); err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("what is there is written over: %v", err)
	}
	if _, err := runEject(t, "one-stack", "other-stack", "--outdir", outdir, "--to", to); err == nil ||
		!strings.Contains(err.Error(), "one-stack") || !strings.Contains(err.Error(), "other-stack") {
		t.Errorf("stacks that are not there: %v", err)
	}
}
