package ticketing

import (
	"landform/constructs/monitoring"
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

func (b *builder) data(net *network.Network, events *monitoring.EventTopic) data {
	return data{postgres: b.postgres(net), redis: b.redis(net, events)}
}

func (b *builder) postgres(net *network.Network) *postgres.Postgres {
	return postgres.New(b.scope, "postgres", postgres.Props{
		Names:            b.names,
		Network:          net,
		Version:          "16",
		Size:             b.env.Database,
		Database:         System,
		Username:         System,
		Password:         b.inputs.databasePassword,
		SecretName:       b.secretName("rds/password"),
		SecretProtection: b.env.Protection,
		ApplyImmediately: b.env.ApplyImmediately,
		Protection:       b.env.Protection,
		Logs:             b.logs,
	})
}

func (b *builder) redis(net *network.Network, events *monitoring.EventTopic) *redis.Redis {
	return redis.New(b.scope, "redis", redis.Props{
		Names:            b.names,
		Network:          net,
		Size:             b.env.Cache,
		SecretName:       b.secretName("redis/auth-token"),
		SecretProtection: b.env.Protection,
		ApplyImmediately: b.env.ApplyImmediately,
		Events:           events,
		Protection:       b.env.Protection,
	})
}
