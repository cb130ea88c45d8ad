package monitoring

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"landform/constructs/naming"
)

// everything is one subject of each kind, and two of one: what a dashboard has most to arrange.
func everything() []subject {
	one := func(kind kind, name, by string) subject {
		return subject{kind: kind, name: name, dimensions: []dimension{{by, "${" + name + ".id}"}}, maxConnections: 100, storageBytes: 1000}
	}
	return []subject{
		one(clusterKind, "eks", "ClusterName"),
		one(nodesKind, "nodes", "AutoScalingGroupName"),
		one(balancerKind, "alb", "LoadBalancer"),
		one(targetsKind, "alb-targets", "TargetGroup"),
		one(postgresKind, "postgres", "DBInstanceIdentifier"),
		one(redisKind, "redis-001", "CacheClusterId"),
		one(redisKind, "redis-002", "CacheClusterId"),
		one(serverKind, "timescale", "InstanceId"),
		one(diskKind, "timescale", "InstanceId"),
		one(natKind, "nat-a", "NatGatewayId"),
	}
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

func where() naming.Names {
	return naming.Names{System: "acme", Environment: "test", Region: "eu-west-1", AccountID: "123456789012"}
}

func TestWidgetsLieOnTheGridAndNotOnEachOther(t *testing.T) {
	widgets := parse(t, dashboard(where(), everything()))
	for index, one := range widgets {
		if one.X < 0 || one.Y < 0 || one.Width < 1 || one.Height < 1 || one.X+one.Width > 24 {
			t.Errorf("widget %d is at %d,%d with %dx%d: off the grid", index, one.X, one.Y, one.Width, one.Height)
		}
		for _, other := range widgets[:index] {
			if one.X < other.X+other.Width && other.X < one.X+one.Width && one.Y < other.Y+other.Height && other.Y < one.Y+one.Height {
				t.Errorf("widget %d %q lies on %q", index, one.Properties.Title, other.Properties.Title)
			}
		}
	}
}

func TestEachRowOfTheTableHasAGraphOfEverySubject(t *testing.T) {
	subjects := everything()
	widgets := parse(t, dashboard(where(), subjects))
	for _, row := range alarms {
		section := slices.IndexFunc(widgets, func(one parsed) bool { return one.Properties.Markdown == "## "+row.kind.title })
		if section < 0 {
			t.Errorf("%s has no section", row.kind.title)
			continue
		}
		found := section + slices.IndexFunc(widgets[section:], func(one parsed) bool {
			return one.Properties.Stat == row.statistic && len(one.Properties.Metrics) > 0 &&
				one.Properties.Metrics[0][0] == row.kind.namespace && one.Properties.Metrics[0][1] == row.metric
		})
		if found < section {
			t.Errorf("%s %s %s has no graph", row.kind.title, row.metric, row.statistic)
			continue
		}
		var want, got []string
		for _, one := range subjects {
			if one.kind == row.kind {
				want = append(want, one.dimensions[0].name+"="+one.dimensions[0].value)
			}
		}
		for _, metric := range widgets[found].Properties.Metrics {
			got = append(got, metric[2].(string)+"="+metric[3].(string))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s %s has the lines %v, want %v", row.kind.title, row.metric, got, want)
		}
	}
}

func TestStateOfEveryAlarmIsShown(t *testing.T) {
	subjects := everything()
	shown := parse(t, dashboard(where(), subjects))[0].Properties.Alarms
	count := 0
	for _, one := range subjects {
		for _, row := range alarms {
			if row.kind == one.kind {
				count++
			}
		}
	}
	if len(shown) != count || len(shown) > 100 {
		t.Errorf("%d alarms are shown of %d: must be all, and at most 100", len(shown), count)
	}
	if want := "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:acme-test-redis-002-evictions"; !slices.Contains(shown, want) {
		t.Errorf("%s is not among %v", want, shown)
	}
}

func TestTokensSurviveTheJSON(t *testing.T) {
	subjects := []subject{{kind: natKind, name: "nat-a", dimensions: []dimension{{"NatGatewayId", "${TfToken[TOKEN.7]}<&>"}}}}
	if body := dashboard(where(), subjects); !strings.Contains(body, `"${TfToken[TOKEN.7]}<&>"`) {
		t.Errorf("the token is not in %s", body)
	}
}

// Alarms are named after subject and row: two rows of one name would be one alarm.
func TestRowsOfAKindHaveNamesOfTheirOwn(t *testing.T) {
	taken := map[string]bool{}
	for _, row := range alarms {
		if name := row.kind.title + " " + row.name; taken[name] {
			t.Errorf("two rows are called %s", name)
		} else {
			taken[name] = true
		}
	}
}
