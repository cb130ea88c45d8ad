package network

import (
	"fmt"
	"net"
	"net/netip"

	"github.com/apparentlymart/go-cidr/cidr"
)

// Tier is one row of subnets, one in each zone.
type Tier string

// The tiers of a network.
const (
	Public   Tier = "public"   // routed to the internet gateway: load balancers, NAT gateways
	Private  Tier = "private"  // reaches the internet through NAT: compute
	Database Tier = "database" // no internet route: data stores
)

// firstNumber is the number of the first subnet of each tier in cidrsubnet(vpc, 8, number).
var firstNumber = map[Tier]int{Public: 1, Private: 11, Database: 21}

// MaxZones is how many zones fit between the numbers of two tiers.
const MaxZones = 10

// SubnetPlan is one subnet before it exists.
type SubnetPlan struct {
	Tier   Tier
	Zone   string // for example "us-east-1a"
	Number int    // position of the zone, from 1: the number in the subnet's name
	CIDR   netip.Prefix
}

// Plan lays out the subnets of these tiers: eight bits longer than the network's prefix, at 1, 11 and 21 onwards for
// public, private and database. It refuses a prefix that leaves a subnet fewer than the 16 addresses that AWS asks for.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
func Plan(network netip.Prefix, zones []string, tiers ...Tier) ([]SubnetPlan, error) {
	if !network.IsValid() || !network.Addr().Is4() || network.Bits() < 16 || network.Bits() > 20 {
		return nil, fmt.Errorf("network %s: must be an IPv4 prefix between /16 and /20", network)
	}
	if len(zones) == 0 || len(zones) > MaxZones {
		return nil, fmt.Errorf("network %s: has %d zones, must have 1 to %d", network, len(zones), MaxZones)
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

// CIDRs returns those of one tier's subnets, in the order of their zones.
func CIDRs(plans []SubnetPlan, tier Tier) []netip.Prefix {
	var prefixes []netip.Prefix
	for _, plan := range plans {
		if plan.Tier == tier {
			prefixes = append(prefixes, plan.CIDR)
		}
	}
	return prefixes
}
