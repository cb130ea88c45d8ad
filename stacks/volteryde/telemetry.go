package volteryde

import (
	"fmt"

	"landform/constructs/egress"
	"landform/constructs/encryption"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/timescale"
	"landform/stacks/base"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// proxyType is enough to forward packages and metrics.
const proxyType = "t3.micro"

// telemetry is the database of time series, with its way to package servers and to AWS.
type telemetry struct {
	proxy    *egress.Proxy
	database *timescale.Timescale
}

func newTelemetry(stack cdktf.TerraformStack, names naming.Names, env Environment, net *network.Network,
	kept logs.Retention) telemetry {
	key := encryption.New(stack, "timescale-encryption", encryption.Props{
		Names:       names,
		Purpose:     "timescale",
		Description: "TimescaleDB encryption key for " + env.Name,
		Protection:  env.Timescale.Protection,
	})
	proxy := egress.New(stack, "egress", egress.Props{
		Names:        names,
		Network:      net,
		Subnet:       net.Private[0],
		InstanceType: proxyType,
		Hosts:        timescale.Hosts(names.Region),
		Key:          key,

		DetailedMonitoring: env.DetailedMonitoring,
	})
	return telemetry{proxy: proxy, database: timescale.New(stack, "timescale", timescale.Props{
		Names:                 names,
		Network:               net,
		Key:                   key,
		Egress:                proxy,
		InstanceType:          env.Timescale.InstanceType,
		DataGiB:               env.Timescale.DataGiB,
		Database:              "telemetry",
		Username:              "volteryde",
		SecretName:            fmt.Sprintf("%s/%s/timescale/password", system, env.Name),
		SnapshotRetentionDays: env.Timescale.SnapshotRetentionDays,
		Protection:            env.Timescale.Protection,
		Logs:                  kept,
		DetailedMonitoring:    env.DetailedMonitoring,
	})}
}

func addTelemetryOutputs(stack cdktf.TerraformStack, t telemetry) {
	base.AddOutputs(stack,
		base.Output{Name: "timescale_host", Value: t.database.Host, Description: "Private address of TimescaleDB, which listens on port 5432"},
		base.Output{Name: "timescale_instance_id", Value: t.database.Server.ID, Description: "Server of TimescaleDB, for sessions over Systems Manager"},
		base.Output{Name: "timescale_secret_arn", Value: t.database.Secret.ARN, Description: "Secret with user, password, host, port and name of the telemetry database"},
	)
}
