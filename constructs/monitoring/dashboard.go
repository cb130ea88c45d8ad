package monitoring

import (
	"slices"

	"landform/constructs/alarm"
	"landform/constructs/naming"
	"landform/internal/plainjson"
)

// The width of a dashboard's grid, and the sizes of its widgets: three graphs fit in a row.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
const (
	gridWidth    = 24
	graphWidth   = 8
	graphHeight  = 6
	headerHeight = 1
	alarmsHeight = 4
)

// widget is a widget of a dashboard.
type widget struct {
	Type       string `json:"type"`
	X          int    `json:"x"`
	Y          int    `json:"y"`
	Width      int    `json:"width"`
	Height     int    `json:"height"`
	Properties any    `json:"properties"`
}

type textProperties struct {
	Markdown   string `json:"markdown"`
	Background string `json:"background"`
}

type alarmProperties struct {
	Title  string   `json:"title"`
	Alarms []string `json:"alarms"`
}

type graphProperties struct {
	Title       string      `json:"title"`
	Region      string      `json:"region"`
	View        string      `json:"view"`
	Statistic   string      `json:"stat"`
	Period      int         `json:"period"`
	Metrics     [][]any     `json:"metrics"`
	Annotations annotations `json:"annotations"`
}

type annotations struct {
	Horizontal []line `json:"horizontal"`
}

type line struct {
	Label string  `json:"label"`
	Value float64 `json:"value"`
}

// dashboard returns the JSON of an environment's dashboard: first the state of every alarm, then a graph for each rule, with
// a line for each target of the section and one for the threshold.
func dashboard(names naming.Names, targets []alarm.Target) string {
	widgets := []widget{states(names, targets)}
	y := alarmsHeight
	for _, title := range sections(targets) {
		members := slices.DeleteFunc(slices.Clone(targets), func(target alarm.Target) bool { return target.Section != title })
		added := section(names.Region, title, members, y)
		widgets = append(widgets, added...)
		last := added[len(added)-1]
		y = last.Y + last.Height
	}
	return plainjson.Compact(struct {
		Widgets []widget `json:"widgets"`
	}{widgets})
}

// sections returns the headings of the dashboard, in the order of their first targets.
func sections(targets []alarm.Target) []string {
	var titles []string
	for _, target := range targets {
		if !slices.Contains(titles, target.Section) {
			titles = append(titles, target.Section)
		}
	}
	return titles
}

// states returns the widget with the state of every alarm. It shows at most 100 alarms.
func states(names naming.Names, targets []alarm.Target) widget {
	properties := alarmProperties{Title: "Alarms of " + names.Prefix(), Alarms: []string{}}
	for _, target := range targets {
		for _, rule := range target.Rules {
			properties.Alarms = append(properties.Alarms, names.ARN("cloudwatch", "alarm:"+names.Name(alarmID(target, rule))))
		}
	}
	return widget{Type: "alarm", Width: gridWidth, Height: alarmsHeight, Properties: properties}
}

// section returns the widgets of a section: the heading, and below it a graph for each rule.
func section(region, title string, targets []alarm.Target, y int) []widget {
	widgets := []widget{{
		Type: "text", Y: y, Width: gridWidth, Height: headerHeight,
		Properties: textProperties{Markdown: "## " + title, Background: "transparent"},
	}}
	y += headerHeight
	x := 0
	for _, rule := range rules(targets) {
		if x+graphWidth > gridWidth {
			x, y = 0, y+graphHeight
		}
		widgets = append(widgets, widget{
			Type: "metric", X: x, Y: y, Width: graphWidth, Height: graphHeight, Properties: graph(region, rule, targets),
		})
		x += graphWidth
	}
	return widgets
}

// rules returns the rules of a section's targets. A rule that several targets share appears once.
func rules(targets []alarm.Target) []alarm.Rule {
	var all []alarm.Rule
	for _, target := range targets {
		for _, rule := range target.Rules {
			if !hasRule(all, rule.Name) {
				all = append(all, rule)
			}
		}
	}
	return all
}

func hasRule(rules []alarm.Rule, name string) bool {
	return slices.ContainsFunc(rules, func(rule alarm.Rule) bool { return rule.Name == name })
}

// graph returns a graph of a rule's metric for each target that has the rule.
func graph(region string, rule alarm.Rule, targets []alarm.Target) graphProperties {
	properties := graphProperties{
		Title: rule.Metric, Region: region, View: "timeSeries", Statistic: rule.Statistic, Period: periodSeconds,
		Annotations: annotations{Horizontal: []line{{Label: rule.Name, Value: rule.Threshold}}},
	}
	for _, target := range targets {
		if !hasRule(target.Rules, rule.Name) {
			continue
		}
		metric := []any{target.Namespace, rule.Metric}
		for _, dimension := range target.Dimensions {
			metric = append(metric, dimension.Name, dimension.Value)
		}
		properties.Metrics = append(properties.Metrics, append(metric, map[string]string{"label": target.Name}))
	}
	return properties
}
