package ticketing_test

import (
	"net/netip"
	"strings"
	"testing"

	"landform/constructs/waf"
	"landform/internal/settings"
	"landform/stacks"
	"landform/stacks/ticketing"
)

// environments returns the environments of the catalogue by name, with the settings in cdktf.json.
func environments(t *testing.T) map[string]ticketing.Environment {
	t.Helper()
	read, err := settings.Read("../../cdktf.json", stacks.Shipped().Known())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]ticketing.Environment{}
	for _, entry := range ticketing.Entries() {
		all[entry.Name] = entry.Environment(read.Ticketing)
	}
	return all
}

func TestEnvironmentsAreValid(t *testing.T) {
	for _, environment := range environments(t) {
		if err := environment.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestDevNeedsNoDomain(t *testing.T) {
	dev := environments(t)["dev"]
	dev.API.Domain = ""
	if err := dev.Validate(); err != nil {
		t.Error(err)
	}
}

// TestRefusedEnvironments makes one field of production invalid at a time, and expects exactly that problem.
func TestRefusedEnvironments(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(*ticketing.Environment)
	}{
		{"must be an IPv4 prefix between /16 and /20", func(e *ticketing.Environment) { e.VPC = netip.MustParsePrefix("10.0.0.0/24") }},
		{`API.Domain is "": must be set in production`, func(e *ticketing.Environment) { e.API.Domain = "" }},
		{"Backend.Size.MemoryMiB is 512: must be 1024 to 4096 in steps of 1024", func(e *ticketing.Environment) { e.Backend.Size.MemoryMiB = 512 }},
		{"Backend.Count.Max is 10: must be at least Initial, 11", func(e *ticketing.Environment) { e.Backend.Count.Initial = 11 }},
		{"WebACLs is Off: must be Block or Count in production", func(e *ticketing.Environment) { e.WebACLs = waf.Off }},
		{"Database.StorageGiB is 10", func(e *ticketing.Environment) { e.Database.StorageGiB = 10 }},
		{"Database.MaxStorageGiB is 50", func(e *ticketing.Environment) { e.Database.MaxStorageGiB = 50 }},
		{"Database.BackupRetentionDays is 0", func(e *ticketing.Environment) { e.Database.BackupRetentionDays = 0 }},
		{"Cache.Shards is -1", func(e *ticketing.Environment) { e.Cache.Shards = -1 }},
		{"Cache.Nodes is 7", func(e *ticketing.Environment) { e.Cache.Nodes = 7 }},
		{"Cache.Nodes is 1: must be at least 2 in cluster mode", func(e *ticketing.Environment) { e.Cache.Nodes = 1 }},
		{"Cache.SnapshotRetentionDays is 36", func(e *ticketing.Environment) { e.Cache.SnapshotRetentionDays = 36 }},
		{`Database.InstanceClass is "db.x9.large": must be of the family db.t3`, func(e *ticketing.Environment) { e.Database.InstanceClass = "db.x9.large" }},
		{"Alarms.Email is empty", func(e *ticketing.Environment) { e.Alarms.Email = "" }},
		{"Alarms.BudgetUSD is 0", func(e *ticketing.Environment) { e.Alarms.BudgetUSD = 0 }},
		{"Logs.RetentionDays is 2", func(e *ticketing.Environment) { e.Logs.RetentionDays = 2 }},
	} {
		t.Run(test.want, func(t *testing.T) {
			prod := environments(t)["prod"]
			test.spoil(&prod)
			err := prod.Validate()
			if err == nil || strings.Count(err.Error(), "ticketing prod:") != 1 || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one problem that says %q", err, test.want)
			}
		})
	}
}

func TestAllProblemsOfAnEnvironmentAtOnce(t *testing.T) {
	err := ticketing.Environment{Name: "empty"}.Validate()
	for _, field := range []string{"Backend.Size", "Backend.Count", "Database.StorageGiB", "Cache.Nodes", "Logs.RetentionDays"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
}
