package volteryde

import (
	"landform/constructs/cdn"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/loadbalancer"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/stacks/base"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// ingressNodePort is where the cluster's ingress controller listens for HTTPS on every node: its service is of type
	// NodePort and names this port. See docs/edge.md.
	ingressNodePort = 30443
	// A controller is well where it answers at all: the balancer asks for no host that it knows, to which every
	// controller says 404 unless it has a page of its own there.
	ingressHealthPath  = "/healthz"
	ingressHealthCodes = "200,404"
)

// The hosts in an environment's zone.
const (
	apiHost = "api"
	cdnHost = "cdn"
)

// edge is how the environment meets the internet.
type edge struct {
	zone    *dns.Zone
	records *eks.PodRole // of external-dns
	ingress *loadbalancer.LoadBalancer
	cdn     *cdn.CDN
}

func newEdge(stack cdktf.TerraformStack, target base.Target, names naming.Names, env Environment,
	net *network.Network, kubernetes *eks.Cluster, stored storage, kept logs.Retention) edge {
	e := edge{zone: dns.New(stack, "dns", dns.Props{
		Names:      names,
		Domain:     env.Domain,
		Edge:       base.AddEdge(stack, target, names, base.Account(env.Account)),
		Logs:       kept,
		Signing:    env.Signing,
		Protection: env.Protection,
	})}
	e.records = kubernetes.ManageRecords(e.zone)

	e.ingress = loadbalancer.New(stack, "ingress", loadbalancer.Props{
		Names:       names,
		Network:     net,
		Listeners:   loadbalancer.HTTPS,
		Certificate: e.zone.Certificate,
		Targets: loadbalancer.Targets{
			Name:           "nodes",
			Kind:           loadbalancer.Instances,
			TargetProtocol: loadbalancer.TLS,
			Port:           ingressNodePort,
			HealthPath:     ingressHealthPath,
			HealthCodes:    ingressHealthCodes,
		},
		Logs:       loadbalancer.Logs{RetentionDays: env.Logs.RetentionDays, AccessLogs: stored.logs},
		Protection: env.Protection,
	})
	e.ingress.Attach(kubernetes.Nodes.AutoScalingGroup())
	e.zone.Alias(apiHost, dns.Target{HostName: e.ingress.HostName, ZoneID: e.ingress.ZoneID, Health: true})

	e.cdn = cdn.New(stack, "cdn", cdn.Props{
		Names:      names,
		Zone:       e.zone,
		Host:       cdnHost,
		Logs:       cdn.Logs{RetentionDays: env.Logs.RetentionDays, AccessLogs: stored.logs},
		Key:        stored.key,
		Protection: env.Protection,
	})
	return e
}
