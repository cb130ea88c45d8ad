package cost_test

import (
	"math"
	"strings"
	"testing"

	"landform/internal/report/cost"
	"landform/internal/synthesized"
	"landform/test/shipped"
)

func calculator(t *testing.T) cost.Calculator {
	t.Helper()
	c, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func stack(t *testing.T, text string) synthesized.Stack {
	t.Helper()
	parsed, err := synthesized.Parse("test-stack", "cdk.tf.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// TestEveryShippedResourceIsPriced: a new resource type needs a price, or a reason why it is free.
func TestEveryShippedResourceIsPriced(t *testing.T) {
	for _, one := range shipped.Stacks(t) {
		for _, unpriced := range calculator(t).Of(one).Unpriced {
			t.Errorf("%s: %s: %s: add a charge in charges.go and a price in prices.json, or a reason in free.go", one.Name, unpriced.Address, unpriced.Reason)
		}
	}
}

func TestResourcesArePriced(t *testing.T) {
	for name, test := range map[string]struct {
		resources string
		want      float64
	}{
		"one zone":    {`"aws_db_instance": {"a": {"instance_class": "db.t3.medium", "allocated_storage": 20}}`, 52.56 + 2.30},
		"Multi-AZ":    {`"aws_db_instance": {"a": {"instance_class": "db.t3.medium", "allocated_storage": 20, "multi_az": "true"}}`, 2 * (52.56 + 2.30)},
		"three nodes": {`"aws_elasticache_replication_group": {"a": {"node_type": "cache.t3.micro", "num_cache_clusters": 3}}`, 3 * 12.41},
		"two shards with a replica": {
			`"aws_elasticache_replication_group": {"a": {"node_type": "cache.t3.micro", "num_node_groups": 2, "replicas_per_node_group": 1}}`, 4 * 12.41},
		"worker nodes with their volumes": {`"aws_eks_node_group": {"a": {"instance_types": ["t3.medium"], "scaling_config": {"desired_size": 2},
			"launch_template": {"id": "${aws_launch_template.t.id}"}}},
			"aws_launch_template": {"t": {"block_device_mappings": [{"ebs": {"volume_size": 20}}]}}`, 2*30.37 + 2*20*0.08},
		"tasks": {`"aws_ecs_service": {"a": {"desired_count": 3, "task_definition": "${aws_ecs_task_definition.t.arn}"}},
			"aws_ecs_task_definition": {"t": {"cpu": "512", "memory": "1024"}}`, 3 * (29.55/2 + 3.245)},
		"a public load balancer":    {`"aws_lb": {"a": {"internal": false, "subnets": ["a", "b"]}}`, 16.43 + 5.84 + 2*3.65},
		"an internal load balancer": {`"aws_lb": {"a": {"internal": true, "subnets": ["a", "b"]}}`, 16.43 + 5.84},
		"an interface endpoint":     {`"aws_vpc_endpoint": {"a": {"vpc_endpoint_type": "Interface", "subnet_ids": ["a", "b"]}}`, 2*7.30 + 2*5*0.01},
		"a gateway endpoint":        {`"aws_vpc_endpoint": {"a": {"vpc_endpoint_type": "Gateway"}}`, 0},
		"an alarm on an expression": {`"aws_cloudwatch_metric_alarm": {"a": {"metric_query": [{"id": "a", "metric": {"metric_name": "x"}},
			{"id": "b", "metric": {"metric_name": "y"}}, {"id": "c", "expression": "a+b"}]}}`, 0.20},
	} {
		t.Run(name, func(t *testing.T) {
			report := calculator(t).Of(stack(t, `{"resource": {`+test.resources+`}}`))
			if math.Abs(report.Total-test.want) > 0.001 || len(report.Unpriced) > 0 {
				t.Errorf("total is %v with %v unpriced, want %v", report.Total, report.Unpriced, test.want)
			}
		})
	}
}

func TestUnpricedResourcesAreNotFree(t *testing.T) {
	report := calculator(t).Of(stack(t, `{"resource": {
		"aws_redshift_cluster": {"a": {}}, "aws_instance": {"b": {"instance_type": "x9.huge"}}}}`))
	if len(report.Unpriced) != 2 || report.Total != 0 {
		t.Fatalf("report is %+v, want two unpriced resources", report)
	}
	var text strings.Builder
	calculator(t).Write(&text, report)
	for _, want := range []string{"the cost of aws_redshift_cluster is unknown", `no price "ec2.instance.x9.huge"`, "and 2 unpriced resources"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, text.String())
		}
	}
}

// TestEveryPriceHasASource: every price can be looked up on a page of AWS.
func TestEveryPriceHasASource(t *testing.T) {
	table, err := cost.ListPrices()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, price := range table.Prices {
		if price.Source == "" || price.Unit == "" || !strings.HasPrefix(price.Page, "https://aws.amazon.com/") || price.USD < 0 {
			t.Errorf("%s: %+v has no source, no unit or no page", price.ID, price)
		}
		if seen[price.ID] {
			t.Errorf("%s is listed twice", price.ID)
		}
		seen[price.ID] = true
	}
}

// TestTheDocumentsTableIsExplained compares the totals of the document's cost table with those of the report.
func TestTheDocumentsTableIsExplained(t *testing.T) {
	report := calculator(t).Of(shipped.Stack(t, "dev-stack"))
	rows := cost.CompareWithDocument(report)
	var document, total float64
	for _, row := range rows {
		document, total = document+row.Document, total+row.Stack
		if row.Stack == 0 {
			t.Errorf("%s: no resource of the stack belongs to the row", row.Row)
		}
	}
	if document != 358 {
		t.Errorf("the document's rows add up to %v, want 358", document)
	}
	if math.Abs(total-report.Total) > 0.001 {
		t.Errorf("the rows add up to %v, the report to %v", total, report.Total)
	}
}

func TestEnvironmentsStayWithinTheirBudgets(t *testing.T) {
	checked := 0
	for _, one := range shipped.Stacks(t) {
		report := calculator(t).Of(one)
		if report.Budget == 0 {
			continue
		}
		checked++
		if report.Total > report.Budget {
			t.Errorf("%s costs %.0f dollars a month, and its budget is %.0f", one.Name, report.Total, report.Budget)
		}
	}
	if checked == 0 {
		t.Error("no stack has a budget")
	}
}

func TestAssumptionsAreChecked(t *testing.T) {
	if _, err := cost.ReadUsage("missing.json"); err == nil {
		t.Error("a missing file is accepted")
	}
}

// TestAChangeOfCostNamesItsConstructs compares reports with a larger database, a new stack and a removed stack.
func TestAChangeOfCostNamesItsConstructs(t *testing.T) {
	of := func(name, class string) cost.Report {
		report := calculator(t).Of(stack(t, `{"resource": {"aws_db_instance": {"a": {"instance_class": "`+class+`", "//": {"metadata": {"path": "test-stack/postgres/instance"}}}},
			"aws_budgets_budget": {"b": {"limit_amount": "50"}}}}`))
		report.Stack = name
		return report
	}
	changes := cost.Changes([]cost.Report{of("dev", "db.t3.micro"), of("gone", "db.t3.micro"), of("same", "db.t3.micro")},
		[]cost.Report{of("dev", "db.t3.medium"), of("new", "x9.huge"), of("same", "db.t3.micro")})
	want := `### Monthly cost

| Stack | Before | After | Difference | Main reasons |
| --- | ---: | ---: | ---: | --- |
| ` + "`dev` | $13.14 | $52.56, **above the budget of $50.00** | +$39.42 | `postgres`" + ` +$39.42 |
| ` + "`gone` | $13.14 | $0 | −$13.14 | `postgres`" + ` −$13.14 |
| ` + "`new`" + ` | $0 | $0 | +$0 | **unpriced resources: 1** |

**+$26.28 per month** at list prices.
`
	text := cost.Markdown(changes)
	if summary, _, _ := strings.Cut(text, "\n<details>"); summary != want {
		t.Errorf("the section is\n%s\nwant\n%s", summary, want)
	}
	if strings.Contains(text, "same") || !strings.Contains(text, "| `dev` | `postgres/instance` | db.t3.medium | 0.00 | 52.56 |") {
		t.Errorf("the section has the lines\n%s", text)
	}
	if none := cost.Markdown(nil); none != "" {
		t.Errorf("no change is %q", none)
	}
}

func TestDollars(t *testing.T) {
	for want, usd := range map[string]float64{"$0": 0, "$52.56": 52.56, "$450": 449.91, "$2,024": 2024.13, "$1,000": 999.6, "$12,005": 12004.9} {
		if got := cost.Dollars(usd); got != want {
			t.Errorf("%v is %s, want %s", usd, got, want)
		}
	}
}
