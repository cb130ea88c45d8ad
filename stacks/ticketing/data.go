package ticketing

import (
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
)

func (b *builder) network() *network.Network {
	return network.New(b.scope, "network", network.Props{
		Names:     b.names,
		CIDR:      b.env.VPC,
		Zones:     b.env.Zones,
		NAT:       b.env.NAT,
		Databases: network.DatabasesInPrivate,
		Logs:      b.logs,
	})
}

// data are the managed databases of the environment.
type data struct {
	postgres *postgres.Postgres
	redis    *redis.Redis
}

func (b *builder) data(net *network.Network) data {
	return data{postgres: b.postgres(net), redis: b.redis(net)}
}

func (b *builder) postgres(net *network.Network) *postgres.Postgres {
	size := b.env.Database
	return postgres.New(b.scope, "postgres", postgres.Props{
		Names:               b.names,
		Network:             net,
		Version:             "16",
		InstanceClass:       size.InstanceClass,
		StorageGiB:          size.StorageGiB,
		MaxStorageGiB:       size.MaxStorageGiB,
		Database:            System,
		Username:            System,
		Password:            b.inputs.databasePassword,
		SecretName:          b.secretName("rds/password"),
		SecretProtection:    b.env.Protection,
		MultiAZ:             size.MultiAZ,
		BackupRetentionDays: size.BackupRetentionDays,
		Protection:          b.env.Protection,
		Logs:                b.logs,
	})
}

func (b *builder) redis(net *network.Network) *redis.Redis {
	size := b.env.Cache
	return redis.New(b.scope, "redis", redis.Props{
		Names:                 b.names,
		Network:               net,
		NodeType:              size.NodeType,
		Nodes:                 size.Nodes,
		Shards:                size.Shards,
		SnapshotRetentionDays: size.SnapshotRetentionDays,
		SecretName:            b.secretName("redis/auth-token"),
		SecretProtection:      b.env.Protection,
		Protection:            b.env.Protection,
	})
}
