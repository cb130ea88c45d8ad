package jobs_test

import (
	"strings"
	"testing"

	"landform/internal/jobs"
	"landform/internal/synthesized"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
)

// stacks are one system with two environments in an account each, and its states in a third one.
func stacks() []synthesized.Stack {
	backend := `"terraform": {"backend": {"s3": {"bucket": "states", "region": "eu-west-1", "dynamodb_table": "locks"}}}`
	provider := func(account string) string {
		return `"provider": {"aws": [{"region": "eu-west-1", "allowed_account_ids": ["` + account + `"]}]}`
	}
	stack := func(name, account, rest string, resources ...synthesized.Resource) synthesized.Stack {
		text := "{" + backend + "," + provider(account) + rest + "}"
		return synthesized.Stack{Name: name, JSON: []byte(text), Resources: resources}
	}
	role := func(stack, which string) synthesized.Resource {
		return resource("aws_iam_role", stack+"/pipeline/"+which+"/role", `{"name": "landform-`+which+`"}`)
	}
	return []synthesized.Stack{
		stack("a-stack", "111111111111", `, "//": {"promotion": {"system": "acme", "position": 2}}`),
		stack("a-pipeline-stack", "111111111111", "", role("a-pipeline-stack", "plan"), role("a-pipeline-stack", "apply")),
		stack("b-stack", "222222222222", `, "//": {"promotion": {"system": "acme", "position": 1}}`),
		stack("b-pipeline-stack", "222222222222", "", role("b-pipeline-stack", "plan"), role("b-pipeline-stack", "apply")),
		stack("state-stack", "333333333333", "", resource("aws_dynamodb_table", "state-stack/state/lock-table", `{"name": "locks"}`)),
		stack("state-pipeline-stack", "333333333333", "", role("state-pipeline-stack", "plan")),
	}
}

func resource(kind, path, text string) synthesized.Resource {
	return synthesized.Resource{Type: kind, Path: path, JSON: gjson.Parse(text)}
}

func TestEveryStackIsAJob(t *testing.T) {
	all, err := jobs.All(stacks())
	if err != nil {
		t.Fatal(err)
	}
	byStack := map[string]jobs.Job{}
	for _, job := range all {
		byStack[job.Stack] = job
	}
	if len(byStack) != 6 {
		t.Errorf("%d jobs, want 6", len(byStack))
	}
	want := jobs.Job{
		Stack: "a-stack", Environment: "a", Region: "eu-west-1",
		PlanRole: "arn:aws:iam::111111111111:role/landform-plan", ApplyRole: "arn:aws:iam::111111111111:role/landform-apply",
		LockTable: "arn:aws:dynamodb:eu-west-1:333333333333:table/locks", Plans: "s3://states/plans/a/",
	}
	if diff := cmp.Diff(want, byStack["a-stack"]); diff != "" {
		t.Errorf("job of a-stack (-want +got):\n%s", diff)
	}
	if got := byStack["a-pipeline-stack"].Environment; got != "a" {
		t.Errorf("a-pipeline-stack is planned in %q, want the environment that the role trusts", got)
	}
	if got := byStack["state-stack"].ApplyRole; got != "" {
		t.Errorf("state-stack can be applied by %s, want nobody", got)
	}
}

func TestEnvironmentsAreDeployedInTheirOrder(t *testing.T) {
	systems, err := jobs.Promoted(stacks())
	if err != nil {
		t.Fatal(err)
	}
	if len(systems) != 1 || systems[0].Name != "acme" || len(systems[0].Jobs) != 2 {
		t.Fatalf("systems are %+v, want acme with two jobs", systems)
	}
	if systems[0].Jobs[0].Stack != "b-stack" || systems[0].Jobs[1].Stack != "a-stack" {
		t.Errorf("order is %s, %s, want b-stack first", systems[0].Jobs[0].Stack, systems[0].Jobs[1].Stack)
	}
}

func TestOnlyWhatChangedIsChanged(t *testing.T) {
	before, after := stacks(), stacks()
	after[0].JSON = []byte(strings.Replace(string(after[0].JSON), "eu-west-1", "eu-west-2", 1))
	before = before[:5] // the last one is new
	var names []string
	for _, stack := range jobs.Changed(before, after) {
		names = append(names, stack.Name)
	}
	if diff := cmp.Diff([]string{"a-stack", "state-pipeline-stack"}, names); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
}

func TestStackWithoutPipelineIsRefused(t *testing.T) {
	_, err := jobs.All(stacks()[:1])
	if err == nil || !strings.Contains(err.Error(), "stack a-stack: account 111111111111 has no pipeline stack") {
		t.Errorf("error is %v", err)
	}
}

func TestStackWithoutLockTableIsRefused(t *testing.T) {
	_, err := jobs.All(stacks()[:2])
	if err == nil || !strings.Contains(err.Error(), `no stack builds the lock table "locks"`) {
		t.Errorf("error is %v", err)
	}
}

func TestDriftNamesAttributesAndNoValues(t *testing.T) {
	page, err := jobs.Drift([]byte(`{"format_version": "1.2", "resource_drift": [
		{"address": "aws_db_instance.one", "change": {"actions": ["update"],
			"before": {"password": "old secret", "multi_az": true}, "after": {"password": "new secret", "multi_az": true}}},
		{"address": "aws_vpc.two", "change": {"actions": ["delete"], "before": {"id": "vpc-1"}, "after": null}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want := "- `aws_db_instance.one`: `password` is not what Terraform left\n- `aws_vpc.two` is gone\n"
	if diff := cmp.Diff(want, page); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

func TestNoDriftIsAnEmptyPage(t *testing.T) {
	page, err := jobs.Drift([]byte(`{"format_version": "1.2", "resource_changes": []}`))
	if err != nil || page != "" {
		t.Errorf("page is %q, error %v", page, err)
	}
	if _, err := jobs.Drift([]byte(`{`)); err == nil {
		t.Error("broken JSON is taken for a plan")
	}
}
