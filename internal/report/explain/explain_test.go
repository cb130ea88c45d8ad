package explain_test

import (
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
		"production-stack/postgres/instance", "constructs/postgres/postgres.go:1", "V21", "657.00 USD a month: db.r6g.xlarge",
		"10.2.0.0/16 on tcp 5432: PostgreSQL from inside the VPC", "rds-storage-encrypted", "aws_db_subnet_group.", "docs/operations.md",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the explanation does not say %q:\n%s", want, text.String())
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

// TestEveryResourceIsFound by its path with the stack, which nothing else has.
func TestEveryResourceIsFound(t *testing.T) {
	stacks := shipped.Stacks(t)
	for _, resource := range stacks[0].Resources {
		if found, err := explain.Find(stacks, resource.Path); err != nil || len(found) != 1 || found[0].Resource.Address() != resource.Address() {
			t.Errorf("%s: %d found: %v", resource.Path, len(found), err)
		}
	}
}

func TestTheNearestIsSuggested(t *testing.T) {
	_, err := explain.Find(shipped.Stacks(t), "volteryde-dev-postgre")
	if err == nil || !strings.Contains(err.Error(), "volteryde-dev-postgres") {
		t.Errorf("error is %v", err)
	}
}
