package diagram

import (
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// Mermaid returns a stack as a Mermaid flowchart, which GitHub renders in Markdown. It has the same content as the SVG. Mermaid
// decides on the layout, so Availability Zones are lines of a node instead of columns, and the internet appears at both ends. It
// returns an error if the stack does not have exactly one VPC.
// https://mermaid.js.org/syntax/flowchart.html
func Mermaid(stack synthesized.Stack) (string, error) {
	m, err := read(stack)
	if err != nil {
		return "", err
	}
	c := &chart{model: m, ids: map[string]string{}}
	c.line("flowchart TB")
	c.node(1, "([%s])", component{id: internet, name: "Users"})
	for _, one := range m.outside {
		c.node(1, "[%s]", one)
	}
	c.cloud()
	if slices.ContainsFunc(m.flows, func(f flow) bool { return f.to == internet }) {
		c.node(1, "([%s])", component{id: outward, name: "The internet"})
	}
	c.beside()
	c.arrows()
	return c.out.String(), nil
}

// outward is the internet as a destination. With a single node for both directions, the chart would have cycles.
const outward = "outward"

// chart writes a model as Mermaid source.
type chart struct {
	model model
	out   strings.Builder
	ids   map[string]string // node ids by component id
}

func (c *chart) line(format string, values ...any) { fmt.Fprintf(&c.out, format+"\n", values...) }

// node adds a component. The brackets in shape select the node's shape.
func (c *chart) node(depth int, shape string, one component) {
	if c.ids[one.id] == "" {
		c.ids[one.id] = fmt.Sprintf("n%d", len(c.ids)+1)
	}
	label := quoted(one.name)
	if one.detail != "" {
		label = quoted(one.name + "\n" + one.detail)
	}
	c.line("%s%s"+shape, strings.Repeat("  ", depth), c.ids[one.id], label)
}

func (c *chart) cloud() {
	title := append([]string{"VPC " + c.model.vpc}, c.model.gateways...)
	c.line("  subgraph vpc[%s]", quoted(strings.Join(title, " · ")))
	if slices.ContainsFunc(c.model.flows, func(f flow) bool { return f.from == inside || f.to == inside }) {
		c.node(2, "([%s])", component{id: inside, name: "Any address in the VPC"})
	}
	for index, t := range c.model.tiers {
		var subnets []string
		for _, zone := range c.model.zones {
			if one, ok := t.subnets[zone]; ok {
				subnets = append(subnets, zone+" "+one.cidr)
			}
		}
		c.line("    subgraph tier%d[%s]", index+1, quoted(t.name))
		c.node(3, "[/%s/]", component{id: "subnets of " + t.name, name: strings.Join(subnets, "\n")})
		for _, one := range t.components {
			c.node(3, "[%s]", one)
		}
		c.line("    end")
	}
	c.line("  end")
}

func (c *chart) beside() {
	c.line("  subgraph beside[%s]", quoted("Outside of the VPC"))
	var boxes []string
	for _, one := range c.model.panels {
		id := "panel " + one.title
		c.node(2, "[%s]", component{id: id, name: one.title, detail: strings.Join(one.lines, "\n")})
		boxes = append(boxes, c.ids[id])
	}
	c.line("  end")
	if above := c.ids[outward]; above != "" {
		c.line("  %s ~~~ %s", above, strings.Join(boxes, " & ")) // an invisible link, which places the boxes in a row at the bottom
	}
}

// arrows adds the flows. Flows between the same components are one arrow.
func (c *chart) arrows() {
	ports := map[[2]string][]string{}
	var order [][2]string
	for _, f := range c.model.flows {
		to := f.to
		if to == internet {
			to = outward
		}
		ends := [2]string{c.ids[f.from], c.ids[to]}
		if ends[0] == "" || ends[1] == "" {
			continue
		}
		if ports[ends] == nil {
			order = append(order, ends)
		}
		ports[ends] = append(ports[ends], f.ports)
	}
	for _, ends := range order {
		c.line("  %s -->|%s| %s", ends[0], quoted(strings.Join(ports[ends], ", ")), ends[1])
	}
}

// quoted returns a label with quotation marks and markup escaped as Mermaid's entity codes.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`#`, "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;", "\n", "<br>").Replace(text) + `"`
}
