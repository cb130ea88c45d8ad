package network

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/apparentlymart/go-cidr/cidr"
)

// Tier is a group of subnets with the same routes, one in each zone.
type Tier string

// The tiers of a network.
const (
	Public   Tier = "public"   // has a route to the internet gateway: for load balancers and NAT gateways
	Private  Tier = "private"  // reaches the internet through a NAT gateway: for compute
	Database Tier = "database" // has no route to the internet: for data stores
)

// firstNumber is the netnum of the first subnet of each tier, as in Terraform's cidrsubnet(vpc, 8, netnum).
var firstNumber = map[Tier]int{Public: 1, Private: 11, Database: 21}

// MaxZones is the maximum number of zones: the tiers' first numbers are 10 apart.
const MaxZones = 10

// SubnetPlan describes a subnet.
type SubnetPlan struct {
	Tier   Tier
	Zone   string // for example "us-east-1a"
	Number int    // position of the zone, from 1; part of the subnet's name
	CIDR   netip.Prefix
}

// Plan computes the subnets of these tiers. Their prefixes are eight bits longer than the network's; the numbers of the
// public, private and database subnets start at 1, 11 and 21. The network must be /16 to /20: AWS requires at least 16
// addresses in a subnet. https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
func Plan(network netip.Prefix, zones []string, tiers ...Tier) ([]SubnetPlan, error) {
	if !network.IsValid() || !network.Addr().Is4() || network.Bits() < 16 || network.Bits() > 20 {
		return nil, fmt.Errorf("network %s: must be an IPv4 prefix between /16 and /20", network)
	}
	if len(zones) == 0 || len(zones) > MaxZones {
		return nil, fmt.Errorf("network %s: the number of zones is %d: must be 1 to %d", network, len(zones), MaxZones)
	}
	whole := &net.IPNet{IP: network.Masked().Addr().AsSlice(), Mask: net.CIDRMask(network.Bits(), 32)}
	var plans []SubnetPlan
	for _, tier := range tiers {
		for index, zone := range zones {
			subnet, err := cidr.Subnet(whole, 8, firstNumber[tier]+index)
			if err != nil {
				return nil, fmt.Errorf("network %s: %s subnet of %s: %w", network, tier, zone, err)
			}
			plans = append(plans, SubnetPlan{
				Tier: tier, Zone: zone, Number: index + 1, CIDR: netip.MustParsePrefix(subnet.String()),
			})
		}
	}
	return plans, nil
}

// CIDRs returns the CIDR blocks of one tier's subnets, in the order of their zones.
func CIDRs(plans []SubnetPlan, tier Tier) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, plan := range plans {
		if plan.Tier == tier {
			prefixes = append(prefixes, plan.CIDR)
		}
	}
	return prefixes
}
