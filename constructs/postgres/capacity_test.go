package postgres_test

import (
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/postgres"
)

func TestMaxConnections(t *testing.T) {
	for class, want := range map[string]int{
		"db.t3.micro":    101,
		"db.t3.medium":   405,
		"db.t4g.medium":  405,
		"db.m5.large":    811,
		"db.r6g.large":   1622,
		"db.r6g.xlarge":  3244,
		"db.r6g.2xlarge": 5000,
	} {
		if got, err := postgres.MaxConnections(class); err != nil || got != want {
			t.Errorf("%s: %d connections and error %v, want %d", class, got, err, want)
		}
	}
}

func TestUnknownInstanceClassIsRefused(t *testing.T) {
	for _, class := range []string{"", "db", "t3.medium", "db.t3.huge", "db.x2g.large", "cache.t3.micro", "db..large", "db.t3.medium.extra"} {
		if got, err := postgres.MaxConnections(class); err == nil || !strings.Contains(err.Error(), "must be of the family db.t3") {
			t.Errorf("%q: %d connections and error %v", class, got, err)
		}
	}
}

func TestRefusedSizes(t *testing.T) {
	for _, test := range []struct {
		want   string
		change func(*postgres.Size)
	}{
		{"StorageGiB is 10: must be at least 20", func(s *postgres.Size) { s.StorageGiB = 10 }},
		{"MaxStorageGiB is 21: must be at least 10% more than StorageGiB", func(s *postgres.Size) { s.MaxStorageGiB = 21 }},
		{"BackupRetentionDays is 0: must be 1 to 35", func(s *postgres.Size) { s.BackupRetentionDays = 0 }},
		{"BackupRetentionDays is 36: must be 1 to 35", func(s *postgres.Size) { s.BackupRetentionDays = 36 }},
		{`InstanceClass is "db.x9.large": must be of the family db.t3`, func(s *postgres.Size) { s.InstanceClass = "db.x9.large" }},
	} {
		size := postgres.Size{InstanceClass: "db.t3.micro", StorageGiB: 20, MaxStorageGiB: 100, BackupRetentionDays: 7}
		if err := size.Validate(); err != nil {
			t.Error(err)
		}
		test.change(&size)
		if err := size.Validate(); err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("error is %v, want one problem that says %q", err, test.want)
		}
	}
}

func TestInvalidSizeIsRefused(t *testing.T) {
	constructtest.Refused(t, "postgres: StorageGiB is 0", func() { postgres.New(nil, "postgres", postgres.Props{}) })
}
