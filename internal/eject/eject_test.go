package eject_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/eject"
	"landform/internal/synthesized"
)

// stack returns a synthesized stack with these parts in its JSON.
func stack(t *testing.T, parts map[string]any) synthesized.Stack {
	t.Helper()
	text, err := json.Marshal(parts)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, "test-stack", text)
}

func parse(t *testing.T, name string, text []byte) synthesized.Stack {
	t.Helper()
	stack, err := synthesized.Parse(name, "cdk.tf.json", text)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// resource returns a stack with one resource, whose construct has the path "thing/main".
func resource(t *testing.T, kind string, arguments map[string]any) synthesized.Stack {
	t.Helper()
	arguments["//"] = map[string]any{"metadata": map[string]string{"path": "test-stack/thing/main"}}
	return stack(t, map[string]any{"resource": map[string]any{kind: map[string]any{"main": arguments}}})
}

// ejected returns the files of a stack.
func ejected(t *testing.T, stack synthesized.Stack) map[string]string {
	t.Helper()
	files, err := eject.Files(stack, eject.Options{})
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for name, text := range files {
		texts[name] = string(text)
	}
	return texts
}

func expect(t *testing.T, files map[string]string, name, want string) {
	t.Helper()
	if got := files[name]; strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}

func TestAStackBecomesIdiomaticHCL(t *testing.T) {
	files := ejected(t, stack(t, map[string]any{
		"//":        map[string]any{"metadata": map[string]string{"stackName": "test-stack"}},
		"terraform": map[string]any{"required_version": ">= 1.6.0", "required_providers": map[string]any{"aws": map[string]string{"source": "hashicorp/aws", "version": "~> 5.0"}}, "backend": map[string]any{"s3": map[string]any{"bucket": "states", "encrypt": true}}},
		"provider":  map[string]any{"aws": []any{map[string]any{"region": "eu-west-1", "default_tags": []any{map[string]any{"tags": map[string]string{"Project": "Acme"}}}}, map[string]any{"alias": "edge", "region": "us-east-1"}}, "random": []any{map[string]any{}}},
		"variable":  map[string]any{"password": map[string]any{"type": "string", "sensitive": true, "nullable": false, "description": "Costs ${nothing}", "validation": []any{map[string]any{"condition": "${length(var.password) > 8}", "error_message": "Too short."}}}},
		"output":    map[string]any{"id": map[string]any{"value": "${aws_vpc.main.id}", "description": "The VPC", "sensitive": true, "depends_on": []string{"aws_vpc.main"}, "precondition": []any{map[string]any{"condition": "${true}", "error_message": "Never."}}}},
		"resource": map[string]any{
			"aws_vpc": map[string]any{"main": map[string]any{"cidr_block": "10.0.0.0/16", "tags": map[string]string{"Name": "test", "kubernetes.io/role/elb": "1"}, "//": map[string]any{"metadata": map[string]string{"path": "test-stack/network/vpc"}, "reason": "Because"}}},
			"aws_security_group": map[string]any{"main": map[string]any{"vpc_id": "${aws_vpc.main.id}", "provider": "aws.edge", "count": 2, "ingress": []any{},
				"timeouts": map[string]any{"create": "5m"}, "depends_on": []string{"aws_vpc.main"}, "description": nil,
				"lifecycle": map[string]any{"ignore_changes": []string{"description", "tags[\"a\"]"}, "create_before_destroy": true, "precondition": []any{map[string]any{"condition": "${(1 < 2)}", "error_message": "No ${1}."}}},
				"//":        map[string]any{"metadata": map[string]string{"path": "test-stack/network/group"}}}},
			"aws_eip": map[string]any{"main": map[string]any{"domain": "vpc", "lifecycle": map[string]any{"ignore_changes": "all"}, "//": map[string]any{"metadata": map[string]string{"path": "test-stack/outputs/address"}}}},
		},
	}))
	expect(t, files, "versions.tf", `
terraform {
  required_version = ">= 1.6.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}`)
	expect(t, files, "backend.tf", `
terraform {
  backend "s3" {
    bucket  = "states"
    encrypt = true
  }
}`)
	expect(t, files, "providers.tf", `
provider "aws" {
  region = "eu-west-1"

  default_tags {
    tags = { Project = "Acme" }
  }
}

provider "aws" {
  alias  = "edge"
  region = "us-east-1"
}`)
	expect(t, files, "variables.tf", `
variable "password" {
  description = "Costs $${nothing}"
  type        = string
  nullable    = false
  sensitive   = true

  validation {
    condition     = length(var.password) > 8
    error_message = "Too short."
  }
}`)
	expect(t, files, "outputs.tf", `
output "id" {
  description = "The VPC"
  value       = aws_vpc.main.id
  depends_on  = [aws_vpc.main]
  sensitive   = true

  precondition {
    condition     = true
    error_message = "Never."
  }
}`)
	expect(t, files, "network.tf", `
# network/vpc
# reason: Because
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name                     = "test"
    "kubernetes.io/role/elb" = "1"
  }
}

# network/group
resource "aws_security_group" "main" {
  count    = 2
  provider = aws.edge
  ingress  = []
  vpc_id   = aws_vpc.main.id

  timeouts {
    create = "5m"
  }

  depends_on = [aws_vpc.main]

  lifecycle {
    create_before_destroy = true
    ignore_changes        = [description, tags["a"]]

    precondition {
      condition     = 1 < 2
      error_message = "No ${1}."
    }
  }
}`)
	expect(t, files, "outputs-resources.tf", `
# outputs/address
resource "aws_eip" "main" {
  domain = "vpc"

  lifecycle {
    ignore_changes = all
  }
}`)
	if len(files) != 7 {
		t.Errorf("%d files, want 7: %v", len(files), files)
	}
}

func TestArgumentsThatAreCollectionsOfObjectsBecomeBlocks(t *testing.T) {
	files := ejected(t, resource(t, "aws_route_table", map[string]any{"vpc_id": "vpc-1", "route": []any{
		map[string]any{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1", "nat_gateway_id": nil},
	}}))
	expect(t, files, "thing.tf", `
# thing/main
resource "aws_route_table" "main" {
  vpc_id = "vpc-1"

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-1"
  }
}`)
}

func TestTheErrorListsEverythingUnsupported(t *testing.T) {
	_, err := eject.Files(stack(t, map[string]any{
		"module":    map[string]any{"m": map[string]any{}},
		"terraform": map[string]any{"cloud": map[string]any{}},
		"provider":  map[string]any{"acme": []any{map[string]any{"a": 1}}},
		"output":    map[string]any{"o": map[string]any{"value": 1, "ephemeral": true}},
		"resource": map[string]any{
			"acme_thing": map[string]any{"main": map[string]any{}},
			"aws_vpc":    map[string]any{"main": map[string]any{"size": 5, "provisioner": []any{}, "lifecycle": map[string]any{"other": 1}}},
		},
	}), eject.Options{})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"test-stack cannot be written as HCL", `eject does not support "module"`, `terraform.cloud`,
		`provider acme is not in the reduced schema: run "make schema"`, `output.o: eject does not support "ephemeral"`,
		`acme_thing is not in the reduced schema: run "make schema"`,
		`aws_vpc.main has "size", which is not in the reduced schema: run "make schema"`, `aws_vpc.main has "provisioner"`,
		`aws_vpc.main: eject does not support lifecycle.other`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q:\n%v", want, err)
		}
	}
}

func TestWriteWritesAllOrNothing(t *testing.T) {
	good := resource(t, "aws_vpc", map[string]any{"cidr_block": "10.0.0.0/16"})
	bad := resource(t, "aws_vpc", map[string]any{"size": 5})
	to := t.TempDir()
	bad.Name = "bad-stack"
	if err := eject.Write([]synthesized.Stack{good, bad}, to, eject.Options{}); err == nil || !strings.Contains(err.Error(), "bad-stack cannot be written") {
		t.Errorf("the error is %v", err)
	}
	if entries, _ := os.ReadDir(to); len(entries) > 0 {
		t.Errorf("%v was written", entries)
	}
	good.Dir = t.TempDir()
	if err := os.WriteFile(filepath.Join(good.Dir, ".terraform.lock.hcl"), []byte("locked"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := eject.Write([]synthesized.Stack{good}, to, eject.Options{}); err != nil {
		t.Fatal(err)
	}
	if lock, err := os.ReadFile(filepath.Join(to, "test-stack", ".terraform.lock.hcl")); err != nil || string(lock) != "locked" {
		t.Errorf("the lock file is %q: %v", lock, err)
	}
	err := eject.Write([]synthesized.Stack{good}, to, eject.Options{})
	if err == nil || !strings.Contains(err.Error(), filepath.Join(to, "test-stack")+" is not empty") {
		t.Errorf("existing files are overwritten: %v", err)
	}
}
