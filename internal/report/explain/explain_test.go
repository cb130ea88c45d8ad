package explain_test

import (
	"slices"
	"strings"
	"testing"

	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/report/cost"
	"landform/internal/report/explain"
	"landform/test/shipped"
)

func explainer(t *testing.T) *explain.Explainer {
	t.Helper()
	calculator, err := cost.NewCalculator("")
	if err != nil {
		t.Fatal(err)
	}
	stacks := shipped.Stacks(t)
	return &explain.Explainer{
		Stacks: stacks, Calculator: calculator, Rules: rules.Table().Rules, Report: guardrails.Check(rules.Table(), stacks, nil),
		Origins: map[string]string{"production-stack/postgres/instance": "constructs/postgres/postgres.go:1"},
	}
}

func TestADatabaseIsExplained(t *testing.T) {
	e := explainer(t)
	found, err := explain.Find(e.Stacks, "volteryde-production-postgres")
	if err != nil || len(found) == 0 {
		t.Fatalf("%d found: %v", len(found), err)
	}
	var text strings.Builder
	for _, match := range found {
		if match.Resource.Type != "aws_db_instance" {
			continue
		}
		one, err := e.Of(match.Stack, match.Resource)
		if err != nil {
			t.Fatal(err)
		}
		explain.Write(&text, one)
	}
	for _, want := range []string{
		"production-stack/postgres/instance", "constructs/postgres/postgres.go:1", "V21", "657.00 USD per month: db.r6g.xlarge",
		"10.2.0.0/16 (the whole VPC) on tcp 5432: PostgreSQL from inside the VPC", "rds-storage-encrypted", "aws_db_subnet_group.", "docs/operations.md",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the explanation lacks %q:\n%s", want, text.String())
		}
	}
}

func TestWaiversAreShownWithTheirReason(t *testing.T) {
	e := explainer(t)
	found, err := explain.Find(e.Stacks, "dev-stack/ingress/security-group/from-anywhere-tcp-443")
	if err != nil || len(found) != 1 {
		t.Fatalf("%d found: %v", len(found), err)
	}
	one, err := e.Of(found[0].Stack, found[0].Resource)
	if err != nil || len(one.Waivers) == 0 || one.Waivers[0].Source != "V31" {
		t.Errorf("waivers are %+v, error %v", one.Waivers, err)
	}
}

// TestEveryResourceIsFound: every resource of a stack is found by its full construct path, which is unique.
func TestEveryResourceIsFound(t *testing.T) {
	stacks := shipped.Stacks(t)
	for _, resource := range stacks[0].Resources {
		if found, err := explain.Find(stacks, resource.Path); err != nil || len(found) != 1 || found[0].Resource.Address() != resource.Address() {
			t.Errorf("%s: %d found: %v", resource.Path, len(found), err)
		}
	}
}

// TestUnknownNamesAreAnsweredWithSuggestions: with similar names, with the resources of a construct, or with the resources that
// have the value.
func TestUnknownNamesAreAnsweredWithSuggestions(t *testing.T) {
	stacks := shipped.Stacks(t)
	for word, want := range map[string]string{
		"volteryde-dev-postgre": "did you mean volteryde-dev-postgres?",
		"dev-stack/postgres":    "dev-stack/postgres/instance",
		"postgres/":             "postgres/instance",
		"true":                  "give the name of one",
	} {
		if _, err := explain.Find(stacks, word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", word, err, want)
		}
	}
	found, err := explain.Find(stacks, "10.2.0.0/16")
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, match := range found {
		types = append(types, match.Resource.Type)
	}
	if !slices.Contains(types, "aws_vpc") || !slices.Contains(types, "aws_vpc_security_group_ingress_rule") {
		t.Errorf("production's CIDR block is found in %v", types)
	}
}

func one(t *testing.T, word string) explain.Explanation {
	t.Helper()
	e := explainer(t)
	found, err := explain.Find(e.Stacks, word)
	if err != nil || len(found) != 1 {
		t.Fatalf("%s: %d found: %v", word, len(found), err)
	}
	explained, err := e.Of(found[0].Stack, found[0].Resource)
	if err != nil {
		t.Fatal(err)
	}
	return explained
}

func TestAnAlarmIsExplained(t *testing.T) {
	explained := one(t, "production-stack/monitoring/postgres-cpu")
	alarm := explained.Alarm
	if explained.Says == "" || alarm == nil || !strings.Contains(alarm.When, "CPUUtilization > ") || len(alarm.Of) != 1 || len(alarm.Told) != 1 ||
		!strings.HasPrefix(alarm.Of[0], "aws_db_instance.") || !strings.HasPrefix(alarm.Told[0], "aws_sns_topic.") {
		t.Errorf("the explanation is %q, the alarm %+v", explained.Says, alarm)
	}
	if other := one(t, "production-stack/network/vpc"); other.Alarm != nil {
		t.Errorf("a VPC is explained as an alarm: %+v", other.Alarm)
	}
}

// TestWhatDependsOnANetwork: the database depends on the VPC, although it does not refer to it directly.
func TestWhatDependsOnANetwork(t *testing.T) {
	vpc, database := one(t, "production-stack/network/vpc"), one(t, "production-stack/postgres/instance")
	if !slices.Contains(vpc.Dependents.Data, database.Address) || vpc.Dependents.Count <= len(vpc.ReferredBy) {
		t.Errorf("dependents of the VPC are %+v", vpc.Dependents)
	}
	if slices.Contains(database.Dependents.Data, database.Address) {
		t.Error("the database depends on itself")
	}
}
