package postgres_test

import (
	"slices"
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
		"postgres-cpu":           {"metric_name": "CPUUtilization", "threshold": 80, "treat_missing_data": "breaching"},
		"postgres-storage":       {"metric_name": "FreeStorageSpace", "comparison_operator": "LessThanThreshold", "threshold": 2147483648},
		"postgres-connections":   {"metric_name": "DatabaseConnections", "threshold": 324},
		"postgres-memory":        {"metric_name": "FreeableMemory", "comparison_operator": "LessThanThreshold", "threshold": "429496729.6"},
		"postgres-read-latency":  {"metric_name": "ReadLatency", "threshold": 0.02},
		"postgres-write-latency": {"metric_name": "WriteLatency", "threshold": 0.02},
		"postgres-credits":       {"metric_name": "CPUSurplusCreditsCharged", "treat_missing_data": "notBreaching"},
	} {
		want["namespace"], want["dimensions.DBInstanceIdentifier"] = "AWS/RDS", instance
		constructtest.Expect(t, constructtest.Find(t, stack, "monitoring/"+path), want)
	}
}

func TestEventsAreRestrictedToTheInstance(t *testing.T) {
	constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		events := postgres.New(stack, "postgres", postgres.Props{
			Names: constructtest.Names(), Network: constructtest.Network(stack), Version: "16", SecretName: "acme/test/rds/password",
			Size: postgres.Size{InstanceClass: "db.m5.large", StorageGiB: 20, MaxStorageGiB: 100, BackupRetentionDays: 7},
			Logs: constructtest.Logs(stack),
		}).Events()
		if len(events) != 1 {
			t.Fatalf("%d events, want 1", len(events))
		}
		detail := events[0].Pattern.Detail
		if got := detail["SourceIdentifier"]; !slices.Equal(got, []string{"acme-test-postgres"}) {
			t.Errorf("events of %v, want of acme-test-postgres", got)
		}
		for _, category := range []string{"failover", "failure", "maintenance"} {
			if !slices.Contains(detail["EventCategories"], category) {
				t.Errorf("no event of category %s is reported", category)
			}
		}
	})
}
