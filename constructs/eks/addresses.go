package eks

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"landform/internal/problems"
)

// The spare addresses that the VPC CNI add-on reserves on each node. By default it reserves all addresses of a network
// interface, which exhausts a /24 long before the pods need them.
// https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
const (
	warmAddresses    = 1
	minimumAddresses = 10
)

// hostNetworkPods is the number of pods on each node that use the node's own address, aws-node and kube-proxy. The formula
// for the maximum number of pods adds them.
const hostNetworkPods = 2

// addressesOfOthers is the number of addresses in a private subnet for other things than nodes: EKS needs five to update
// the control plane, a load balancer eight to scale, and a server one.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
const addressesOfOthers = 5 + 8 + 1

// addressesOfAWS is the number of addresses that AWS reserves in each subnet.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
const addressesOfAWS = 5

// extraNodesPerZone is the number of nodes in each zone by which EKS may exceed the maximum size of a group during an
// update.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
const extraNodesPerZone = 2

// capacity is the number of network interfaces of an instance type, and of IPv4 addresses on each.
type capacity struct{ interfaces, addresses int }

// capacities lists the instance types that node groups may use.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html#gp_network
var capacities = map[string]capacity{
	"m5.2xlarge": {4, 15},
	"m5.large":   {3, 10},
	"m5.xlarge":  {4, 15},
	"t3.large":   {3, 12},
	"t3.medium":  {3, 6},
	"t3.xlarge":  {4, 15},
}

// maxPods returns the maximum number of pods on a node of this type. Pods cannot use the first address of an interface.
// https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
func (c capacity) maxPods() int { return c.interfaces*(c.addresses-1) + hostNetworkPods }

// taken returns the number of addresses that a node of this type uses in its subnet when it runs maxPods pods.
func (c capacity) taken(maxPods int) int {
	perInterface := c.addresses - 1
	secondary := min(maxPods-hostNetworkPods+warmAddresses, c.interfaces*perInterface)
	return secondary + (secondary+perInterface-1)/perInterface
}

// maxPods returns the pod limit of every node in the group, which is that of the smallest instance type: the cluster
// autoscaler assumes that all nodes of a group are equal.
func (n NodeProps) maxPods() int {
	limit := 0
	for _, name := range n.InstanceTypes {
		if pods := capacities[name].maxPods(); limit == 0 || pods < limit {
			limit = pods
		}
	}
	return limit
}

// Validate returns every problem of the node group at once, or nil. Each names the field, its value and what is allowed.
// The private subnets, one in each zone, must have enough addresses for the pods of a group at its maximum size, evenly
// spread, and for the nodes that an update adds.
func (n NodeProps) Validate(subnets []netip.Prefix) error {
	var list problems.List
	list.Unless(len(n.InstanceTypes) > 0, "InstanceTypes", "[]", "must name at least one")
	for _, name := range n.InstanceTypes {
		_, known := capacities[name]
		list.Unless(known, "InstanceTypes", strconv.Quote(name), fmt.Sprintf("must be one of %s; to allow another type, add it to constructs/eks/addresses.go",
			strings.Join(slices.Sorted(maps.Keys(capacities)), ", ")))
	}
	list.Unless(n.Min >= 1, "Min", n.Min, "must be at least 1")
	list.Unless(n.Desired >= n.Min, "Desired", n.Desired, fmt.Sprintf("must be at least Min, %d", n.Min))
	list.Unless(n.Max >= n.Desired, "Max", n.Max, fmt.Sprintf("must be at least Desired, %d", n.Desired))
	if len(list) > 0 {
		return errors.Join(list...)
	}
	for _, subnet := range subnets {
		needed, has := n.addressesNeeded(len(subnets)), usable(subnet)
		list.Unless(needed <= has, "Max", n.Max, fmt.Sprintf("must be smaller, since %d pods on each node need %d addresses in each zone, and %s has %d",
			n.maxPods(), needed, subnet, has))
		if len(list) > 0 { // the subnets have the same size
			break
		}
	}
	return errors.Join(list...)
}

// addressesNeeded returns the number of addresses that the subnet of each zone must have.
func (n NodeProps) addressesNeeded(zones int) int {
	largest := 0
	for _, name := range n.InstanceTypes {
		largest = max(largest, capacities[name].taken(n.maxPods()))
	}
	nodes := (n.Max + zones - 1) / zones
	return nodes*largest + extraNodesPerZone*(minimumAddresses+1) + addressesOfOthers
}

func usable(subnet netip.Prefix) int { return 1<<(32-subnet.Bits()) - addressesOfAWS }

// networkConfiguration returns the configuration of the VPC CNI add-on: the spare addresses, and enforced network policies.
// https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
func networkConfiguration() map[string]any {
	return map[string]any{
		"enableNetworkPolicy": "true",
		"env": map[string]string{
			"MINIMUM_IP_TARGET": strconv.Itoa(minimumAddresses),
			"WARM_IP_TARGET":    strconv.Itoa(warmAddresses),
		},
	}
}
