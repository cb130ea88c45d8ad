package pipeline_test

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/pipeline"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func build(t *testing.T, change func(props *pipeline.Props)) synthesized.Stack {
	t.Helper()
	props := pipeline.Props{
		Names:        constructtest.Names(),
		Repository:   pipeline.Repository{Owner: "octocat", Name: "landform", OwnerID: "1", ID: "2"},
		Environments: []string{"test"},
		State: pipeline.State{
			Bucket: "states", TableARN: "arn:aws:dynamodb:eu-west-1:999999999999:table/locks", KeyAlias: "alias/states",
			Region: "eu-west-1", AccountID: "999999999999", Objects: []string{"test.tfstate"}, Own: "own.tfstate", Plans: "plans/test/",
		},
		Secrets:  []string{"acme/test/"},
		Services: []string{"ec2", "iam"},
	}
	change(&props)
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { pipeline.New(stack, "pipeline", props) })
}

func unchanged(*pipeline.Props) {}

// statement finds a statement of a policy that a resource holds.
func statement(t *testing.T, stack synthesized.Stack, path, sid string) gjson.Result {
	t.Helper()
	document := constructtest.Find(t, stack, path).Get("policy").String()
	found := gjson.Get(document, `Statement.#(Sid=="`+sid+`")`)
	if !found.Exists() {
		t.Fatalf("%s has no statement %s: %s", path, sid, document)
	}
	return found
}

func TestOnlyTheRepositorysEnvironmentsAreTrusted(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(props *pipeline.Props)
		role   string
		want   string
	}{
		{"plan", unchanged, "plan", `["repo:octocat@1/landform@2:environment:test-plan"]`},
		{"apply", unchanged, "apply", `["repo:octocat@1/landform@2:environment:test"]`},
		{"names only", func(props *pipeline.Props) { props.Repository.OwnerID, props.Repository.ID = "", "" }, "apply",
			`["repo:octocat/landform:environment:test"]`},
		{"two environments", func(props *pipeline.Props) { props.Environments = []string{"one", "two"} }, "apply",
			`["repo:octocat@1/landform@2:environment:one","repo:octocat@1/landform@2:environment:two"]`},
	} {
		t.Run(test.name, func(t *testing.T) {
			role := constructtest.Find(t, build(t, test.change), "pipeline/"+test.role+"/role")
			trust := gjson.Get(role.Get("assume_role_policy").String(), "Statement")
			if len(trust.Array()) != 1 {
				t.Fatalf("trust is %s, want one statement", trust.Raw)
			}
			conditions := trust.Get("0.Condition").Map()
			if len(conditions) != 1 || !conditions["StringEquals"].Exists() {
				t.Fatalf("conditions are %v, want equality and nothing looser", conditions)
			}
			equal := conditions["StringEquals"]
			if got := equal.Get(`token\.actions\.githubusercontent\.com:sub`).Raw; got != test.want {
				t.Errorf("subjects are %s, want %s", got, test.want)
			}
			if got := equal.Get(`token\.actions\.githubusercontent\.com:aud.0`).String(); got != "sts.amazonaws.com" {
				t.Errorf("audience is %s", got)
			}
		})
	}
}

func TestPlanRoleOnlyReadsAndLocks(t *testing.T) {
	stack := build(t, unchanged)
	constructtest.Expect(t, constructtest.Find(t, stack, "pipeline/plan/managed-ReadOnlyAccess"),
		map[string]any{"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"})
	document := constructtest.Find(t, stack, "pipeline/plan/policy-state").Get("policy").String()
	for _, statement := range gjson.Get(document, "Statement").Array() {
		if writes := strings.Contains(statement.Get("Action").Raw, "s3:PutObject"); writes &&
			statement.Get("Resource").Raw != `["arn:aws:s3:::states/plans/test/*"]` {
			t.Errorf("plan writes %s", statement.Raw)
		}
	}
	locks := statement(t, stack, "pipeline/plan/policy-state", "LockStates")
	want := `["states/own.tfstate","states/own.tfstate-md5","states/test.tfstate","states/test.tfstate-md5"]`
	if got := locks.Get(`Condition.ForAllValues:StringEquals.dynamodb:LeadingKeys`).Raw; got != want {
		t.Errorf("locks are %s, want %s", got, want)
	}
}

func TestApplyRoleWritesTheStatesOfItsStacksOnly(t *testing.T) {
	write := statement(t, build(t, unchanged), "pipeline/apply/policy-state", "WriteStates")
	if got := write.Get("Resource").Raw; got != `["arn:aws:s3:::states/test.tfstate"]` {
		t.Errorf("apply writes %s", got)
	}
}

func TestBoundaryKeepsTheStates(t *testing.T) {
	stack := build(t, unchanged)
	boundary := constructtest.Find(t, stack, "pipeline/boundary")
	constructtest.Expect(t, constructtest.Find(t, stack, "pipeline/apply/role"),
		map[string]any{"permissions_boundary": boundary.Reference("arn"), "max_session_duration": 14400})
	for sid, actions := range map[string][]string{
		"KeepStateBucket": {"s3:DeleteBucket", "s3:DeleteObjectVersion"},
		"KeepStateKey":    {"kms:ScheduleKeyDeletion", "kms:DisableKey"},
		"KeepLockTable":   {"dynamodb:DeleteTable"},
		"KeepPipeline":    {"iam:*"},
	} {
		denied := statement(t, stack, "pipeline/boundary", sid)
		for _, action := range actions {
			if denied.Get("Effect").String() != "Deny" || !slices.ContainsFunc(denied.Get("Action").Array(),
				func(one gjson.Result) bool { return one.String() == action }) {
				t.Errorf("%s does not deny %s: %s", sid, action, denied.Raw)
			}
		}
	}
	if got := statement(t, stack, "pipeline/boundary", "KeepStateKey").Get("Condition").Raw; !strings.Contains(got, "alias/states") {
		t.Errorf("the key is not the states' one: %s", got)
	}
}

func TestNobodyAppliesWithoutServices(t *testing.T) {
	stack := build(t, func(props *pipeline.Props) { props.Services = nil })
	if _, ok := stack.At("pipeline/apply/role"); ok {
		t.Error("there is an apply role, though nothing is applied")
	}
	constructtest.Find(t, stack, "pipeline/plan/role")
}
