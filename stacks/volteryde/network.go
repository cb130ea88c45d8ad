package volteryde

import (
	"landform/constructs/eks"
	"landform/constructs/network"
)

// clusterName returns the name of the EKS cluster. In the document, it has no suffix.
func (b *builder) clusterName() string { return b.names.Prefix() }

func (b *builder) network() *network.Network {
	return network.New(b.scope, "network", network.Props{
		Names:             b.names,
		CIDR:              b.env.VPC,
		Zones:             b.env.Zones,
		NAT:               b.env.NAT,
		Addresses:         network.OnLaunch, // from the requirement document
		KubernetesCluster: b.clusterName(),
		Logs:              b.logs,
	})
}

func (b *builder) cluster(net *network.Network) *eks.Cluster {
	return eks.New(b.scope, "eks", eks.Props{
		Names:          b.names,
		Network:        net,
		Name:           b.clusterName(),
		Version:        b.env.Cluster.Version,
		PublicAccess:   b.env.Cluster.PublicAccess,
		Administrators: b.env.Cluster.Administrators,
		Viewers:        b.env.Cluster.Viewers,
		Nodes:          b.env.Cluster.Nodes,
		Insights:       b.env.Cluster.Insights,
		Logs:           b.logs,
		Protection:     b.env.Protection,
	})
}
