package eject_test

import (
	"strings"
	"testing"

	"landform/internal/eject"
)

// named returns a resource with the path of its construct.
func named(path string, arguments map[string]any) map[string]any {
	arguments["//"] = map[string]any{"metadata": map[string]string{"path": "test-stack/" + path}}
	return arguments
}

func TestNamesComeFromConstructs(t *testing.T) {
	files, err := eject.Files(stack(t, map[string]any{
		"output": map[string]any{"id": map[string]any{"value": "${aws_vpc.network_vpc_1.id}"}},
		"resource": map[string]any{
			"aws_vpc": map[string]any{"network_vpc_1": named("network/vpc", map[string]any{})},
			"aws_subnet": map[string]any{
				"a": named("network/public-subnet-a", map[string]any{"vpc_id": "${aws_vpc.network_vpc_1.id}", "depends_on": []string{"aws_vpc.network_vpc_1"}}),
				"b": named("1-b", map[string]any{"tags": map[string]string{"aws_vpc.network_vpc_1": "x${upper(aws_vpc.network_vpc_1.arn)} aws_vpc.network_vpc_1"}}),
			},
			"aws_iam_role": map[string]any{
				"one": named("eks/node-role/role", map[string]any{"assume_role_policy": `{"a":"${aws_vpc.network_vpc_1.arn}"}`}),
				"two": named("eks/role", map[string]any{"assume_role_policy": "{}"}),
				"x_1": named("same/role", map[string]any{"assume_role_policy": "{}"}),
				"x_2": named("same/role/role", map[string]any{"assume_role_policy": "{}", "lifecycle": map[string]any{"replace_triggered_by": []string{"${aws_vpc.network_vpc_1.id}"}}}),
				"y_1": named("again.role", map[string]any{"assume_role_policy": "{}"}),
				"y_2": named("again-role", map[string]any{"assume_role_policy": "{}"}),
			},
			"aws_security_group": map[string]any{"sg": named("db/security-group/group", map[string]any{})},
		},
	}), eject.Options{Names: true})
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for name, text := range files {
		if name != "moved.tf" {
			all.Write(text)
		}
	}
	for _, want := range []string{
		`resource "aws_vpc" "network" {`, `resource "aws_subnet" "network_public_subnet_a" {`, `resource "aws_subnet" "_1_b" {`,
		`resource "aws_iam_role" "eks_node" {`, `resource "aws_iam_role" "eks" {`, `resource "aws_security_group" "db" {`,
		`resource "aws_iam_role" "same_role" {`, `resource "aws_iam_role" "same_role_role" {`,
		`resource "aws_iam_role" "y_1" {`, `resource "aws_iam_role" "y_2" {`,
		"value = aws_vpc.network.id", "= aws_vpc.network.id", "depends_on = [aws_vpc.network]", "{ a = aws_vpc.network.arn }",
		`"aws_vpc.network_vpc_1" = "x${upper(aws_vpc.network.arn)} aws_vpc.network_vpc_1"`, "replace_triggered_by = [aws_vpc.network.id]",
	} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("the files do not have %s:\n%s", want, all.String())
		}
	}
	moved := string(files["moved.tf"])
	if !strings.Contains(moved, "moved {\n  from = aws_vpc.network_vpc_1\n  to   = aws_vpc.network\n}\n") || strings.Count(moved, "moved {") != 8 {
		t.Errorf("moved.tf is\n%s", moved)
	}
}

func TestNamesOfEveryStackAreReadableAndUnique(t *testing.T) {
	for _, stack := range snapshots(t) {
		files, err := eject.Files(stack, eject.Options{Names: true})
		if err != nil {
			t.Error(err)
			continue
		}
		blocks := parsed(t, files)
		if len(blocks) != len(stack.Resources) {
			t.Errorf("%s has %d resources, and %d names", stack.Name, len(stack.Resources), len(blocks))
		}
		for _, resource := range stack.Resources {
			if _, unchanged := blocks[resource.Address()]; unchanged {
				t.Errorf("%s: %s has no other name", stack.Name, resource.Address())
			}
		}
		if got := strings.Count(string(files["moved.tf"]), "moved {"); got != len(stack.Resources) {
			t.Errorf("%s has %d resources, and %d moved blocks", stack.Name, len(stack.Resources), got)
		}
	}
}
