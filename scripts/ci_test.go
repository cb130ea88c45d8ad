package scripts_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/backendtest"

	"github.com/tidwall/gjson"
)

// demo is a stack with a generated secret, a secret variable, and a JSON document with both.
const demo = `{
  "//": {"landform": {"system": "ticketing", "environment": "dev"}},
  "terraform": {"required_providers": {"random": {"source": "hashicorp/random", "version": "~> 3.0"}}},
  "variable": {"database_password": {"type": "string", "sensitive": true, "default": "an-offline-plan-reads-no-secret-at-all"}},
  "resource": {"random_password": {"token": {"length": 20, "special": false}},
    "terraform_data": {"secret": {"input": "${jsonencode({\"password\" = var.database_password, \"token\" = random_password.token.result})}"}}}
}`

// awsStub is an AWS CLI that stores S3 objects in a folder and has one secret.
const awsStub = `#!/bin/sh
echo "${AWS_ROLE_ARN:-none} ${AWS_WEB_IDENTITY_TOKEN_FILE:-none} aws $*" >> "$NOTES"
case "$1 $2" in
  "s3 cp")
    shift 3 # s3 cp --only-show-errors
    case "$1" in
      s3://*) cp "$BUCKET/${1##*/}" "$2" ;;
      *) cp "$1" "$BUCKET/${2##*/}" ;;
    esac ;;
  "secretsmanager get-secret-value")
    [ "$4" = ticketing/dev/rds/password ] && echo '{"password": "a p4ss<w&rd \" of a user", "port": 5432}' ;;
  *) exit 9 ;;
esac
`

// runner is the working folder of a CI job, with the real Terraform and jq, and a stub of the AWS CLI.
type runner struct {
	dir, bucket, notes string
	environ            []string
}

func newRunner(t *testing.T) runner {
	t.Helper()
	for _, tool := range []string{"terraform", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: install it, as the README says", tool)
		}
	}
	r := runner{dir: t.TempDir(), bucket: t.TempDir(), notes: filepath.Join(t.TempDir(), "notes")}
	r.write(t, "tools/aws", awsStub, 0o755)
	// The app writes the same stack for every target.
	r.write(t, "bin/synth", "#!/bin/sh\nmkdir -p build/offline && cp -r synthesized/stacks build/offline\n", 0o755)
	r.write(t, "cdktf.out/manifest.json", `{"stacks": {"demo-stack": {"synthesizedStackPath": "stacks/demo-stack/cdk.tf.json"}}}`, 0o644)
	r.synthesizes(t, demo)
	landform, err := backendtest.Build("landform/cmd/landform", filepath.Join(r.dir, "bin"))
	if err != nil {
		t.Fatal(err, landform)
	}
	r.environ = append(os.Environ(), "PATH="+filepath.Join(r.dir, "tools")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"BUCKET="+r.bucket, "NOTES="+r.notes, "TF_IN_AUTOMATION=1", "TOKEN_FILE=/a/token")
	return r
}

func (r runner) write(t *testing.T, name, text string, mode os.FileMode) {
	t.Helper()
	file := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

func (r runner) synthesizes(t *testing.T, text string) {
	t.Helper()
	r.write(t, "cdktf.out/stacks/demo-stack/cdk.tf.json", text, 0o644)
	r.write(t, "synthesized/stacks/demo-stack/cdk.tf.json", text, 0o644)
}

// do runs a command in the folder, and returns its output and whether it succeeded.
func (r runner) do(t *testing.T, environ []string, name string, arguments ...string) (string, bool) {
	t.Helper()
	if script, err := filepath.Abs(name); err == nil && strings.HasSuffix(name, ".sh") {
		name = script
	}
	command := exec.CommandContext(t.Context(), name, arguments...)
	command.Dir, command.Env = r.dir, slices.Concat(r.environ, environ)
	printed, err := command.CombinedOutput()
	return string(printed), err == nil
}

func (r runner) must(t *testing.T, environ []string, name string, arguments ...string) string {
	t.Helper()
	printed, ok := r.do(t, environ, name, arguments...)
	if !ok {
		t.Fatalf("%s %v failed:\n%s", name, arguments, printed)
	}
	return printed
}

func (r runner) read(t *testing.T, file string) string {
	t.Helper()
	if !filepath.IsAbs(file) {
		file = filepath.Join(r.dir, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

const jobs = `[{"stack": "demo-stack", "pullRequestRole": "arn:aws:iam::111111111111:role/landform-pull-request", "reviews": "s3://states/reviews/demo/"}]`

// TestAPullRequestIsPlannedWithoutSecrets deploys a stack, uploads the copy of its state, and plans a pull request against it.
func TestAPullRequestIsPlannedWithoutSecrets(t *testing.T) {
	r := newRunner(t)
	const folder = "-chdir=cdktf.out/stacks/demo-stack"
	r.must(t, nil, "terraform", folder, "init", "-input=false")
	r.must(t, []string{"TF_VAR_database_password=the password of a user"}, "terraform", folder, "apply", "-input=false", "-auto-approve")
	state := r.read(t, "cdktf.out/stacks/demo-stack/terraform.tfstate")
	token := gjson.Get(state, `resources.#(type=="random_password").instances.0.attributes.result`).String()
	r.must(t, nil, "copy-for-review.sh", "demo-stack", "s3://states/reviews/demo/")
	copied := r.read(t, filepath.Join(r.bucket, "demo-stack.tfstate"))
	for _, secret := range []string{token, "the password of a user"} {
		if secret == "" || !strings.Contains(state, secret) || strings.Contains(copied, secret) {
			t.Errorf("%q must be in the state, and not in the copy:\n%s", secret, copied)
		}
	}

	r.must(t, nil, "plan-pull-request.sh", jobs)
	if plan := r.read(t, "build/plans/demo-stack.json"); gjson.Get(plan, `resource_changes.#(change.actions.0!="no-op")#`).Raw != "[]" {
		t.Errorf("nothing changed, but the plan is %s", gjson.Get(plan, "resource_changes"))
	}
	r.synthesizes(t, strings.Replace(demo, `"length": 20`, `"length": 30`, 1))
	r.must(t, nil, "plan-pull-request.sh", jobs)
	plan := r.read(t, "build/plans/demo-stack.json")
	if got := gjson.Get(plan, `resource_changes.#(address=="random_password.token").change.actions`).Raw; got != `["delete","create"]` {
		t.Errorf("a longer token is planned as %s", got)
	}
	for line := range strings.Lines(strings.TrimSpace(r.read(t, r.notes))) {
		reads := strings.Contains(line, "aws s3 cp --only-show-errors s3://")
		if reads != strings.HasPrefix(line, "arn:aws:iam::111111111111:role/landform-pull-request /a/token ") {
			t.Errorf("called %s", line)
		}
	}
}

func TestAStackWithoutACopyIsPlannedAgainstAnEmptyState(t *testing.T) {
	r := newRunner(t)
	printed := r.must(t, nil, "plan-pull-request.sh", jobs)
	const note = "demo-stack: no copy of the state found. The plan is against an empty state, as for a new stack"
	if !strings.Contains(printed, note) || !strings.Contains(r.read(t, "build/plans/notes.txt"), note) {
		t.Errorf("the note is missing:\n%s", printed)
	}
	if got := gjson.Get(r.read(t, "build/plans/demo-stack.json"), `resource_changes.#(change.actions.0=="create")#|#`).Int(); got != 2 {
		t.Errorf("%d resources are created, want 2", got)
	}
}

func TestSecretsComeFromSecretsManager(t *testing.T) {
	r := newRunner(t)
	printed := r.must(t, nil, "with-secrets.sh", "demo-stack", "sh", "-c", `printf %s "$TF_VAR_database_password"`)
	if want := `a p4ss<w&rd " of a user`; printed != want {
		t.Errorf("the command gets %q, want %q", printed, want)
	}
	if calls := r.read(t, r.notes); !strings.Contains(calls, "get-secret-value --secret-id ticketing/dev/rds/password") || strings.Contains(calls, "p4ss") {
		t.Errorf("called %s", calls)
	}
	masked := r.must(t, []string{"GITHUB_ACTIONS=true"}, "with-secrets.sh", "demo-stack", "true")
	if !strings.Contains(masked, `::add-mask::a p4ss<w&rd " of a user`) {
		t.Errorf("the secret is not masked in GitHub's logs: %s", masked)
	}
	// A secret of several lines is masked as a whole and line by line, since a workflow command ends at the first line break.
	r.write(t, "tools/aws", "#!/bin/sh\necho '{\"password\": \"100% one\\\\ntwo\"}'\n", 0o755)
	masked = r.must(t, []string{"GITHUB_ACTIONS=true"}, "with-secrets.sh", "demo-stack", "true")
	if want := "::add-mask::100%25 one%0Atwo\n::add-mask::100%25 one\n::add-mask::two\n"; masked != want {
		t.Errorf("the masks of a secret with two lines are %q, want %q", masked, want)
	}
	r.write(t, "tools/aws", awsStub, 0o755)
	for change, want := range map[string]string{
		`"environment": "prod"`:              "cannot read the secret ticketing/prod/rds/password. Deploy demo-stack for the first time with scripts/provision.sh",
		`"variable": {"other_secret": {}, "`: "demo-stack has a variable other_secret, and this script knows no secret for it",
	} {
		old := `"environment": "dev"`
		if strings.HasPrefix(change, `"variable"`) {
			old = `"variable": {"`
		}
		r.synthesizes(t, strings.Replace(demo, old, change, 1))
		if printed, ok := r.do(t, nil, "with-secrets.sh", "demo-stack", "echo", "ran"); ok || !strings.Contains(printed, want) || strings.Contains(printed, "ran") {
			t.Errorf("succeeded %v, output:\n%s\nwant %q", ok, printed, want)
		}
	}
}

// ghStub is a GitHub CLI with two environments: "asked" has required reviewers, "open" has none.
const ghStub = `#!/bin/sh
case "$2" in
  repos/acme/infra/environments/asked) rules='[{"type": "required_reviewers"}]' ;;
  repos/acme/infra/environments/open) rules='[{"type": "branch_policy"}]' ;;
  *) echo "gh: Not Found (HTTP 404)" >&2; exit 1 ;;
esac
[ "$1" = api ] && [ "$3" = --jq ] && echo "{\"protection_rules\": $rules}" | jq "$4"
`

// TestADestructionIsAskedForOrLeftToAPerson compares an empty project with a commit before it that has four environments and a
// stack of CI.
func TestADestructionIsAskedForOrLeftToAPerson(t *testing.T) {
	r := newRunner(t)
	r.write(t, "tools/gh", ghStub, 0o755)
	r.write(t, ".gitignore", "bin/\ntools/\nbuild/\ncdktf.out/\n", 0o644)
	r.write(t, "cdktf.json", `{"app": "mkdir -p $CDKTF_OUTDIR && cp -r kept/. $CDKTF_OUTDIR", "context": {}}`, 0o644)
	var entries []string
	for stack, metadata := range map[string]string{
		"asked-stack": `"environment", "ci": {"environment": "asked", "applyRole": "a"}`, "open-stack": `"environment", "ci": {"environment": "open", "applyRole": "a"}`,
		"new-stack": `"environment", "ci": {"environment": "new", "applyRole": "a"}`, "asked-pipeline-stack": `"ci", "ci": {"environment": "asked"}`,
		"demo-stack": `"environment", "ci": {"environment": "demo", "applyRole": "a"}`,
	} {
		entries = append(entries, `"`+stack+`": {"synthesizedStackPath": "stacks/`+stack+`/cdk.tf.json"}`)
		r.write(t, "kept/stacks/"+stack+"/cdk.tf.json", `{"//": {"landform": {"system": "acme", "role": `+metadata+`}}}`, 0o644)
	}
	r.write(t, "kept/manifest.json", `{"stacks": {`+strings.Join(entries, ", ")+`}}`, 0o644)
	r.must(t, nil, "git", "init", "--quiet")
	r.must(t, nil, "git", "add", "--all")
	r.must(t, nil, "git", "-c", "user.name=test", "-c", "user.email=test@localhost", "commit", "--quiet", "--message", "first")
	before := strings.TrimSpace(r.must(t, nil, "git", "rev-parse", "HEAD"))

	environ := []string{"GITHUB_REPOSITORY=acme/infra", "GITHUB_OUTPUT=" + filepath.Join(r.dir, "output"), "CDKTF_OUTDIR="}
	printed, ok := r.do(t, environ, "gone-stacks.sh", before)
	if ok {
		t.Error("the script succeeds although environments have no required reviewers")
	}
	for _, stack := range []string{"open", "new"} {
		if want := "::error::" + stack + "-stack was removed from the project, and the GitHub environment " + stack + " has no required reviewers"; !strings.Contains(printed, want) {
			t.Errorf("the output lacks %q:\n%s", want, printed)
		}
	}
	jobs, _ := strings.CutPrefix(strings.TrimSpace(r.read(t, "output")), "jobs=")
	if got := gjson.Get(jobs, "#.stack").Raw; got != `["asked-stack"]` {
		t.Errorf("the jobs are %s", jobs)
	}
	r.write(t, "output", "", 0o644)
	if printed, ok := r.do(t, environ, "gone-stacks.sh", strings.Repeat("0", 40)); !ok || r.read(t, "output") != "jobs=[]\n" {
		t.Errorf("for a new branch: %s, output %s", printed, r.read(t, "output"))
	}
}
