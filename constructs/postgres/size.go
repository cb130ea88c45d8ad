package postgres

import (
	"errors"

	"landform/internal/problems"
)

// Size is the size of an instance and of its backups.
type Size struct {
	InstanceClass       string // for example "db.t3.medium"
	StorageGiB          int
	MaxStorageGiB       int // storage autoscaling limit
	MultiAZ             bool
	BackupRetentionDays int
}

// The limits of RDS.
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html#gp3-storage,
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html and
// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html
const (
	minStorageGiB          = 20
	maxBackupRetentionDays = 35
)

// Validate returns every problem of the size at once, or nil. Each names the field, its value and what is allowed.
func (s Size) Validate() error {
	var list problems.List
	list.Unless(s.StorageGiB >= minStorageGiB, "StorageGiB", s.StorageGiB, "must be at least 20, the minimum of gp3")
	list.Unless(s.MaxStorageGiB*10 >= s.StorageGiB*11, "MaxStorageGiB", s.MaxStorageGiB, "must be at least 10% more than StorageGiB")
	list.Unless(s.BackupRetentionDays >= 1 && s.BackupRetentionDays <= maxBackupRetentionDays,
		"BackupRetentionDays", s.BackupRetentionDays, "must be 1 to 35")
	_, err := MaxConnections(s.InstanceClass)
	return errors.Join(append(list, problems.In("", err)...)...)
}
