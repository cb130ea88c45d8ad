// Package diagram draws the architecture of a synthesized stack: the VPC as a grid of Availability Zones and subnet tiers, the
// resources in its subnets, the resources outside of the VPC, and the allowed connections. All content comes from the stack.
package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// model is the content of a diagram.
type model struct {
	title    string
	region   string
	vpc      string // name and CIDR block
	zones    []string
	tiers    []tier
	outside  []component // between the internet and the VPC: DNS, CDN
	gateways []string    // the internet gateway and gateway endpoints
	panels   []panel     // boxes next to the VPC
	flows    []flow
}

// tier is a row of subnets, one per Availability Zone.
type tier struct {
	name       string
	subnets    map[string]subnet // by zone
	components []component
}

type subnet struct{ name, cidr string }

// component is a service, drawn as a bar across the Availability Zones of its subnets.
type component struct {
	id     string // address of its security group, or of the resource if it has none
	name   string
	detail string
	zones  []string
}

// panel is a box next to the VPC that lists resources of a kind.
type panel struct {
	title string
	lines []string
}

// flow is an arrow: a connection that a security group rule allows, or that one service opens to another.
type flow struct {
	from, to string // ids of components
	ports    string
	reason   string
}

// edge lists the gateways of the VPC in one line.
func (m model) edge() string { return "Gateways: " + strings.Join(m.gateways, " · ") }

// internet and inside are the ids of peers in rules with a CIDR block instead of a security group.
const (
	internet = "internet"
	inside   = "inside"
)

// read returns the model of a stack. It returns an error if the stack does not have exactly one VPC.
func read(stack synthesized.Stack) (model, error) {
	vpcs := stack.OfType("aws_vpc")
	if len(vpcs) != 1 {
		return model{}, fmt.Errorf("stack %s has %d VPCs: a diagram requires exactly one", stack.Name, len(vpcs))
	}
	metadata := stack.Metadata()
	m := model{
		title:  cmp.Or(strings.TrimSpace(metadata.System+" "+metadata.Environment), stack.Name),
		region: metadata.Region,
		vpc:    text(vpcs[0], "tags.Name") + "  " + text(vpcs[0], "cidr_block"),
	}
	m.readTiers(stack)
	r := &reader{stack: stack, model: &m, prefix: metadata.System + "-" + metadata.Environment + "-"}
	r.components()
	r.edges()
	r.panels()
	r.rules()
	return m, nil
}

// readTiers groups the subnets by tier, sorted by CIDR block.
func (m *model) readTiers(stack synthesized.Stack) {
	subnets := stack.OfType("aws_subnet")
	slices.SortFunc(subnets, func(a, b synthesized.Resource) int {
		return cmp.Compare(order(text(a, "cidr_block")), order(text(b, "cidr_block")))
	})
	for _, one := range subnets {
		zone, kind := text(one, "availability_zone"), cmp.Or(text(one, "tags.Type"), "subnets")
		if !slices.Contains(m.zones, zone) {
			m.zones = append(m.zones, zone)
		}
		at := slices.IndexFunc(m.tiers, func(t tier) bool { return t.name == kind })
		if at < 0 {
			at = len(m.tiers)
			m.tiers = append(m.tiers, tier{name: kind, subnets: map[string]subnet{}})
		}
		m.tiers[at].subnets[zone] = subnet{text(one, "tags.Name"), text(one, "cidr_block")}
	}
	slices.Sort(m.zones)
}

// order returns a sort key for a CIDR block: "10.0.2.0/24" before "10.0.11.0/24".
func order(cidr string) string {
	var padded strings.Builder
	for _, part := range strings.FieldsFunc(cidr, func(r rune) bool { return r == '.' || r == '/' }) {
		fmt.Fprintf(&padded, "%3s.", part)
	}
	return padded.String()
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }
