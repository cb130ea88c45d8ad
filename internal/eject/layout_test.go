package eject_test

import (
	"fmt"
	"strings"
	"testing"

	"landform/internal/eject"
)

func TestArgumentsAreInConventionalOrder(t *testing.T) {
	files := ejected(t, resource(t, "aws_cloudwatch_metric_alarm", map[string]any{
		"actions_enabled": true, "alarm_actions": []string{"a", "b"}, "alarm_description": "Why", "alarm_name": "n", "evaluation_periods": 1,
		"dimensions": map[string]string{"A": "1", "B": "2"}, "comparison_operator": "GreaterThanThreshold", "tags": map[string]string{"Name": "n"},
	}))
	expect(t, files, "thing.tf", `
# thing/main
resource "aws_cloudwatch_metric_alarm" "main" {
  alarm_name          = "n"
  alarm_description   = "Why"
  actions_enabled     = true
  alarm_actions       = ["a", "b"]
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1

  dimensions = {
    A = "1"
    B = "2"
  }

  tags = { Name = "n" }
}`)
}

func TestEmptyAndDynamicBlocks(t *testing.T) {
	files := ejected(t, resource(t, "aws_s3_bucket_lifecycle_configuration", map[string]any{
		"bucket": "b", "rule": []any{map[string]any{"id": "r", "status": "Enabled", "filter": []any{map[string]any{}}, "expiration": []any{map[string]any{"days": nil, "date": "d"}}}},
		"dynamic": map[string]any{"rule": []any{map[string]any{
			"for_each": "${var.rules}", "iterator": "each_rule", "content": map[string]any{
				"id": "${each_rule.value}", "status": "Enabled",
				"dynamic": map[string]any{"expiration": map[string]any{"for_each": "${each_rule.value.days}", "content": []any{map[string]any{"days": "${expiration.value}"}}}},
			},
		}}},
	}))
	expect(t, files, "thing.tf", `
# thing/main
resource "aws_s3_bucket_lifecycle_configuration" "main" {
  bucket = "b"

  dynamic "rule" {
    for_each = var.rules
    iterator = each_rule

    content {
      id     = each_rule.value
      status = "Enabled"

      dynamic "expiration" {
        for_each = each_rule.value.days

        content {
          days = expiration.value
        }
      }
    }
  }

  rule {
    id     = "r"
    status = "Enabled"

    expiration {
      date = "d"
    }

    filter {}
  }
}`)
}

func TestAResourceIsInTheFileOfItsConstructWithItsReasons(t *testing.T) {
	paths := []string{"timescale/server", "timescale-snapshot", "Timescale-Key/key", "override/thing", ".hidden/x", "a_override/y", "timescales/z", ""}
	resources := map[string]any{}
	for index, path := range paths {
		resources[fmt.Sprintf("r%d", index)] = named(path, map[string]any{})
	}
	files, err := eject.Files(stack(t, map[string]any{"resource": map[string]any{"aws_vpc": resources}}),
		eject.Options{Reasons: map[string][]string{"test-stack/aws_vpc.r1": {"cidr_block is not set: It is the\ndefault."}, "other-stack/aws_vpc.r0": {"No."}}})
	if err != nil {
		t.Fatal(err)
	}
	for index, name := range []string{"timescale.tf", "timescale.tf", "timescale-key.tf", "override-resources.tf", "hidden.tf", "a-override.tf", "timescales.tf", "main.tf"} {
		if block := fmt.Sprintf("resource \"aws_vpc\" \"r%d\" {", index); !strings.Contains(string(files[name]), block) {
			t.Errorf("%q is not in %s", paths[index], name)
		}
	}
	if want := "\n# timescale-snapshot\n# cidr_block is not set: It is the\n# default.\nresource \"aws_vpc\" \"r1\" {"; !strings.Contains(string(files["timescale.tf"]), want) {
		t.Errorf("the reason is missing:\n%s", files["timescale.tf"])
	}
	if strings.Contains(string(files["timescale.tf"]), "No.") {
		t.Error("the file has a reason of another stack")
	}
}
