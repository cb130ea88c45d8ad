package eks

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// What the network add-on keeps ready on each node, beside what its pods use. By default it takes a whole network
// interface's worth, which exhausts a /24 long before the pods do.
// https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md
const (
	warmAddresses    = 1
	minimumAddresses = 10
)

// hostNetworkPods are those of each node that share the node's own address: aws-node and kube-proxy, the two that the
// formula of the maximum adds.
const hostNetworkPods = 2

// addressesOfOthers are those of a private subnet that no node takes: five that EKS asks for when it updates the control
// plane, eight that a load balancer may grow into, and one for a server.
// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
const addressesOfOthers = 5 + 8 + 1

// addressesOfAWS are those of each subnet that AWS keeps to itself.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
const addressesOfAWS = 5

// extraNodesPerZone is by how many EKS exceeds a group's maximum in a zone while it replaces the group's nodes.
// https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html
const extraNodesPerZone = 2

// capacity is how many network interfaces an instance type has, and how many IPv4 addresses each of them.
type capacity struct{ interfaces, addresses int }

// capacities are those of the instance types that node groups have.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html#gp_network
var capacities = map[string]capacity{
	"m5.2xlarge": {4, 15},
	"m5.large":   {3, 10},
	"m5.xlarge":  {4, 15},
	"t3.large":   {3, 12},
	"t3.medium":  {3, 6},
	"t3.xlarge":  {4, 15},
}

// maxPods is how many pods fit a node of this type: the first address of each interface is the node's own.
// https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html
func (c capacity) maxPods() int { return c.interfaces*(c.addresses-1) + hostNetworkPods }

// taken is how many addresses a node of this type takes from its subnet when it is full.
func (c capacity) taken(maxPods int) int {
	perInterface := c.addresses - 1
	secondary := min(maxPods-hostNetworkPods+warmAddresses, c.interfaces*perInterface)
	return secondary + (secondary+perInterface-1)/perInterface
}

// maxPods is the limit of every node of the group: that of its smallest type. The autoscaler reckons with one size per
// group, so that a larger type that the group falls back to must not promise more.
func (n NodeProps) maxPods() int {
	limit := 0
	for _, name := range n.InstanceTypes {
		if pods := capacities[name].maxPods(); limit == 0 || pods < limit {
			limit = pods
		}
	}
	return limit
}

// Problems returns everything that is wrong with the node group: among it, whether the private subnets, one in each
// zone, lack addresses for the pods of a group at its maximum, spread evenly, and for the nodes that an update adds.
func (n NodeProps) Problems(subnets []netip.Prefix) []error {
	var problems []error
	if len(n.InstanceTypes) == 0 {
		problems = append(problems, errors.New("node group: InstanceTypes is []: must name at least one"))
	}
	for _, name := range n.InstanceTypes {
		if _, ok := capacities[name]; !ok {
			problems = append(problems, fmt.Errorf("node group: InstanceTypes has %q: must be of %s; another one needs a row in constructs/eks/addresses.go",
				name, strings.Join(slices.Sorted(maps.Keys(capacities)), ", ")))
		}
	}
	if n.Min < 1 || n.Desired < n.Min || n.Max < n.Desired {
		problems = append(problems, fmt.Errorf("node group: sizes are %d <= %d <= %d: must be 1 <= Min <= Desired <= Max", n.Min, n.Desired, n.Max))
	}
	if len(problems) > 0 {
		return problems
	}
	for _, subnet := range subnets {
		if needed, has := n.addressesNeeded(len(subnets)), usable(subnet); needed > has {
			return []error{fmt.Errorf("node group: Max is %d: %d pods on each node need %d addresses in a zone, and %s has %d",
				n.Max, n.maxPods(), needed, subnet, has)}
		}
	}
	return nil
}

// addressesNeeded is how many addresses the subnet of a zone must have.
func (n NodeProps) addressesNeeded(zones int) int {
	largest := 0
	for _, name := range n.InstanceTypes {
		largest = max(largest, capacities[name].taken(n.maxPods()))
	}
	nodes := (n.Max + zones - 1) / zones
	return nodes*largest + extraNodesPerZone*(minimumAddresses+1) + addressesOfOthers
}

func usable(subnet netip.Prefix) int { return 1<<(32-subnet.Bits()) - addressesOfAWS }

// networkConfiguration configures the network add-on: how many addresses it keeps, and that it enforces network policies.
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
