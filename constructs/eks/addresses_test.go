package eks

import (
	"net/netip"
	"testing"
)

func TestAddressesOfANode(t *testing.T) {
	for _, test := range []struct {
		name                  string
		limit, maxPods, taken int
	}{
		{"t3.medium", 17, 17, 18}, // every address that the type can have
		{"m5.large", 29, 29, 30},
		{"m5.xlarge", 29, 58, 30}, // 27 pods and a spare one on two interfaces
		{"m5.xlarge", 58, 58, 60},
	} {
		c := capacities[test.name]
		if c.maxPods() != test.maxPods || c.taken(test.limit) != test.taken {
			t.Errorf("%s with %d pods: fits %d and takes %d addresses, want %d and %d",
				test.name, test.limit, c.maxPods(), c.taken(test.limit), test.maxPods, test.taken)
		}
	}
}

// TestMaximumOfProductionFits is the case of 20 nodes over three zones: without the targets and the limit of pods, seven
// m5.xlarge of a zone would take 420 addresses from a /24.
func TestMaximumOfProductionFits(t *testing.T) {
	nodes := NodeProps{InstanceTypes: []string{"m5.large", "m5.xlarge"}, Desired: 6, Min: 3, Max: 20}
	if got := nodes.addressesNeeded(3); got != 7*30+2*11+14 {
		t.Errorf("%d addresses needed in a zone, want 246", got)
	}
	subnets := []netip.Prefix{
		netip.MustParsePrefix("10.2.11.0/24"), netip.MustParsePrefix("10.2.12.0/24"), netip.MustParsePrefix("10.2.13.0/24"),
	}
	if problems := nodes.Problems(subnets); len(problems) > 0 {
		t.Error(problems)
	}
	nodes.Max = 22
	if problems := nodes.Problems(subnets); len(problems) != 1 {
		t.Errorf("22 nodes: problems are %v, want one", problems)
	}
}
