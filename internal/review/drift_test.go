package review_test

import (
	"os"
	"strings"
	"testing"

	"landform/internal/review"

	"github.com/google/go-cmp/cmp"
)

// drift returns the drift in a plan that the real Terraform and AWS provider made against a fake AWS.
func drift(t *testing.T, name string) []review.Drifted {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	if name != "drift-settled" && !strings.Contains(string(text), "resource_drift") {
		t.Fatalf("%s has no change to ignore", name)
	}
	drifted, err := review.FindDrift(text)
	if err != nil {
		t.Fatal(err)
	}
	return drifted
}

// TestChangesThatTheNextApplyIgnoresAreNoDrift has a node group scaled by the autoscaler, a service scaled by its
// policy, and a new latest restorable time of a database.
func TestChangesThatTheNextApplyIgnoresAreNoDrift(t *testing.T) {
	for _, name := range []string{"drift-settled", "drift-scaled"} {
		drifted := drift(t, name)
		if len(drifted) != 0 || review.DriftPage("dev-stack", drifted) != "" {
			t.Errorf("%s: %+v", name, drifted)
		}
	}
}

func TestDriftIsClassified(t *testing.T) {
	want := []review.Drifted{
		{Address: "aws_appautoscaling_target.api_scaling_DDDD4444", Kind: review.Scaled, Attributes: []review.Attribute{{Path: "max_capacity", Before: "20", After: "10"}}},
		{Address: "aws_cloudwatch_log_group.api_logs_EEEE5555", Kind: review.Changed, Attributes: []review.Attribute{{Path: "retention_in_days", Before: "7", After: "30"}}},
		{Address: "aws_cloudwatch_log_group.worker_logs_FFFF6666", Kind: review.Gone},
		{Address: "aws_ecs_service.worker_service_CCCC3333", Kind: review.Scaled, Attributes: []review.Attribute{{Path: "desired_count", Before: "5", After: "2"}}},
	}
	drifted := drift(t, "drift-drifted")
	if diff := cmp.Diff(want, drifted); diff != "" {
		t.Errorf("drift (-want +got):\n%s", diff)
	}
	const page = `4 resources of dev-stack changed outside of Terraform.

### Gone

- ` + "`aws_cloudwatch_log_group.worker_logs_FFFF6666`" + `

To keep the change, remove the resource from the code. Otherwise the next deployment creates it again, empty.

### Changed

- ` + "`aws_cloudwatch_log_group.api_logs_EEEE5555`\n  - `retention_in_days` is `7`; in the code `30`" + `

To keep the change, write the value into the code. Otherwise the next deployment sets the value in the code.

### Scaled

- ` + "`aws_appautoscaling_target.api_scaling_DDDD4444`\n  - `max_capacity` is `20`; in the code `10`" + `
- ` + "`aws_ecs_service.worker_service_CCCC3333`\n  - `desired_count` is `5`; in the code `2`" + `

To keep the change, write the number into the environment's code, or leave it to an autoscaler (` + "`ignore_changes`" + `). Otherwise the next deployment scales back.
`
	if diff := cmp.Diff(page, review.DriftPage("dev-stack", drifted)); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

func TestDriftThatCausesAReplacementSaysSo(t *testing.T) {
	drifted, err := review.FindDrift([]byte(`{"format_version": "1.2",
		"resource_drift": [{"address": "aws_db_instance.one", "mode": "managed", "type": "aws_db_instance", "name": "one", "change": {"actions": ["update"],
			"before": {"storage_encrypted": true, "password": "old-secret"}, "after": {"storage_encrypted": false, "password": "new-secret"},
			"before_sensitive": {"password": true}, "after_sensitive": {"password": true}}}],
		"resource_changes": [{"address": "aws_db_instance.one", "mode": "managed", "type": "aws_db_instance", "name": "one", "change": {"actions": ["delete", "create"],
			"before": {"storage_encrypted": false, "password": "new-secret"}, "after": {"storage_encrypted": true, "password": "old-secret"},
			"before_sensitive": {"password": true}, "after_sensitive": {"password": true}, "replace_paths": [["storage_encrypted"]]}}]}`))
	if err != nil || len(drifted) != 1 || !drifted[0].Replaces || drifted[0].HoldsData != "a database" {
		t.Fatalf("%+v: %v", drifted, err)
	}
	page := review.DriftPage("dev-stack", drifted)
	if !strings.Contains(page, "the next deployment replaces it**, and it holds a database") || strings.Contains(page, "-secret") {
		t.Errorf("the page is\n%s", page)
	}
}

func TestDriftOfOtherFilesIsRejected(t *testing.T) {
	for _, text := range []string{"", "{", `{"format_version": "9.0"}`} {
		if _, err := review.FindDrift([]byte(text)); err == nil {
			t.Errorf("%q is accepted as a plan", text)
		}
	}
}
