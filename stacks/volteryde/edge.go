package volteryde

import (
	"landform/constructs/cdn"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
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

func (b *builder) edge(net *network.Network, cluster *eks.Cluster, storage storage) edge {
	zone := dns.New(b.scope, "dns", dns.Props{
		Names:      b.names,
		Domain:     b.env.Domain,
		Edge:       b.stack.AddEdgeProvider(),
		Logs:       b.logs,
		Signing:    b.env.Signing,
		Protection: b.env.Protection,
	})
	return edge{zone: zone, records: cluster.ManageRecords(zone), ingress: b.ingress(net, cluster, zone, storage), cdn: b.cdn(zone, storage)}
}

func (b *builder) ingress(net *network.Network, cluster *eks.Cluster, zone *dns.Zone, storage storage) *loadbalancer.LoadBalancer {
	ingress := loadbalancer.New(b.scope, "ingress", loadbalancer.Props{
		Names:       b.names,
		Network:     net,
		Listeners:   loadbalancer.HTTPS,
		Certificate: zone.Certificate,
		Targets: loadbalancer.Targets{
			Name:           "nodes",
			Kind:           loadbalancer.Instances,
			TargetProtocol: loadbalancer.TLS,
			Port:           ingressNodePort,
			HealthPath:     ingressHealthPath,
			HealthCodes:    ingressHealthCodes,
		},
		Logs:       loadbalancer.Logs{RetentionDays: b.env.Logs.RetentionDays, AccessLogs: storage.logs},
		Protection: b.env.Protection,
	})
	ingress.Attach(cluster.Nodes.AutoScalingGroup())
	zone.Alias(apiHost, dns.Target{HostName: ingress.HostName, ZoneID: ingress.ZoneID, Health: true})
	return ingress
}

func (b *builder) cdn(zone *dns.Zone, storage storage) *cdn.CDN {
	return cdn.New(b.scope, "cdn", cdn.Props{
		Names:      b.names,
		Zone:       zone,
		Host:       cdnHost,
		Logs:       cdn.Logs{RetentionDays: b.env.Logs.RetentionDays, AccessLogs: storage.logs},
		Key:        storage.key,
		Protection: b.env.Protection,
	})
}
