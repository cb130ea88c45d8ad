package monitoring

import (
	"bytes"
	"encoding/json"
	"slices"

	"landform/constructs/naming"
)

// The grid of a dashboard, and of what stands on it: three graphs in a row.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
const (
	gridWidth    = 24
	graphWidth   = 8
	graphHeight  = 6
	headerHeight = 1
	alarmsHeight = 4
)

// widget is one rectangle of a dashboard.
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

// dashboard is the JSON of an environment's dashboard: the state of every alarm, then a graph of each row of the table,
// with a line for each subject and one at the threshold.
func dashboard(names naming.Names, subjects []subject) string {
	widgets := []widget{states(names, subjects)}
	y := alarmsHeight
	for len(subjects) > 0 {
		of := subjects[0].kind
		other := slices.IndexFunc(subjects, func(one subject) bool { return one.kind != of })
		if other < 0 {
			other = len(subjects)
		}
		section := section(names.Region, subjects[:other], y)
		widgets = append(widgets, section...)
		last := section[len(section)-1]
		y = last.Y + last.Height
		subjects = subjects[other:]
	}
	return text(struct {
		Widgets []widget `json:"widgets"`
	}{widgets})
}

// states shows every alarm's state. The widget takes at most a hundred.
func states(names naming.Names, subjects []subject) widget {
	properties := alarmProperties{Title: "Alarms of " + names.Prefix(), Alarms: []string{}}
	for _, one := range subjects {
		for _, row := range alarms {
			if row.kind == one.kind {
				properties.Alarms = append(properties.Alarms, names.ARN("cloudwatch", "alarm:"+names.Name(one.name+"-"+row.name)))
			}
		}
	}
	return widget{Type: "alarm", Width: gridWidth, Height: alarmsHeight, Properties: properties}
}

// section is a header with the graphs of one kind below it.
func section(region string, subjects []subject, y int) []widget {
	of := subjects[0].kind
	widgets := []widget{{
		Type: "text", Y: y, Width: gridWidth, Height: headerHeight,
		Properties: textProperties{Markdown: "## " + of.title, Background: "transparent"},
	}}
	y += headerHeight
	x := 0
	for _, row := range alarms {
		if row.kind != of {
			continue
		}
		if x+graphWidth > gridWidth {
			x, y = 0, y+graphHeight
		}
		widgets = append(widgets, widget{
			Type: "metric", X: x, Y: y, Width: graphWidth, Height: graphHeight, Properties: row.graph(region, subjects),
		})
		x += graphWidth
	}
	return widgets
}

func (a alarm) graph(region string, subjects []subject) graphProperties {
	properties := graphProperties{
		Title: a.metric, Region: region, View: "timeSeries", Statistic: a.statistic, Period: 60 * periodMinutes,
		Annotations: annotations{Horizontal: []line{{Label: a.name, Value: a.threshold(subjects[0])}}},
	}
	for _, one := range subjects {
		metric := []any{one.kind.namespace, a.metric}
		for _, dimension := range one.dimensions {
			metric = append(metric, dimension.name, dimension.value)
		}
		properties.Metrics = append(properties.Metrics, append(metric, map[string]string{"label": one.name}))
	}
	return properties
}

// text leaves the characters of a token alone.
func text(value any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic("monitoring: the dashboard cannot be written as JSON: " + err.Error())
	}
	return string(bytes.TrimSpace(out.Bytes()))
}
