package volteryde

import (
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
)

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
		Version:             "15",
		InstanceClass:       size.InstanceClass,
		StorageGiB:          size.StorageGiB,
		MaxStorageGiB:       size.MaxStorageGiB,
		Database:            System,
		Username:            System,
		SecretName:          b.secretName("rds/password"),
		MultiAZ:             size.MultiAZ,
		BackupRetentionDays: size.BackupRetentionDays,
		Protection:          size.Protection,
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
		SnapshotRetentionDays: size.SnapshotRetentionDays,
		SecretName:            b.secretName("redis/auth-token"),
		Protection:            b.env.Protection,
	})
}
