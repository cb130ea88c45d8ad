package timescale

import (
	"errors"
	"slices"

	"landform/constructs/account"
	"landform/internal/problems"
)

// Size is what the server is made of, and how far back its data can be restored.
type Size struct {
	InstanceType          string // of the Nitro system and of x86, for example "t3.medium"
	DataGiB               int    // may grow, and never shrink
	SnapshotIntervalHours int    // one of snapshotIntervals
	SnapshotRetentionDays int
	BackupRetentionDays   int // how old the moment may be that is restored from the bucket
}

// snapshotIntervals are those that Data Lifecycle Manager knows.
// https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html
var snapshotIntervals = []int{1, 2, 3, 4, 6, 8, 12, 24}

const (
	maxDataGiB               = 16384 // of gp3
	maxSnapshotRetentionDays = 1000
	// MaxBackupRetentionDays is less than the days after which a bucket may move a backup to Glacier, from where it cannot
	// be restored at once. A full backup, of which there is one each week, is kept until the next one is older than the
	// retention.
	MaxBackupRetentionDays = GlacierAfterDays - 9
	// GlacierAfterDays is how long the bucket must keep what it holds in a class that is read at once.
	GlacierAfterDays = 30
)

// Validate returns every problem of the size at once, or nil. Each names the field, its value and what is allowed.
func (s Size) Validate() error {
	var list problems.List
	_, err := account.VCPUs(s.InstanceType)
	list.Unless(s.DataGiB >= 1 && s.DataGiB <= maxDataGiB, "DataGiB", s.DataGiB, "must be 1 to 16384, the most of gp3")
	list.Unless(slices.Contains(snapshotIntervals, s.SnapshotIntervalHours), "SnapshotIntervalHours", s.SnapshotIntervalHours,
		"must be 1, 2, 3, 4, 6, 8, 12 or 24")
	list.Unless(s.SnapshotRetentionDays >= 1 && s.SnapshotRetentionDays <= maxSnapshotRetentionDays,
		"SnapshotRetentionDays", s.SnapshotRetentionDays, "must be 1 to 1000")
	list.Unless(s.BackupRetentionDays >= 1 && s.BackupRetentionDays <= MaxBackupRetentionDays,
		"BackupRetentionDays", s.BackupRetentionDays, "must be 1 to 21: older backups lie in Glacier")
	return errors.Join(append(list, problems.In("InstanceType: ", err)...)...)
}
