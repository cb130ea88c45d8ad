package volteryde_test

import (
	"net/netip"
	"strings"
	"testing"

	"landform/constructs/deletion"
	"landform/constructs/waf"
	"landform/internal/settings"
	"landform/stacks"
	"landform/stacks/volteryde"
)

// environments returns the environments of the catalogue by name, with the settings in cdktf.json.
func environments(t *testing.T) map[string]volteryde.Environment {
	t.Helper()
	read, err := settings.Read("../../cdktf.json", stacks.Shipped().Known())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]volteryde.Environment{}
	for _, entry := range volteryde.Entries() {
		all[entry.Name] = entry.Environment(read.Volteryde)
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

// TestRefusedEnvironments makes one field of production invalid at a time, and expects exactly that problem.
func TestRefusedEnvironments(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(*volteryde.Environment)
	}{
		{"must be an IPv4 prefix between /16 and /20", func(e *volteryde.Environment) { e.VPC = netip.MustParsePrefix("10.0.0.0/24") }},
		{`Cluster.Version is "1.28": must be one of 1.35; to allow another version, add it to constructs/eks/versions.go`, func(e *volteryde.Environment) { e.Cluster.Version = "1.28" }},
		{`Cluster.Nodes.InstanceTypes is "x9.large": must be one of m5.2xlarge,`, func(e *volteryde.Environment) { e.Cluster.Nodes.InstanceTypes[1] = "x9.large" }},
		{"Cluster.Nodes.Max is 22: must be smaller, since 29 pods on each node need 276 addresses in each zone, and 10.2.11.0/24 has 251", func(e *volteryde.Environment) {
			e.Cluster.Nodes.Max = 22
		}},
		{"principal is arn:aws:iam::333333333333:role/Administrator: must be named only once", func(e *volteryde.Environment) { e.Cluster.Viewers = e.Cluster.Administrators }},
		{"Cluster.Nodes.InstanceTypes is []", func(e *volteryde.Environment) { e.Cluster.Nodes.InstanceTypes = nil }},
		{"Cluster.Nodes.Max is 20: must be at least Desired, 99", func(e *volteryde.Environment) { e.Cluster.Nodes.Desired = 99 }},
		{"must be the office networks in production", func(e *volteryde.Environment) {
			e.Cluster.PublicAccess = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
		}},
		{"Database.StorageGiB is 10", func(e *volteryde.Environment) { e.Database.Size.StorageGiB = 10 }},
		{"Database.MaxStorageGiB is 105", func(e *volteryde.Environment) { e.Database.Size.MaxStorageGiB = 105 }},
		{"Database.BackupRetentionDays is 36", func(e *volteryde.Environment) { e.Database.Size.BackupRetentionDays = 36 }},
		{"Cache.Nodes is 0", func(e *volteryde.Environment) { e.Cache.Nodes = 0 }},
		{"Cache.SnapshotRetentionDays is 36", func(e *volteryde.Environment) { e.Cache.SnapshotRetentionDays = 36 }},
		{`Database.InstanceClass is "db.x9.large": must be of the family db.t3`, func(e *volteryde.Environment) { e.Database.Size.InstanceClass = "db.x9.large" }},
		{"Alarms.Email is empty", func(e *volteryde.Environment) { e.Alarms.Email = "" }},
		{"Alarms.BudgetUSD is 0", func(e *volteryde.Environment) { e.Alarms.BudgetUSD = 0 }},
		{`Domain is ""`, func(e *volteryde.Environment) { e.Domain = "" }},
		{`must be a subdomain of volteryde.example.com`, func(e *volteryde.Environment) { e.Delegations[0].Domain = "dev.example.org" }},
		{`DSRecord is "x"`, func(e *volteryde.Environment) { e.Delegations[0].DSRecord = "x" }},
		{"production: Protection is Disposable", func(e *volteryde.Environment) { e.Protection = deletion.Disposable }},
		{`Timescale.InstanceType: instance type is ""`, func(e *volteryde.Environment) { e.Timescale.Size.InstanceType = "" }},
		{`Timescale.InstanceType: instance type is "p4d.24xlarge"`, func(e *volteryde.Environment) { e.Timescale.Size.InstanceType = "p4d.24xlarge" }},
		{"Timescale.DataGiB is 16385", func(e *volteryde.Environment) { e.Timescale.Size.DataGiB = 16385 }},
		{"Timescale.SnapshotRetentionDays is 0", func(e *volteryde.Environment) { e.Timescale.Size.SnapshotRetentionDays = 0 }},
		{"Timescale.SnapshotIntervalHours is 5", func(e *volteryde.Environment) { e.Timescale.Size.SnapshotIntervalHours = 5 }},
		{"Timescale.BackupRetentionDays is 22: must be 1 to 21", func(e *volteryde.Environment) { e.Timescale.Size.BackupRetentionDays = 22 }},
		{"Timescale.Protection is Disposable", func(e *volteryde.Environment) { e.Timescale.Protection = deletion.Disposable }},
		{"Database.Protection is Disposable", func(e *volteryde.Environment) { e.Database.Protection = deletion.Disposable }},
		{"WebACLs is Off: must be Block or Count in production", func(e *volteryde.Environment) { e.WebACLs = waf.Off }},
		{"Logs.RetentionDays is 2", func(e *volteryde.Environment) { e.Logs.RetentionDays = 2 }},
	} {
		t.Run(test.want, func(t *testing.T) {
			production := environments(t)["production"]
			test.spoil(&production)
			err := production.Validate()
			if err == nil || strings.Count(err.Error(), "volteryde production:") != 1 || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one problem that says %q", err, test.want)
			}
		})
	}
}

func TestAllProblemsOfAnEnvironmentAtOnce(t *testing.T) {
	err := volteryde.Environment{Name: "empty"}.Validate()
	for _, field := range []string{"Cluster.Nodes.InstanceTypes", "Database.StorageGiB", "Cache.Nodes", "Logs.RetentionDays", "Alarms.BudgetUSD"} {
		if err == nil || !strings.Contains(err.Error(), field) {
			t.Errorf("error does not name %s: %v", field, err)
		}
	}
}
