package pipeline_test

import (
	"maps"
	"slices"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/pipeline"
	"landform/internal/iameval"
)

// token contains the claims of a job's token.
type token map[string]string

func deploying() token {
	return token{
		"aud": "sts.amazonaws.com", "sub": "repo:octocat@1/landform@2:environment:test", "ref": "refs/heads/main",
		"job_workflow_ref": "octocat/landform/.github/workflows/deploy-stack.yml@refs/heads/main",
		"repository_id":    "2", "repository_owner_id": "1",
	}
}

func (t token) with(claims ...string) token {
	changed := maps.Clone(t)
	for at := 0; at < len(claims); at += 2 {
		changed[claims[at]] = claims[at+1]
	}
	return changed
}

func pullRequest() token {
	return deploying().with("sub", "repo:octocat@1/landform@2:pull_request", "ref", "refs/pull/7/merge",
		"job_workflow_ref", "octocat/landform/.github/workflows/pull-request.yml@refs/pull/7/merge")
}

// TestWhoMayAssumeWhichRole evaluates the trust policies for tokens.
func TestWhoMayAssumeWhichRole(t *testing.T) {
	planning := deploying().with("sub", "repo:octocat@1/landform@2:environment:test-plan")
	for _, test := range []struct {
		name   string
		token  token
		change func(*pipeline.Props)
		roles  []string // that the job may assume
	}{
		{"a deployment of main", deploying(), unchanged, []string{"apply"}},
		{"a plan of main", planning, unchanged, []string{"plan"}},
		{"the drift check", planning.with("job_workflow_ref", "octocat/landform/.github/workflows/drift.yml@refs/heads/main"), unchanged, []string{"plan"}},
		{"the drift check cannot deploy", deploying().with("job_workflow_ref", "octocat/landform/.github/workflows/drift.yml@refs/heads/main"), unchanged, nil},
		{"a pull request", pullRequest(), unchanged, []string{"pull-request"}},
		{"a pull request that names the environment", pullRequest().with("sub", deploying()["sub"]), unchanged, nil},
		{"a pull request with a workflow of its own", pullRequest().with("job_workflow_ref", "octocat/landform/.github/workflows/mine.yml@refs/pull/7/merge"), unchanged, nil},
		{"a branch that names the environment", deploying().with("ref", "refs/heads/mine", "job_workflow_ref",
			"octocat/landform/.github/workflows/deploy-stack.yml@refs/heads/mine"), unchanged, nil},
		{"a branch that calls main's workflow", deploying().with("ref", "refs/heads/mine"), unchanged, nil},
		{"a branch whose name contains main", deploying().with("ref", "refs/heads/mainly"), unchanged, nil},
		{"a tag", deploying().with("ref", "refs/tags/main"), unchanged, nil},
		{"another workflow of main", deploying().with("job_workflow_ref", "octocat/landform/.github/workflows/other.yml@refs/heads/main"), unchanged, nil},
		{"the same file of another repository", deploying().with("job_workflow_ref", "other/landform/.github/workflows/deploy-stack.yml@refs/heads/main"), unchanged, nil},
		{"another environment", deploying().with("sub", "repo:octocat@1/landform@2:environment:other"), unchanged, nil},
		{"a job without environment", deploying().with("sub", "repo:octocat@1/landform@2:ref:refs/heads/main"), unchanged, nil},
		{"a repository that took over the name", deploying().with("repository_id", "3"), unchanged, nil},
		{"another audience", deploying().with("aud", "https://github.com/octocat"), unchanged, nil},
		{"subjects by name only", deploying().with("sub", "repo:octocat/landform:environment:test"),
			func(props *pipeline.Props) { props.Repository.OwnerID, props.Repository.ID = "", "" }, []string{"apply"}},
		{"the second environment of an account", deploying().with("sub", "repo:octocat@1/landform@2:environment:two"),
			func(props *pipeline.Props) { props.Environments = []string{"one", "two"} }, []string{"apply"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			stack := build(t, test.change)
			provider := constructtest.Find(t, stack, "pipeline/github").Reference("arn")
			for _, role := range []string{"plan", "apply", "pull-request"} {
				trust, err := iameval.Parse(constructtest.Find(t, stack, "pipeline/"+role+"/role").Get("assume_role_policy").String())
				if err != nil {
					t.Fatal(err)
				}
				request := iameval.Request{Principal: provider, Action: "sts:AssumeRoleWithWebIdentity", Resource: "*", Context: map[string][]string{}}
				for claim, value := range test.token {
					request.Context["token.actions.githubusercontent.com:"+claim] = []string{value}
				}
				decision, err := iameval.Rights{Resource: &trust}.Decide(request)
				if err != nil {
					t.Fatal(err)
				}
				if want := slices.Contains(test.roles, role); decision.Allowed != want {
					t.Errorf("%s: may be assumed: %v (%s), want %v", role, decision.Allowed, decision.Reason, want)
				}
			}
		})
	}
}

// TestSTSEvaluatesTheClaims compares the conditions with the service authorization reference: STS must evaluate each claim.
func TestSTSEvaluatesTheClaims(t *testing.T) {
	reference, err := iameval.OpenReference("../..")
	if err != nil {
		t.Fatal(err)
	}
	assume, err := reference.Action("sts:AssumeRoleWithWebIdentity")
	if err != nil {
		t.Fatal(err)
	}
	stack := build(t, unchanged)
	for _, role := range []string{"plan", "apply", "pull-request"} {
		document := constructtest.Document(t, constructtest.Find(t, stack, "pipeline/"+role+"/role"), "assume_role_policy")
		for _, keys := range document.Get("Statement.0.Condition").Map() {
			for key := range keys.Map() {
				// The user guide documents sub and aud, which every provider has; the reference does not.
				standard := key == "token.actions.githubusercontent.com:sub" || key == "token.actions.githubusercontent.com:aud"
				if !standard && !assume.Allows(key) {
					t.Errorf("%s: STS does not evaluate %s", role, key)
				}
			}
		}
	}
}
