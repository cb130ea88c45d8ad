package volteryde

import (
	"landform/constructs/cdn"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
	"landform/constructs/placement"
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
	ingress *loadbalancer.LoadBalancer
	cdn     *cdn.CDN
}

func newEdge(stack cdktf.TerraformStack, target base.Target, where placement.Placement, env Environment,
	net *network.Network, kubernetes *eks.Cluster, stored storage) edge {
	e := edge{zone: dns.New(stack, "dns", dns.Props{
		Placement:  where,
		Domain:     env.Domain,
		Edge:       base.AddEdge(stack, target, where, base.Account(env.Account)),
		Protection: env.Protection,
	})}
	kubernetes.ManageRecords(*e.zone.Resource.Arn())

	e.ingress = loadbalancer.New(stack, "ingress", loadbalancer.Props{
		Placement:   where,
		Network:     net,
		Entrance:    loadbalancer.HTTPS,
		Certificate: e.zone.Certificate,
		Targets: loadbalancer.Targets{
			Name:        "nodes",
			Kind:        loadbalancer.Instances,
			Hop:         loadbalancer.TLS,
			Port:        ingressNodePort,
			HealthPath:  ingressHealthPath,
			HealthCodes: ingressHealthCodes,
		},
		Logs:       loadbalancer.Logs{RetentionDays: env.Logs.RetentionDays, AccessLogs: stored.logs},
		Protection: env.Protection,
	})
	e.ingress.Attach(kubernetes.Nodes.AutoScalingGroup())
	e.zone.Alias(apiHost, dns.Target{HostName: e.ingress.HostName, ZoneID: e.ingress.ZoneID, Health: true})

	e.cdn = cdn.New(stack, "cdn", cdn.Props{
		Placement:  where,
		Zone:       e.zone,
		Host:       cdnHost,
		Logs:       cdn.Logs{RetentionDays: env.Logs.RetentionDays, AccessLogs: stored.logs},
		Protection: env.Protection,
	})
	return e
}

func (e edge) addOutputs(stack cdktf.TerraformStack) {
	base.AddOutputs(stack,
		base.Output{Name: "zone_id", Value: e.zone.ID, Description: "Hosted zone of the environment's domain"},
		base.Output{Name: "zone_name_servers", Value: e.zone.NameServers, Description: "Name servers that the parent zone delegates the domain to"},
		base.Output{Name: "certificate_arn", Value: e.zone.Certificate, Description: "Certificate of the domain and every name right below it, for load balancers"},
		base.Output{Name: "api_url", Value: "https://" + e.zone.Host(apiHost), Description: "URL of the API"},
		base.Output{Name: "alb_host_name", Value: e.ingress.HostName, Description: "Host name that AWS gave the load balancer"},
		base.Output{Name: "ingress_node_port", Value: ingressNodePort, Description: "Port on which the ingress controller's NodePort service listens for HTTPS"},
		base.Output{Name: "cdn_url", Value: "https://" + e.cdn.Host, Description: "URL of the static assets"},
		base.Output{Name: "cdn_host_name", Value: e.cdn.HostName, Description: "Host name that AWS gave the distribution"},
		base.Output{Name: "cdn_distribution_id", Value: e.cdn.Distribution.Id(), Description: "Distribution whose cache a release invalidates"},
		base.Output{Name: "assets_bucket_name", Value: e.cdn.Assets.ID, Description: "Bucket that static assets are published to"},
	)
}
