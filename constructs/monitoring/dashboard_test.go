package monitoring

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"landform/constructs/alarm"
	"landform/constructs/naming"
)

// everything returns targets that cover every case of the layout: sections with one, three and four rules, targets that
// share their rules, and a section in which only one of two targets has a certain rule.
func everything() []alarm.Target {
	return []alarm.Target{
		target("Kubernetes", "eks", "ClusterName", "pending"),
		target("Redis", "redis-001", "CacheClusterId", "memory", "evictions", "engine-cpu", "cpu"),
		target("Redis", "redis-002", "CacheClusterId", "memory", "evictions", "engine-cpu", "cpu"),
		target("Servers", "timescale", "InstanceId", "status", "cpu"),
		target("Disks", "timescale", "InstanceId", "disk"),
		target("Servers", "egress", "InstanceId", "status", "cpu", "credits"),
	}
}

func target(section, name, dimension string, rules ...string) alarm.Target {
	created := alarm.Target{
		Section: section, Name: name, Namespace: "Acme/" + section,
		Dimensions: []alarm.Dimension{{Name: dimension, Value: "${" + name + ".id}"}},
	}
	for _, rule := range rules {
		created.Rules = append(created.Rules, alarm.Rule{Name: rule, Metric: "Metric-" + rule, Statistic: alarm.Average})
	}
	return created
}

type parsed struct {
	Type                string
	X, Y, Width, Height int
	Properties          struct {
		Title    string
		Markdown string
		Stat     string
		Alarms   []string
		Metrics  [][]any
	}
}

func parse(t *testing.T, body string) []parsed {
	t.Helper()
	var whole struct{ Widgets []parsed }
	if err := json.Unmarshal([]byte(body), &whole); err != nil {
		t.Fatal(err)
	}
	return whole.Widgets
}

func names() naming.Names {
	return naming.Names{System: "acme", Environment: "test", Region: "eu-west-1", AccountID: "123456789012"}
}

func TestWidgetsFitTheGridAndDoNotOverlap(t *testing.T) {
	widgets := parse(t, dashboard(names(), everything()))
	for index, one := range widgets {
		if one.X < 0 || one.Y < 0 || one.Width < 1 || one.Height < 1 || one.X+one.Width > 24 {
			t.Errorf("widget %d is at %d,%d with %dx%d: off the grid", index, one.X, one.Y, one.Width, one.Height)
		}
		for _, other := range widgets[:index] {
			if one.X < other.X+other.Width && other.X < one.X+one.Width && one.Y < other.Y+other.Height && other.Y < one.Y+one.Height {
				t.Errorf("widget %d %q overlaps %q", index, one.Properties.Title, other.Properties.Title)
			}
		}
	}
}

func TestEachRuleHasAGraphOfEveryTargetThatHasIt(t *testing.T) {
	graphs := map[string][]string{} // by section and metric
	section := ""
	for _, one := range parse(t, dashboard(names(), everything())) {
		if one.Type == "text" {
			section = strings.TrimPrefix(one.Properties.Markdown, "## ")
		}
		for _, metric := range one.Properties.Metrics {
			id := section + "/" + metric[1].(string)
			graphs[id] = append(graphs[id], metric[0].(string)+" "+metric[2].(string)+"="+metric[3].(string))
		}
	}
	want := map[string][]string{}
	for _, target := range everything() {
		for _, rule := range target.Rules {
			id := target.Section + "/" + rule.Metric
			want[id] = append(want[id], target.Namespace+" "+target.Dimensions[0].Name+"="+target.Dimensions[0].Value)
		}
	}
	if !reflect.DeepEqual(graphs, want) {
		t.Errorf("graphs are %v, want %v", graphs, want)
	}
}

func TestDashboardShowsTheStateOfEveryAlarm(t *testing.T) {
	targets := everything()
	shown := parse(t, dashboard(names(), targets))[0].Properties.Alarms
	count := 0
	for _, one := range targets {
		count += len(one.Rules)
	}
	if len(shown) != count {
		t.Errorf("the dashboard shows %d of %d alarms", len(shown), count)
	}
	if want := "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:acme-test-redis-002-evictions"; !slices.Contains(shown, want) {
		t.Errorf("%s is not among %v", want, shown)
	}
}

func TestTokensAreNotEscapedInTheJSON(t *testing.T) {
	gateway := target("NAT gateways", "nat-a", "NatGatewayId", "ports")
	gateway.Dimensions[0].Value = "${TfToken[TOKEN.7]}<&>"
	if body := dashboard(names(), []alarm.Target{gateway}); !strings.Contains(body, `"${TfToken[TOKEN.7]}<&>"`) {
		t.Errorf("the token is not in %s", body)
	}
}
