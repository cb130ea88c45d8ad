package eks

import (
	"net/netip"
	"strings"
	"testing"
)

func TestAddressesOfANode(t *testing.T) {
	for _, test := range []struct {
		name                  string
		limit, maxPods, taken int
	}{
		{"t3.medium", 17, 17, 18}, // all addresses of the type
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

// TestMaximumOfProductionFits has 20 nodes in three zones. Without the limits on spare addresses and pods, the seven
// m5.xlarge nodes of a zone would use 420 addresses of a /24.
func TestMaximumOfProductionFits(t *testing.T) {
	nodes := NodeProps{InstanceTypes: []string{"m5.large", "m5.xlarge"}, Desired: 6, Min: 3, Max: 20}
	if got := nodes.addressesNeeded(3); got != 7*30+2*11+14 {
		t.Errorf("%d addresses needed in a zone, want 246", got)
	}
	subnets := []netip.Prefix{
		netip.MustParsePrefix("10.2.11.0/24"), netip.MustParsePrefix("10.2.12.0/24"), netip.MustParsePrefix("10.2.13.0/24"),
	}
	if err := nodes.Validate(subnets); err != nil {
		t.Error(err)
	}
	nodes.Max = 22
	if err := nodes.Validate(subnets); err == nil || !strings.Contains(err.Error(), "Max is 22") {
		t.Errorf("22 nodes: error is %v, want one about Max", err)
	}
}
