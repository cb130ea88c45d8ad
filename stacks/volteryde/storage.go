package volteryde

import (
	"landform/constructs/bucket"
	"landform/constructs/cdn"
	"landform/constructs/encryption"
	"landform/constructs/policy"
	"landform/constructs/timescale"
)

const (
	// oldVersionsDays is for how many days a document or a backup can be restored after it was overwritten or deleted.
	oldVersionsDays = 90
)

// storage is the environment's object storage.
type storage struct {
	key       *encryption.Key // of the buckets without S3 managed encryption
	documents *bucket.Bucket
	logs      *bucket.Bucket // of the access logs of all other buckets
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
		// S3 delivers access logs only to a bucket with S3 managed encryption.
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
