package postgres_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/postgres"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestAlarms(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		constructtest.Monitor(stack, postgres.New(stack, "postgres", props(stack)).Alarms())
	})
	instance := constructtest.Find(t, stack, "postgres/instance").Reference("identifier")
	for path, want := range map[string]map[string]any{
		"postgres-cpu":         {"metric_name": "CPUUtilization", "threshold": 80, "treat_missing_data": "breaching"},
		"postgres-storage":     {"metric_name": "FreeStorageSpace", "comparison_operator": "LessThanThreshold", "threshold": 2147483648},
		"postgres-connections": {"metric_name": "DatabaseConnections", "threshold": 324},
	} {
		want["namespace"], want["dimensions.DBInstanceIdentifier"] = "AWS/RDS", instance
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
}
