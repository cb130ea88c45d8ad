package volteryde

import (
	"landform/constructs/bucket"
	"landform/constructs/cdn"
	"landform/constructs/encryption"
	"landform/constructs/policy"
	"landform/constructs/timescale"
)

const (
	// oldVersionsDays is how long a document or a backup that was overwritten or deleted can be brought back.
	oldVersionsDays = 90
)

// storage is the environment's object storage.
type storage struct {
	key       *encryption.Key // of all but what has keys of S3
	documents *bucket.Bucket
	logs      *bucket.Bucket // where S3 logs the requests for every other bucket to
	backups   *bucket.Bucket
}

func (b *builder) storage() storage {
	key := encryption.New(b.scope, "storage-encryption", encryption.Props{
		Names:       b.names,
		Purpose:     "s3",
		Description: "S3 encryption key for " + b.env.Name,
		Services:    []policy.Statement{cdn.LogDelivery()},
		Protection:  b.env.Protection,
	})
	s := storage{key: key, logs: bucket.New(b.scope, "logs", bucket.Props{
		Names:   b.names,
		Purpose: "logs",
		// S3 delivers its access logs to no bucket with a key of the account.
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: b.env.Logs.RetentionDays, ForgetVersionsAfterDays: 1},
		Protection: b.env.Protection,
	})}
	s.documents = bucket.New(b.scope, "documents", bucket.Props{
		Names:      b.names,
		Purpose:    "documents",
		Key:        key,
		Lifecycle:  bucket.Lifecycle{MoveTo: bucket.IntelligentTiering, ForgetVersionsAfterDays: oldVersionsDays},
		AccessLogs: s.logs,
		Protection: b.env.Protection,
	})
	s.backups = bucket.New(b.scope, "backups", bucket.Props{
		Names:   b.names,
		Purpose: "backups",
		Key:     key,
		Lifecycle: bucket.Lifecycle{
			MoveTo: bucket.Glacier, MoveAfterDays: timescale.GlacierAfterDays, ForgetVersionsAfterDays: oldVersionsDays,
		},
		AccessLogs: s.logs,
		Protection: b.env.Protection,
	})
	return s
}
