package diagram

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// Dimensions in pixels.
const (
	margin     = 24
	zoneWidth  = 250
	labelWidth = 100 // column of the tiers' names
	laneWidth  = 17  // between two arrows
	slotHeight = 15  // between the ends of two arrows at one bar
	barGap     = 8
	lineHeight = 17
	panelWidth = 330

	nameWidth   = 7.6 // average width of a character in names
	detailWidth = 6.1 // average width of a character in details
)

// SVG draws a stack. Every arrow has a number, which the legend explains, so that labels cannot overlap. It returns an error if the
// stack does not have exactly one VPC.
func SVG(stack synthesized.Stack) ([]byte, error) {
	m, err := read(stack)
	if err != nil {
		return nil, err
	}
	p := newPainter(m)
	p.outside()
	p.cloud()
	p.arrows()
	p.panels()
	p.legend()
	return p.finish(), nil
}

// bar is the position of a drawn component.
type bar struct {
	x, y, right, height float64
	used                int // number of slots used by arrows
}

// painter draws a model from top to bottom.
type painter struct {
	model  model
	out    strings.Builder
	y      float64
	bottom float64
	bars   map[string]*bar
	ends   map[string]int // number of arrows that begin or end at a component
	names  map[string]string
	width  float64 // width of the grid, without the lanes of arrows
	lanes  int
}

func newPainter(m model) *painter {
	p := &painter{model: m, y: 64, bars: map[string]*bar{}, ends: map[string]int{}, names: map[string]string{
		internet: "Internet", inside: "Inside the VPC",
	}}
	known := func(id string) bool { return id == internet || id == inside || p.names[id] != "" }
	for _, c := range m.outside {
		p.names[c.id] = c.name
	}
	for _, t := range m.tiers {
		for _, c := range t.components {
			p.names[c.id] = c.name
		}
	}
	p.model.flows = slices.DeleteFunc(slices.Clone(m.flows), func(f flow) bool { return !known(f.from) || !known(f.to) })
	for _, f := range p.model.flows {
		p.ends[f.from]++
		p.ends[f.to]++
	}
	p.width = margin + labelWidth + zoneWidth*float64(len(m.zones)) + 2*barGap
	p.lanes = len(p.model.flows)
	return p
}

func (p *painter) write(format string, values ...any) { fmt.Fprintf(&p.out, format+"\n", values...) }

func (p *painter) text(x, y float64, class, text string) {
	p.write(`<text x="%.0f" y="%.0f" class="%s">%s</text>`, x, y, class, html.EscapeString(text))
}

func (p *painter) box(x, y, width, height float64, class string) {
	p.write(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6" class="%s"/>`, x, y, width, height, class)
}

// bar draws a component between two x coordinates and stores its position for the arrows.
func (p *painter) bar(c component, x, right float64, class string) {
	height := max(40, float64(p.ends[c.id]*slotHeight+10))
	p.box(x, p.y, right-x, height, class)
	p.text(x+10, p.y+17, "name", c.name)
	p.text(x+10, p.y+32, "detail", fitted(c.detail, right-x-20))
	p.bars[c.id] = &bar{x: x, y: p.y, right: right, height: height}
	p.y += height + barGap
}

// fitted truncates a text that is wider than the given width.
func fitted(text string, width float64) string {
	if limit := int(width / detailWidth); len([]rune(text)) > limit && limit > 1 {
		return string([]rune(text)[:limit-1]) + "…"
	}
	return text
}

// outside draws the internet and the services between it and the VPC.
func (p *painter) outside() {
	p.text(margin, 34, "title", p.model.title)
	p.text(margin, 52, "detail", "Region "+p.model.region+". The legend below explains the numbered arrows.")
	p.bar(component{id: internet, name: "Users and the internet"}, margin, p.width, "internet")
	for _, c := range p.model.outside {
		p.bar(c, margin, p.width, "service")
	}
	p.y += barGap
}

// cloud draws the VPC.
func (p *painter) cloud() {
	top := p.y
	p.y += 26
	if len(p.model.gateways) > 0 {
		p.text(margin+12, p.y+12, "detail", p.model.edge())
		p.y += 24
	}
	if p.ends[inside] > 0 {
		p.bar(component{id: inside, name: "Any address in the VPC", detail: "rules that allow the CIDR block of the VPC"}, margin+labelWidth+barGap, p.width-barGap, "inside")
	}
	for _, t := range p.model.tiers {
		p.tier(t)
	}
	p.write(`<rect x="%d" y="%.1f" width="%.1f" height="%.1f" rx="10" class="vpc"/>`, margin, top, p.width-margin, p.y-top)
	p.text(margin+12, top+18, "name", "VPC "+p.model.vpc)
	p.y += barGap
}

// tier draws the subnets of a tier, and the components in them.
func (p *painter) tier(t tier) {
	top := p.y
	p.y += 42
	before := p.out.String() // draw the subnets first, below the components
	p.out.Reset()
	for _, c := range t.components {
		first, last := p.columns(c.zones)
		p.bar(c, first+barGap, last-barGap, "component")
	}
	if len(t.components) == 0 {
		p.y += barGap
	}
	bars := p.out.String()
	p.out.Reset()
	p.out.WriteString(before)
	for index, zone := range p.model.zones {
		one, ok := t.subnets[zone]
		if !ok {
			continue
		}
		x := p.column(index)
		p.write(`<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" rx="6" class="subnet %s"/>`, x+3, top+3, float64(zoneWidth-6), p.y-top-3, t.name)
		p.text(x+12, top+19, "zone", zone+"  "+one.cidr)
		p.text(x+12, top+34, "detail", fitted(one.name, zoneWidth-24))
	}
	p.text(margin+12, top+19, "name", t.name)
	p.out.WriteString(bars)
	p.y += barGap
}

func (p *painter) column(index int) float64 {
	return margin + labelWidth + zoneWidth*float64(index) + barGap
}

// columns returns the x coordinates of the left and right edge of some zones.
func (p *painter) columns(zones []string) (first, last float64) {
	low, high := len(p.model.zones), 0
	for _, zone := range zones {
		index := slices.Index(p.model.zones, zone)
		low, high = min(low, index), max(high, index)
	}
	return p.column(low), p.column(high + 1)
}

// arrows draws each flow in a lane of its own, to the right of the grid.
func (p *painter) arrows() {
	for index, f := range p.model.flows {
		from, to := p.bars[f.from], p.bars[f.to]
		x := p.width + 20 + float64(index)*laneWidth
		start, end := from.slot(), to.slot()
		p.write(`<path d="M%.1f %.1f H%.1f V%.1f H%.1f" class="arrow" marker-end="url(#head)"/>`, from.right, start, x, end, to.right+2)
		p.write(`<circle cx="%.1f" cy="%.1f" r="7" class="badge"/>`, x, start)
		p.write(`<text x="%.1f" y="%.1f" class="number">%d</text>`, x, start+3.2, index+1)
	}
	p.bottom = p.y
}

// slot returns the y coordinate of the next arrow at a bar.
func (b *bar) slot() float64 {
	b.used++
	return b.y + float64(b.used*slotHeight)
}

// panels draws the boxes next to the VPC.
func (p *painter) panels() {
	x, y := p.width+40+float64(p.lanes)*laneWidth, 64.0
	for _, one := range p.model.panels {
		height := float64(len(one.lines)*lineHeight + 32)
		p.box(x, y, panelWidth, height, "panel")
		p.text(x+12, y+20, "name", one.title)
		for index, line := range one.lines {
			p.text(x+12, y+float64(40+index*lineHeight), "detail", fitted(line, panelWidth-24))
		}
		y += height + 14
	}
	p.bottom = max(p.bottom, y)
}

// legend explains the arrows.
func (p *painter) legend() {
	y := p.bottom + 20
	p.text(margin, y, "name", "Allowed connections")
	for index, f := range p.model.flows {
		y += lineHeight
		p.write(`<circle cx="%d" cy="%.1f" r="7" class="badge"/><text x="%d" y="%.1f" class="number">%d</text>`, margin+8, y-4, margin+8, y-0.8, index+1)
		p.text(margin+24, y, "legend", p.names[f.from]+" → "+p.names[f.to])
		p.text(margin+430, y, "legend", f.ports)
		p.text(margin+540, y, "legend", f.reason)
	}
	p.bottom = y + margin
}

func (p *painter) finish() []byte {
	width := p.width + 40 + float64(p.lanes)*laneWidth + panelWidth + margin
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-label="Architecture of %s">
<style>%s</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" class="head"/></marker></defs>
<rect width="100%%" height="100%%" class="page"/>
%s</svg>
`, width, p.bottom, width, p.bottom, html.EscapeString(p.model.title), style, p.out.String())
}

// style is the CSS of the diagram, for light and dark mode.
const style = `
.page{fill:#fff} text{font-family:system-ui,"Segoe UI",Helvetica,Arial,sans-serif;fill:#1b1f24}
.title{font-size:22px;font-weight:600} .name{font-size:13px;font-weight:600} .detail,.legend{font-size:12px;fill:#424a53} .zone{font-size:12px;font-weight:600}
.vpc{fill:none;stroke:#57606a;stroke-width:1.5} .subnet{fill:none;stroke-width:1;stroke-dasharray:4 3}
.subnet.public{stroke:#1a7f37} .subnet.private{stroke:#0969da} .subnet.database{stroke:#8250df} .subnet.subnets{stroke:#57606a}
.component{fill:#eef4fb;stroke:#0969da} .service{fill:#f3f0fa;stroke:#8250df} .internet{fill:#eaf5ec;stroke:#1a7f37} .inside{fill:#f6f8fa;stroke:#57606a}
.panel{fill:#f6f8fa;stroke:#d0d7de} .arrow{fill:none;stroke:#57606a;stroke-width:1.2} .head{fill:#57606a}
.badge{fill:#fff;stroke:#57606a} .number{font-size:9px;font-weight:600;text-anchor:middle}
@media (prefers-color-scheme:dark){.page{fill:#0d1117} text{fill:#e6edf3} .detail,.legend{fill:#b1bac4} .component{fill:#12233a;stroke:#4493f8} .service{fill:#201a33;stroke:#ab7df8}
.internet{fill:#12261a;stroke:#3fb950} .inside,.panel{fill:#161b22;stroke:#3d444d} .vpc{stroke:#9198a1} .arrow{stroke:#9198a1} .head{fill:#9198a1} .badge{fill:#0d1117;stroke:#9198a1}
.subnet.public{stroke:#3fb950} .subnet.private{stroke:#4493f8} .subnet.database{stroke:#ab7df8}}
`
