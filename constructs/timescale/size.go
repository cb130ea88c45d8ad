package timescale

import (
	"errors"
	"slices"

	"landform/constructs/account"
	"landform/internal/problems"
)

// Size is the size of the server and its backups.
type Size struct {
	InstanceType          string // a Nitro type of x86, for example "t3.medium"
	DataGiB               int    // size of the data volume, which can grow but not shrink
	SnapshotIntervalHours int    // one of snapshotIntervals
	SnapshotRetentionDays int
	BackupRetentionDays   int // the period for point-in-time recovery from the bucket
}

// snapshotIntervals are the intervals that Data Lifecycle Manager supports, in hours.
// https://docs.aws.amazon.com/dlm/latest/APIReference/API_CreateRule.html
var snapshotIntervals = []int{1, 2, 3, 4, 6, 8, 12, 24}

const (
	maxDataGiB               = 16384 // of gp3
	maxSnapshotRetentionDays = 1000
	// MaxBackupRetentionDays leaves time before the bucket moves a backup to Glacier, from where it cannot be restored at
	// once: there is one full backup a week, and it stays until the next one is older than the retention.
	MaxBackupRetentionDays = GlacierAfterDays - 9
	// GlacierAfterDays is the earliest age at which the bucket may move a backup to Glacier.
	GlacierAfterDays = 30
)

// Validate returns every problem of the size at once, or nil. Each names the field, its value and what is allowed.
func (s Size) Validate() error {
	var list problems.List
	_, err := account.VCPUs(s.InstanceType)
	list.Unless(s.DataGiB >= 1 && s.DataGiB <= maxDataGiB, "DataGiB", s.DataGiB, "must be 1 to 16384, the maximum of gp3")
	list.Unless(slices.Contains(snapshotIntervals, s.SnapshotIntervalHours), "SnapshotIntervalHours", s.SnapshotIntervalHours,
		"must be 1, 2, 3, 4, 6, 8, 12 or 24")
	list.Unless(s.SnapshotRetentionDays >= 1 && s.SnapshotRetentionDays <= maxSnapshotRetentionDays,
		"SnapshotRetentionDays", s.SnapshotRetentionDays, "must be 1 to 1000")
	list.Unless(s.BackupRetentionDays >= 1 && s.BackupRetentionDays <= MaxBackupRetentionDays,
		"BackupRetentionDays", s.BackupRetentionDays, "must be 1 to 21: older backups are in Glacier")
	return errors.Join(append(list, problems.In("InstanceType: ", err)...)...)
}
