package rules

var replicationGroup = []string{"aws_elasticache_replication_group"}

var cacheRules = []rule{
	{
		ID: "elasticache-encrypted-at-rest", Class: refused, Types: replicationGroup, Resource: ElastiCacheEncryptedAtRest,
		Why:      "snapshots and swap would be stored unencrypted, and encryption cannot be turned on later",
		Fix:      "set at_rest_encryption_enabled to true",
		Aliases:  []string{"AWS-0045", "CKV_AWS_29", "ElastiCache.4"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"at_rest_encryption_enabled": false}}}`,
	},
	{
		ID: "elasticache-encrypted-in-transit", Class: refused, Types: []string{"aws_elasticache_replication_group"}, Resource: ElastiCacheEncryptedInTransit,
		Why:      "data and the auth token cross the network unencrypted",
		Fix:      "set transit_encryption_enabled to true",
		Aliases:  []string{"AWS-0051", "CKV_AWS_30", "ElastiCache.5"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"transit_encryption_enabled": false}}}`,
	},
	{
		ID: "elasticache-token", Class: refused, Types: replicationGroup, Resource: ElastiCacheToken,
		Why:      "everybody who can reach the port can read and write everything",
		Fix:      "set auth_token or user_group_ids",
		Aliases:  []string{"CKV_AWS_31", "ElastiCache.6"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"auth_token": null}}}`,
	},
	{
		ID: "elasticache-customer-key", Class: advice, Types: replicationGroup, Resource: ElastiCacheCustomerKey,
		Why:      "only a customer managed key lets us control, and see in CloudTrail, who decrypts the data",
		Fix:      "set kms_key_id",
		Aliases:  []string{"CKV_AWS_191"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"kms_key_id": null}}}`,
	},
	{
		ID: "elasticache-backups", Class: refused, Types: replicationGroup, Resource: ElastiCacheBackups,
		Why:      "data that the nodes lose cannot be restored",
		Fix:      "set snapshot_retention_limit to 1 day or more",
		Aliases:  []string{"AWS-0050", "ElastiCache.1"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"snapshot_retention_limit": 0}}}`,
	},
	{
		ID: "elasticache-failover", Class: advice, Types: replicationGroup, Resource: ElastiCacheFailover,
		Why:      "the failure of one node takes the cache down",
		Fix:      "set automatic_failover_enabled and multi_az_enabled, with at least two nodes",
		Aliases:  []string{"CKV2_AWS_50", "ElastiCache.3"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"automatic_failover_enabled": false, "multi_az_enabled": false}}}`,
	},
	{
		ID: "elasticache-failover-possible", Class: refused, Types: replicationGroup, Resource: ElastiCacheFailoverPossible,
		Why:      "AWS refuses automatic failover with a single node, and Multi-AZ without automatic failover",
		Fix:      "set num_cache_clusters or replicas_per_node_group so that there is a second node",
		Violates: `{"aws_elasticache_replication_group": {"main": {"num_cache_clusters": 1}}}`,
	},
	{
		ID: "elasticache-private", Class: refused, Types: []string{"aws_elasticache_replication_group", "aws_elasticache_cluster"}, Resource: ElastiCachePrivate,
		Why:      "without a subnet group, the cache is created in the default VPC",
		Fix:      "set subnet_group_name",
		Aliases:  []string{"CKV2_AWS_67", "ElastiCache.7"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"subnet_group_name": null}}}`,
	},
	{
		ID: "elasticache-minor-upgrades", Class: advice, Types: replicationGroup, Resource: ElastiCacheMinorUpgrades,
		Why:      "security fixes would only be installed when somebody notices them",
		Fix:      "do not set auto_minor_version_upgrade to false",
		Aliases:  []string{"ElastiCache.2"},
		Violates: `{"aws_elasticache_replication_group": {"main": {"auto_minor_version_upgrade": "false"}}}`,
	},
	{
		ID: "elasticache-windows-apart", Class: refused, Types: replicationGroup, Resource: ElastiCacheWindowsApart,
		Why:      "ElastiCache refuses an invalid window, and maintenance during the backup window interrupts the backup",
		Fix:      "choose other times, in UTC; the snapshot window must last at least an hour",
		Violates: `{"aws_elasticache_replication_group": {"main": {"maintenance_window": "sun:03:30-sun:04:30"}}}`,
	},
	{
		ID: "elasticache-engine-supported", Class: advice, Types: []string{"aws_elasticache_replication_group", "aws_elasticache_cluster"}, Resource: ElastiCacheEngineSupported,
		Why:      "versions before 6 are no longer supported, and have no user-based access control",
		Fix:      "use a newer engine_version",
		Source:   "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html, 2026-11",
		Violates: `{"aws_elasticache_replication_group": {"main": {"engine_version": "5.0.6"}}}`,
	},
}

// ElastiCacheEncryptedAtRest requires encryption at rest.
func ElastiCacheEncryptedAtRest(group resource) answer {
	return isTrue(group, "at_rest_encryption_enabled")
}

// ElastiCacheEncryptedInTransit requires TLS for all clients.
func ElastiCacheEncryptedInTransit(group resource) answer {
	return isTrue(group, "transit_encryption_enabled").And(isNone(group, "transit_encryption_mode", "preferred"))
}

// ElastiCacheToken requires an auth token or user groups.
func ElastiCacheToken(group resource) answer {
	if group.Value("user_group_ids").Exists() {
		return pass
	}
	return isSet(group, "auth_token")
}

// ElastiCacheCustomerKey requires a customer managed key.
func ElastiCacheCustomerKey(group resource) answer { return isSet(group, "kms_key_id") }

// ElastiCacheBackups requires snapshots.
func ElastiCacheBackups(group resource) answer { return atLeast(group, "snapshot_retention_limit", 1) }

// ElastiCacheFailover requires automatic failover to another zone.
func ElastiCacheFailover(group resource) answer {
	return isTrue(group, "automatic_failover_enabled").And(isTrue(group, "multi_az_enabled"))
}

// ElastiCacheFailoverPossible requires a second node for automatic failover.
func ElastiCacheFailoverPossible(group resource) answer {
	failover := group.Value("automatic_failover_enabled").IsTrue()
	if !failover && group.Value("multi_az_enabled").IsTrue() {
		return broken("multi_az_enabled", "multi_az_enabled without automatic_failover_enabled")
	}
	if !failover {
		return skip
	}
	nodes := 1.0
	if number, ok := group.Value("num_cache_clusters").Number(); ok {
		nodes = number
	}
	if number, ok := group.Value("replicas_per_node_group").Number(); ok {
		nodes = 1 + number
	}
	if group.Value("num_cache_clusters").Unknown() || group.Value("replicas_per_node_group").Unknown() {
		return open("num_cache_clusters")
	}
	if nodes < 2 && !group.Value("global_replication_group_id").Exists() {
		return broken("num_cache_clusters", "a failover with %.0f node", nodes)
	}
	return pass
}

// ElastiCachePrivate requires a subnet group.
func ElastiCachePrivate(group resource) answer {
	return isSet(group, "subnet_group_name").And(isNone(group, "subnet_group_name", "default"))
}

// ElastiCacheMinorUpgrades requires automatic minor version upgrades.
func ElastiCacheMinorUpgrades(group resource) answer {
	return notFalse(group, "auto_minor_version_upgrade")
}

// ElastiCacheWindowsApart requires different windows for snapshots and maintenance.
func ElastiCacheWindowsApart(group resource) answer {
	return windowsApart(group, "snapshot_window", "maintenance_window")
}

// ElastiCacheEngineSupported requires a version that AWS supports.
func ElastiCacheEngineSupported(cache resource) answer {
	if cache.Value("engine").String() == "memcached" {
		return skip
	}
	return unset(cache, "engine_version", func(v value) bool { return notOlder(v.String(), "6") })
}
