package volteryde

import (
	"landform/constructs/monitoring"
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
)

// data are the managed databases of the environment.
type data struct {
	postgres *postgres.Postgres
	redis    *redis.Redis
}

func (b *builder) data(net *network.Network, events *monitoring.EventTopic) data {
	return data{postgres: b.postgres(net), redis: b.redis(net, events)}
}

func (b *builder) postgres(net *network.Network) *postgres.Postgres {
	return postgres.New(b.scope, "postgres", postgres.Props{
		Names:            b.names,
		Network:          net,
		Version:          "15",
		Size:             b.env.Database.Size,
		Database:         System,
		Username:         System,
		SecretName:       b.secretName("rds/password"),
		ApplyImmediately: b.env.ApplyImmediately,
		Protection:       b.env.Database.Protection,
		Logs:             b.logs,
	})
}

func (b *builder) redis(net *network.Network, events *monitoring.EventTopic) *redis.Redis {
	return redis.New(b.scope, "redis", redis.Props{
		Names:            b.names,
		Network:          net,
		Size:             b.env.Cache,
		SecretName:       b.secretName("redis/auth-token"),
		ApplyImmediately: b.env.ApplyImmediately,
		Events:           events,
		Protection:       b.env.Protection,
	})
}
