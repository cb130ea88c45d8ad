package postgres_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/postgres"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func props(stack cdktf.TerraformStack) postgres.Props {
	return postgres.Props{
		Names:      constructtest.Names(),
		Network:    constructtest.Network(stack),
		Version:    "15",
		Size:       postgres.Size{InstanceClass: "db.t3.medium", StorageGiB: 20, MaxStorageGiB: 100, BackupRetentionDays: 7},
		Database:   "acme",
		Username:   "acme",
		SecretName: "acme/test/rds/password",
		Logs:       constructtest.Logs(stack),
	}
}

func build(t *testing.T, protection deletion.Protection) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		protected := props(stack)
		protected.Protection = protection
		postgres.New(stack, "postgres", protected)
	})
}

func TestInstanceIsEncryptedAndPrivate(t *testing.T) {
	stack := build(t, deletion.Protected)
	key := constructtest.Find(t, stack, "postgres/encryption/key")
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"identifier": "acme-test-postgres", "engine": "postgres", "engine_version": "15",
		"auto_minor_version_upgrade": true, "storage_encrypted": true, "storage_type": "gp3",
		"kms_key_id": key.Reference("arn"), "publicly_accessible": false, "iam_database_authentication_enabled": true,
		"db_subnet_group_name":     constructtest.Find(t, stack, "postgres/subnet-group").Reference("name"),
		"vpc_security_group_ids.0": constructtest.Find(t, stack, "postgres/security-group/group").Reference("id"),
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/subnet-group"), map[string]any{
		"subnet_ids.0": constructtest.Find(t, stack, "network/database-subnet-eu-west-1a").Reference("id"),
		"subnet_ids.#": 2,
	})
}

// A change of the master user's name would replace the database, whether its password is generated or supplied.
func TestAnotherUserNameReplacesNothing(t *testing.T) {
	for name, password := range map[string]*string{"generated": nil, "supplied": new("${var.password}")} {
		stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			with := props(stack)
			with.Password = password
			postgres.New(stack, "postgres", with)
		})
		ignored := constructtest.Find(t, stack, "postgres/instance").Get("lifecycle.ignore_changes").Array()
		if !slices.ContainsFunc(ignored, func(argument gjson.Result) bool { return argument.String() == "username" }) {
			t.Errorf("password is %s: changes of %v are ignored, want username", name, ignored)
		}
	}
}

func TestProtectionIsTheDefault(t *testing.T) {
	var protection deletion.Protection
	stack := build(t, protection)
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"deletion_protection": true, "skip_final_snapshot": false, "delete_automated_backups": false,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/encryption/key"), map[string]any{"lifecycle.prevent_destroy": true})
}

// The random ID lives as long as the instance, so that the next instance's snapshot has another name.
func TestFinalSnapshotHasAUniqueName(t *testing.T) {
	stack := build(t, deletion.Protected)
	suffix := constructtest.Find(t, stack, "postgres/final-snapshot")
	constructtest.Expect(t, suffix, map[string]any{"byte_length": 4})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"final_snapshot_identifier": "acme-test-postgres-final-" + suffix.Reference("hex"),
	})
}

func TestDisposableInstanceLeavesNothingBehind(t *testing.T) {
	stack := build(t, deletion.Disposable)
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"deletion_protection": false, "skip_final_snapshot": true, "final_snapshot_identifier": nil, "delete_automated_backups": nil,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/encryption/key"), map[string]any{"lifecycle": nil})
}

func TestParameterGroupEnforcesTLSAndLogsSlowStatements(t *testing.T) {
	stack := build(t, deletion.Protected)
	group := constructtest.Find(t, stack, "postgres/parameter-group")
	constructtest.Expect(t, group, map[string]any{
		"name": "acme-test-postgres15", "family": "postgres15", "lifecycle.create_before_destroy": true,
		`parameter.#(name=="rds.force_ssl").value`:              "1",
		`parameter.#(name=="log_min_duration_statement").value`: "1000",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"parameter_group_name": group.Reference("name"),
	})
}

func TestPerformanceInsightsAndEnhancedMonitoring(t *testing.T) {
	stack := build(t, deletion.Protected)
	role := constructtest.Find(t, stack, "postgres/monitoring-role/role")
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{
		"performance_insights_enabled": true, "performance_insights_retention_period": 7,
		"performance_insights_kms_key_id": constructtest.Find(t, stack, "postgres/encryption/key").Reference("arn"),
		"monitoring_interval":             60, "monitoring_role_arn": role.Reference("arn"),
	})
	trust := constructtest.Document(t, role, "assume_role_policy")
	constructtest.Expect(t, trust, map[string]any{
		"Statement.0.Principal.Service.0":                         "monitoring.rds.amazonaws.com",
		`Statement.0.Condition.StringEquals.aws\:SourceAccount.0`: "123456789012",
	})
}

func TestExtendedSupportIsDisabled(t *testing.T) {
	constructtest.Expect(t, constructtest.Find(t, build(t, deletion.Protected), "postgres/instance"), map[string]any{
		"engine_lifecycle_support": "open-source-rds-extended-support-disabled",
	})
}

func TestChangesWaitForTheMaintenanceWindowUnlessAppliedImmediately(t *testing.T) {
	for _, immediately := range []bool{false, true} {
		stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			applied := props(stack)
			applied.ApplyImmediately = immediately
			postgres.New(stack, "postgres", applied)
		})
		constructtest.Expect(t, constructtest.Find(t, stack, "postgres/instance"), map[string]any{"apply_immediately": immediately})
	}
}

func TestLogGroupsExistBeforeTheInstance(t *testing.T) {
	stack := build(t, deletion.Protected)
	instance := constructtest.Find(t, stack, "postgres/instance")
	for id, name := range map[string]string{
		"postgresql": "/aws/rds/instance/acme-test-postgres/postgresql",
		"upgrade":    "/aws/rds/instance/acme-test-postgres/upgrade",
	} {
		group := constructtest.Find(t, stack, "postgres/logs-"+id)
		constructtest.Expect(t, group, map[string]any{
			"name": name, "retention_in_days": 30,
			"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
		})
		if !strings.Contains(instance.Get("depends_on").Raw, group.Address()) {
			t.Errorf("the instance does not depend on %s: %s", group.Path, instance.Get("depends_on").Raw)
		}
	}
}

func TestSecretContainsTheConnectionDetails(t *testing.T) {
	stack := build(t, deletion.Protected)
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/secret/secret"), map[string]any{
		"name": "acme/test/rds/password", "recovery_window_in_days": 7,
		"kms_key_id": constructtest.Find(t, stack, "postgres/encryption/key").Reference("arn"),
	})
	value := constructtest.Find(t, stack, "postgres/secret/version").Get("secret_string").String()
	for _, field := range []string{"username", "password", "host", "port", "dbname"} {
		if !strings.Contains(value, `"`+field+`" = `) {
			t.Errorf("no %s in %s", field, value)
		}
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "postgres/password"), map[string]any{
		"length": 32, "special": true,
	})
	special := constructtest.Find(t, stack, "postgres/password").Get("override_special").String()
	if special == "" || strings.ContainsAny(special, `/@" `) {
		t.Errorf("RDS refuses one of the special characters %q", special)
	}
}

// TestNoStackOwnsALogGroupOfTheWholeAccount: RDS writes the metrics of every instance of an account into one group.
func TestNoStackOwnsALogGroupOfTheWholeAccount(t *testing.T) {
	for _, group := range build(t, deletion.Protected).OfType("aws_cloudwatch_log_group") {
		if name := group.Get("name").String(); !strings.Contains(name, "acme-test") {
			t.Errorf("log group %s does not bear the environment's name", name)
		}
	}
}
