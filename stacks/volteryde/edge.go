package volteryde

import (
	"landform/constructs/cdn"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
	"landform/constructs/waf"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// ingressNodePort is the NodePort of the ingress controller's service for HTTPS: see docs/edge.md.
	ingressNodePort = 30443
	// ingressHealthPath is the controller's health check: it answers 200, and 503 while it drains.
	ingressHealthPath = "/healthz"
)

// The hosts in an environment's zone.
const (
	apiHost = "api"
	cdnHost = "cdn"
)

// The limits of requests from one IP address in five minutes. An office or a carrier's network may share one address, and a
// page of the application loads dozens of files.
const (
	apiRequests   = 2000
	assetRequests = 10000
)

// edge contains the environment's public entry points.
type edge struct {
	zone    *dns.Zone
	records *eks.PodRole // role of external-dns
	ingress *loadbalancer.LoadBalancer
	cdn     *cdn.CDN
}

func (b *builder) edge(net *network.Network, cluster *eks.Cluster, storage storage) edge {
	provider := b.stack.AddEdgeProvider()
	zone := dns.New(b.scope, "dns", dns.Props{
		Names:      b.names,
		Domain:     b.env.Domain,
		Edge:       provider,
		Logs:       b.logs,
		Signing:    b.env.Signing,
		Protection: b.env.Protection,
	})
	for _, delegation := range b.env.Delegations {
		zone.Delegate(delegation)
	}
	return edge{
		zone:    zone,
		records: cluster.InstallExternalDNS(zone),
		ingress: b.ingress(net, cluster, zone, storage),
		cdn:     b.cdn(zone, storage, b.cdnACL(provider)),
	}
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
		},
		Logs:       loadbalancer.Logs{RetentionDays: b.env.Logs.RetentionDays, AccessLogs: storage.logs},
		Protection: b.env.Protection,
	})
	if b.env.WebACLs != waf.Off {
		waf.New(b.scope, "api-acl", waf.Props{
			Names: b.names, Purpose: apiHost, Reach: waf.Regional, Mode: b.env.WebACLs, Logs: b.logs,
			RequestsPerFiveMinutes: apiRequests,
		}).Protect("balancer", ingress.Resource.Arn())
	}
	ingress.Attach(cluster.Nodes.AutoScalingGroup())
	zone.Alias(apiHost, dns.Target{HostName: ingress.HostName, ZoneID: ingress.ZoneID, Health: true})
	return ingress
}

// cdnACL returns the ARN of the distribution's web ACL. The web ACL has a log only if the environment is in
// naming.EdgeRegion: AWS WAF writes to no other region, and the key of the logs is in the environment's region.
func (b *builder) cdnACL(provider cdktf.TerraformProvider) *string {
	if b.env.WebACLs == waf.Off {
		return nil
	}
	props := waf.Props{
		Names: b.names, Purpose: cdnHost, Reach: waf.Edge, Mode: b.env.WebACLs, Provider: provider,
		RequestsPerFiveMinutes: assetRequests,
	}
	if provider == nil {
		props.Logs = b.logs
	}
	return waf.New(b.scope, "cdn-acl", props).ARN
}

func (b *builder) cdn(zone *dns.Zone, storage storage, webACL *string) *cdn.CDN {
	return cdn.New(b.scope, "cdn", cdn.Props{
		Names:      b.names,
		Zone:       zone,
		Host:       cdnHost,
		Logs:       cdn.Logs{RetentionDays: b.env.Logs.RetentionDays, AccessLogs: storage.logs},
		Key:        storage.key,
		WebACL:     webACL,
		Protection: b.env.Protection,
	})
}
