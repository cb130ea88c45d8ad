package diagram

import (
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"landform/internal/synthesized"
	"landform/test/shipped"
)

// TestEveryRuleIsAnArrow: the diagram has an arrow for every security group rule.
func TestEveryRuleIsAnArrow(t *testing.T) {
	for _, stack := range environments(t) {
		m, err := read(stack)
		if err != nil {
			t.Fatal(err)
		}
		drawn := len(newPainter(m).model.flows)
		if drawn != len(m.flows) {
			t.Errorf("%s: %d of %d arrows are drawn: the others lead to components that are not in the diagram", stack.Name, drawn, len(m.flows))
		}
		var reasons strings.Builder
		for _, f := range m.flows {
			reasons.WriteString(f.reason + "\n")
		}
		for _, kind := range []string{"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"} {
			for _, rule := range stack.OfType(kind) {
				if !strings.Contains(reasons.String(), text(rule, "description")) {
					t.Errorf("%s: %s has no arrow", stack.Name, rule.Path)
				}
			}
		}
	}
}

// TestEverythingInASubnetIsDrawn: every security group has a component in the diagram.
func TestEverythingInASubnetIsDrawn(t *testing.T) {
	for _, stack := range environments(t) {
		m, err := read(stack)
		if err != nil {
			t.Fatal(err)
		}
		bars := map[string]bool{}
		for _, tier := range m.tiers {
			for _, c := range tier.components {
				bars[c.id] = true
				if len(c.zones) == 0 || c.name == "" {
					t.Errorf("%s: %+v has no zone or no name", stack.Name, c)
				}
			}
		}
		for _, group := range stack.OfType("aws_security_group") {
			if !bars[group.Address()] {
				t.Errorf("%s: no component in the diagram has the security group %s", stack.Name, group.Path)
			}
		}
	}
}

func TestPictureIsWellFormed(t *testing.T) {
	for _, stack := range environments(t) {
		picture, err := SVG(stack)
		if err != nil {
			t.Fatal(err)
		}
		if err := xml.Unmarshal(picture, new(struct{})); err != nil {
			t.Errorf("%s: %v", stack.Name, err)
		}
	}
}

func TestStackWithoutAVPCIsRejected(t *testing.T) {
	_, err := SVG(shipped.Stack(t, "state-stack"))
	if err == nil || !strings.Contains(err.Error(), "state-stack has 0 VPCs") {
		t.Errorf("error is %v", err)
	}
}

// TestBarsDoNotOverlap: each bar begins below the one before it, and is high enough for its arrows.
func TestBarsDoNotOverlap(t *testing.T) {
	for _, stack := range environments(t) {
		m, err := read(stack)
		if err != nil {
			t.Fatal(err)
		}
		p := newPainter(m)
		p.outside()
		p.cloud()
		p.arrows()
		for id, one := range p.bars {
			if float64(one.used*slotHeight) > one.height {
				t.Errorf("%s: %s has %d arrows and is %v high", stack.Name, id, one.used, one.height)
			}
			for other, two := range p.bars {
				if id != other && one.y < two.y+two.height && two.y < one.y+one.height {
					t.Errorf("%s: %s and %s overlap", stack.Name, id, other)
				}
			}
		}
	}
}

// TestMermaidHasTheContentOfTheSVG: every component is a node, and every flow is an arrow with its ports.
func TestMermaidHasTheContentOfTheSVG(t *testing.T) {
	for _, stack := range environments(t) {
		m, err := read(stack)
		if err != nil {
			t.Fatal(err)
		}
		chart, err := Mermaid(stack)
		if err != nil {
			t.Fatal(err)
		}
		nodes := map[string]string{}
		for _, node := range regexp.MustCompile(`(?m)^ +(n\d+)\(?[\[(]+/?"(.+?)(?:<br>|"[/\])])`).FindAllStringSubmatch(chart, -1) {
			nodes[node[2]] = node[1]
		}
		names := newPainter(m).names
		names[internet], names[inside] = "Users", "Any address in the VPC"
		for _, f := range m.flows {
			from, to := nodes[names[f.from]], nodes[names[f.to]]
			if f.to == internet {
				to = nodes["The internet"]
			}
			arrow := regexp.MustCompile(`(?m)^  ` + from + ` -->\|".*` + regexp.QuoteMeta(f.ports) + `.*"\| ` + to + `$`)
			if several := names[f.to] == "S3 bucket"; from == "" || to == "" || !several && !arrow.MatchString(chart) {
				t.Errorf("%s: no arrow %q from %q to %q:\n%s", stack.Name, f.ports, names[f.from], names[f.to], chart)
			}
		}
		for _, one := range m.panels {
			if nodes[one.title] == "" {
				t.Errorf("%s: %s has no node", stack.Name, one.title)
			}
		}
	}
}

func TestMermaidLabelsAreEscaped(t *testing.T) {
	if label := quoted("a \"b\" <i>#1\n`c`"); label != `"a #quot;b#quot; #lt;i#gt;#35;1<br>#96;c#96;"` {
		t.Errorf("label is %s", label)
	}
}

// TestNoTextIsWiderThanItsBox: names and gateways fit into their boxes without being cut.
func TestNoTextIsWiderThanItsBox(t *testing.T) {
	for _, stack := range environments(t) {
		m, err := read(stack)
		if err != nil {
			t.Fatal(err)
		}
		if width := newPainter(m).width - 2*margin; fitted(m.edge(), width) != m.edge() {
			t.Errorf("%s: %q does not fit into the VPC", stack.Name, m.edge())
		}
		for _, tier := range m.tiers {
			for _, c := range tier.components {
				if width := float64(len(c.zones))*zoneWidth - 2*barGap - 20; fitted(c.name, width*detailWidth/nameWidth) != c.name {
					t.Errorf("%s: the name of %s does not fit", stack.Name, c.name)
				}
			}
		}
	}
}

func environments(t *testing.T) []synthesized.Stack {
	t.Helper()
	return append(shipped.Environments(t, "volteryde"), shipped.Environments(t, "ticketing")...)
}
