package pipeline_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/pipeline"
	"landform/internal/iameval"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The account of the pipeline, another one with its states, and their region.
const (
	own    = "123456789012"
	states = "999999999999"
	region = "eu-west-1"
)

func build(t *testing.T, change func(props *pipeline.Props)) synthesized.Stack {
	t.Helper()
	props := pipeline.Props{
		Names:        constructtest.Names(),
		Repository:   pipeline.Repository{Owner: "octocat", Name: "landform", OwnerID: "1", ID: "2"},
		Environments: []string{"test"},
		State: pipeline.State{
			Bucket: "states", LockTable: "locks", KeyAlias: "alias/states", Region: region, AccountID: states,
			Objects: []string{"test.tfstate"}, Own: "own.tfstate", Plans: "plans/test/", Reviews: "reviews/test/",
		},
		Secrets:  []string{"acme/test/"},
		Prefixes: []string{"acme-test-"},
		Services: []pipeline.Service{
			{Prefix: "ec2", Reads: []string{"Describe*"}},
			{Prefix: "s3", Reads: []string{"GetBucket*"}},
			{Prefix: "dynamodb", Reads: []string{"Describe*"}},
			{Prefix: "kms", Reads: []string{"Describe*"}},
			{Prefix: "secretsmanager", Reads: []string{"DescribeSecret"}},
			{Prefix: "ssm", Reads: []string{"DescribeParameters"}, Writes: []string{"PutParameter"}},
		},
		PassedTo:     []string{"ec2.amazonaws.com"},
		Deploys:      true,
		PullRequests: true,
	}
	change(&props)
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { pipeline.New(stack, "pipeline", props) })
}

func unchanged(*pipeline.Props) {}

// inTheAccountOfTheStates puts the states into the pipeline's own account, where no policy of another account denies access.
func inTheAccountOfTheStates(props *pipeline.Props) { props.State.AccountID = own }

// call is a request. The context contains condition keys, each followed by its value.
type call struct {
	action, resource string
	context          []string
}

func on(action, resource string, context ...string) call { return call{action, resource, context} }

// ask evaluates a role's policies and boundary for each call. The policy of the resource is assumed to allow everything.
func ask(t *testing.T, stack synthesized.Stack, role string, want bool, calls ...call) {
	t.Helper()
	askRights(t, rightsOf(t, stack, role), role, want, calls...)
}

func rightsOf(t *testing.T, stack synthesized.Stack, role string) iameval.Rights {
	t.Helper()
	rights, err := iameval.OfRole(stack, constructtest.Find(t, stack, "pipeline/"+role+"/role"))
	if err != nil {
		t.Fatal(err)
	}
	if rights.Boundary == nil || len(rights.Identity) == 0 {
		t.Fatalf("%s has no boundary, or no policies", role)
	}
	return rights
}

func askRights(t *testing.T, rights iameval.Rights, role string, want bool, calls ...call) {
	t.Helper()
	for _, call := range calls {
		request := iameval.Request{Action: call.action, Resource: call.resource, Context: map[string][]string{}}
		for at := 0; at < len(call.context); at += 2 {
			request.Context[call.context[at]] = append(request.Context[call.context[at]], call.context[at+1])
		}
		decision, err := rights.Decide(request)
		if err != nil {
			t.Fatal(err)
		}
		if decision.Allowed != want {
			t.Errorf("%s: %s on %s %v: allowed is %v (%s), want %v", role, call.action, call.resource, call.context,
				decision.Allowed, decision.Reason, want)
		}
	}
}

func TestRolesHaveTheBoundary(t *testing.T) {
	stack := build(t, unchanged)
	boundary := constructtest.Find(t, stack, "pipeline/boundary")
	constructtest.Expect(t, boundary, map[string]any{"name": "landform-pipeline-boundary"})
	constructtest.Expect(t, constructtest.Find(t, stack, "pipeline/workload-boundary"), map[string]any{"name": "landform-workload-boundary"})
	for role, hours := range map[string]any{"plan": nil, "apply": 4 * 3600, "pull-request": nil} {
		constructtest.Expect(t, constructtest.Find(t, stack, "pipeline/"+role+"/role"), map[string]any{
			"name": "landform-" + role, "permissions_boundary": boundary.Reference("arn"), "max_session_duration": hours,
		})
	}
}

func TestApplyAndPullRequestRolesAreOptional(t *testing.T) {
	stack := build(t, func(props *pipeline.Props) { props.Deploys, props.PullRequests = false, false })
	for _, path := range []string{"pipeline/apply/role", "pipeline/workload-boundary", "pipeline/pull-request/role"} {
		if _, ok := stack.At(path); ok {
			t.Errorf("%s exists although it is not requested", path)
		}
	}
	constructtest.Find(t, stack, "pipeline/plan/role")
}

func TestPrefixesWithoutASlashAreRefused(t *testing.T) {
	constructtest.Refused(t, "pipeline: State.Plans is \"plans/test\": must end in a slash\nState.Reviews is \"\": must end in a slash", func() {
		build(t, func(props *pipeline.Props) { props.State.Plans, props.State.Reviews = "plans/test", "" })
	})
}

// TestExistingOIDCProviderIsUsed: an account can have only one OIDC provider of GitHub.
func TestExistingOIDCProviderIsUsed(t *testing.T) {
	stack := build(t, func(props *pipeline.Props) { props.ProviderExists = true })
	if count := len(stack.OfType("aws_iam_openid_connect_provider")); count != 0 {
		t.Errorf("%d providers are created, want none", count)
	}
	trust := constructtest.Document(t, constructtest.Find(t, stack, "pipeline/apply/role"), "assume_role_policy")
	constructtest.Expect(t, trust, map[string]any{
		"Statement.0.Principal.Federated.0": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
	})
}
