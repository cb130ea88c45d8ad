package volteryde

import (
	"landform/constructs/egress"
	"landform/constructs/encryption"
	"landform/constructs/network"
	"landform/constructs/timescale"
)

// proxyType is the instance type of the proxy, which forwards only packages and metrics.
const proxyType = "t3.micro"

// telemetry is TimescaleDB with the proxy through which it reaches package servers and AWS.
type telemetry struct {
	proxy    *egress.Proxy
	database *timescale.Timescale
}

func (b *builder) telemetry(net *network.Network, storage storage) telemetry {
	key := encryption.New(b.scope, "timescale-encryption", encryption.Props{
		Names:       b.names,
		Purpose:     "timescale",
		Description: "TimescaleDB encryption key for " + b.env.Name,
		Protection:  b.env.Timescale.Protection,
	})
	proxy := egress.New(b.scope, "egress", egress.Props{
		Names:        b.names,
		Network:      net,
		Subnet:       net.Private[0],
		InstanceType: proxyType,
		Hosts:        timescale.Hosts(b.names.Region),
		Key:          key,

		DetailedMonitoring: b.env.DetailedMonitoring,
	})
	return telemetry{proxy: proxy, database: timescale.New(b.scope, "timescale", timescale.Props{
		Names:              b.names,
		Network:            net,
		Key:                key,
		Egress:             proxy,
		Size:               b.env.Timescale.Size,
		Backups:            storage.backups,
		Database:           "telemetry",
		Username:           System,
		SecretName:         b.secretName("timescale/password"),
		Protection:         b.env.Timescale.Protection,
		Logs:               b.logs,
		DetailedMonitoring: b.env.DetailedMonitoring,
	})}
}
