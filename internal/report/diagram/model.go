// Package diagram draws the architecture of a synthesized stack: the VPC as a grid of zones by tiers, what runs in its
// subnets, what stands at its edge and beside it, and who may talk to whom. Everything is read from the stack; nothing is
// guessed.
package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// model is what a picture shows.
type model struct {
	title    string
	region   string
	vpc      string // name and network
	zones    []string
	tiers    []tier
	outside  []component // before the VPC: users, DNS, CDN
	gateways []string    // at the edge of the VPC: the internet gateway and gateway endpoints
	panels   []panel     // beside the VPC
	flows    []flow
}

// tier is a row of subnets: one in each zone.
type tier struct {
	name       string
	subnets    map[string]subnet // by zone
	components []component
}

type subnet struct{ name, cidr string }

// component is something that runs: a bar across the zones that it has subnets in.
type component struct {
	id     string // address of its security group, or of the resource where it has none
	name   string
	detail string
	zones  []string
}

// panel is a box beside the VPC with a line for each thing of a kind.
type panel struct {
	title string
	lines []string
}

// flow is an arrow: traffic that a rule allows, or one service that uses another.
type flow struct {
	from, to string // ids of components
	ports    string
	reason   string
}

// edge is what stands at the edge of the VPC, in one line.
func (m model) edge() string { return "At its edge: " + strings.Join(m.gateways, " · ") }

// internet and inside are the ends of rules that name a network and no group.
const (
	internet = "internet"
	inside   = "inside"
)

// read builds the model of a stack. The error says what an environment has and the stack has not.
func read(stack synthesized.Stack) (model, error) {
	vpcs := stack.OfType("aws_vpc")
	if len(vpcs) != 1 {
		return model{}, fmt.Errorf("stack %s has %d VPCs: only a stack with one can be drawn", stack.Name, len(vpcs))
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

// readTiers groups the subnets by their tier, in the order of their networks.
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

// order makes networks sort by their numbers: "10.0.2.0/24" before "10.0.11.0/24".
func order(cidr string) string {
	var padded strings.Builder
	for _, part := range strings.FieldsFunc(cidr, func(r rune) bool { return r == '.' || r == '/' }) {
		fmt.Fprintf(&padded, "%3s.", part)
	}
	return padded.String()
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }
