package redis

import (
	"errors"
	"strconv"

	"landform/internal/problems"
)

// Size is the size of a replication group and of its backups.
type Size struct {
	NodeType              string // for example "cache.t3.micro"
	Nodes                 int    // in each shard: one primary, and replicas with automatic failover
	Shards                int    // number of shards in cluster mode; 0 disables cluster mode
	SnapshotRetentionDays int    // 0 disables snapshots
}

// The limits of ElastiCache. https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
const (
	maxNodes                 = 6
	maxShards                = 90
	maxSnapshotRetentionDays = 35
)

// Validate returns every problem of the size at once, or nil. Each names the field, its value and what is allowed.
func (s Size) Validate() error {
	var list problems.List
	list.Unless(s.NodeType != "", "NodeType", strconv.Quote(s.NodeType), `must name a node type, for example "cache.t3.micro"`)
	list.Unless(s.Shards >= 0 && s.Shards <= maxShards, "Shards", s.Shards, "must be 0 to 90")
	list.Unless(s.Nodes >= 1 && s.Nodes <= maxNodes, "Nodes", s.Nodes, "must be 1 to 6")
	list.Unless(s.Shards == 0 || s.Nodes != 1, "Nodes", s.Nodes, "must be at least 2 in cluster mode, which requires automatic failover")
	list.Unless(s.SnapshotRetentionDays >= 0 && s.SnapshotRetentionDays <= maxSnapshotRetentionDays,
		"SnapshotRetentionDays", s.SnapshotRetentionDays, "must be 0 to 35")
	return errors.Join(list...)
}
