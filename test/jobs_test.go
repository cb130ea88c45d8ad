package test

import (
	"slices"
	"strings"
	"testing"

	"landform/internal/jobs"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
)

// TestEveryStackHasItsJob: a stack whose account CI cannot reach would pass every other test, and fail in every workflow.
func TestEveryStackHasItsJob(t *testing.T) {
	stacks := shipped.Stacks(t)
	all, err := jobs.All(stacks)
	if err != nil {
		t.Fatal(err)
	}
	var expected, found []string
	for _, stack := range stacks {
		if stack.Metadata().Role != synthesized.RoleOrganization {
			expected = append(expected, stack.Name)
		}
	}
	for _, job := range all {
		found = append(found, job.Stack)
		for role, required := range map[string]bool{job.PlanRole: true, job.PullRequestRole: true, job.ApplyRole: false} {
			if (required || role != "") && !isRole(t, role) {
				t.Errorf("%s: no stack creates the role %q", job.Stack, role)
			}
		}
	}
	if !slices.Equal(expected, found) {
		t.Errorf("jobs are %v, want one for each of %v", found, expected)
	}
}

// isRole returns whether a CI stack creates a role with this ARN.
func isRole(t *testing.T, arn string) bool {
	t.Helper()
	for _, stack := range shipped.Stacks(t) {
		if stack.Metadata().Role != synthesized.RoleCI {
			continue
		}
		for _, role := range stack.OfType("aws_iam_role") {
			if arn == "arn:aws:iam::"+accountOf(stack)+":role/"+role.Get("name").String() {
				return true
			}
		}
	}
	return false
}

func TestEveryEnvironmentIsPromotedInItsOrder(t *testing.T) {
	stacks := shipped.Stacks(t)
	systems, err := jobs.Promoted(stacks)
	if err != nil {
		t.Fatal(err)
	}
	promoted := map[string]bool{}
	for _, system := range systems {
		position := 0
		for _, job := range system.Jobs {
			promoted[job.Stack] = true
			metadata := shipped.Stack(t, job.Stack).Metadata()
			if metadata.System != system.Name || metadata.Position <= position {
				t.Errorf("%s is deployed with %s at position %d, after %d", job.Stack, system.Name, metadata.Position, position)
			}
			position = metadata.Position
			if job.ApplyRole == "" {
				t.Errorf("%s: no role deploys it", job.Stack)
			}
		}
	}
	for _, stack := range stacks {
		if isEnvironment(stack) != promoted[stack.Name] {
			t.Errorf("%s is promoted: %v", stack.Name, promoted[stack.Name])
		}
	}
}

// TestNoRoleOfThePipelineMayDoEverything: without this test, a wildcard would only show in a snapshot, which a command rewrites.
func TestNoRoleOfThePipelineMayDoEverything(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		if stack.Metadata().Role != synthesized.RoleCI {
			continue
		}
		if attached := stack.OfType("aws_iam_role_policy_attachment"); len(attached) > 0 {
			t.Errorf("%s: no test evaluates the managed policy of %s: use an inline policy", stack.Name, attached[0].Path)
		}
		for _, inline := range stack.OfType("aws_iam_role_policy") {
			for _, statement := range gjson.Get(inline.Get("policy").String(), "Statement").Array() {
				if statement.Get("Effect").String() != "Allow" {
					continue
				}
				if statement.Get("NotAction").Exists() {
					t.Errorf("%s allows everything but %s", inline.Path, statement.Get("NotAction"))
				}
				for _, action := range statement.Get("Action").Array() {
					if service, _, _ := strings.Cut(action.String(), ":"); strings.Contains(service, "*") || action.String() == "iam:*" || service == "sts" {
						t.Errorf("%s allows %s", inline.Path, action)
					}
				}
			}
		}
	}
}
