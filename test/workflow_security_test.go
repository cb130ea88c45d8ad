package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
	"go.yaml.in/yaml/v4"
)

// workflow is the part of a workflow that affects permissions.
type workflow struct {
	On          any               `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Env         map[string]string `yaml:"env"`
	Jobs        map[string]job    `yaml:"jobs"`
	Defaults    struct {
		Run struct {
			Shell string `yaml:"shell"`
		} `yaml:"run"`
	} `yaml:"defaults"`
}

type job struct {
	Permissions map[string]string `yaml:"permissions"`
	Environment string            `yaml:"environment"`
	Concurrency any               `yaml:"concurrency"`
	If          string            `yaml:"if"`
	Uses        string            `yaml:"uses"`
	Secrets     any               `yaml:"secrets"`
	Needs       any               `yaml:"needs"`
	With        map[string]string `yaml:"with"`
	Strategy    struct {
		MaxParallel int `yaml:"max-parallel"`
	} `yaml:"strategy"`
	Outputs map[string]string `yaml:"outputs"`
	Steps   []step            `yaml:"steps"`
}

type step struct {
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Run  string            `yaml:"run"`
	Env  map[string]string `yaml:"env"`
}

func parsed(t *testing.T, name string) workflow {
	t.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(read(t, filepath.Join(workflows, name))), &w); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if len(w.Jobs) == 0 {
		t.Fatalf("%s has no jobs", name)
	}
	return w
}

// every calls a function for each job of each workflow.
func every(t *testing.T, look func(file, name string, w workflow, j job)) {
	t.Helper()
	files, err := filepath.Glob(workflows + "/*.yml")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d workflows, error %v", len(files), err)
	}
	for _, file := range files {
		w := parsed(t, filepath.Base(file))
		for name, j := range w.Jobs {
			look(filepath.Base(file), name, w, j)
		}
	}
}

// TestNoTokenStaysInTheWorkingCopy: by default, actions/checkout stores the job's token in .git.
func TestNoTokenStaysInTheWorkingCopy(t *testing.T) {
	t.Chdir(shipped.Root())
	checkouts := 0
	every(t, func(file, name string, _ workflow, j job) {
		for _, s := range j.Steps {
			if strings.HasPrefix(s.Uses, "actions/checkout@") {
				checkouts++
				if s.With["persist-credentials"] != "false" {
					t.Errorf("%s: %s checks out with persist-credentials %q, want false", file, name, s.With["persist-credentials"])
				}
			}
		}
	})
	if checkouts < 5 {
		t.Errorf("%d checkouts found", checkouts)
	}
}

// TestNoWorkflowHasASecret: secrets of deployments are in Secrets Manager, and jobs assume AWS roles with OIDC tokens.
func TestNoWorkflowHasASecret(t *testing.T) {
	t.Chdir(shipped.Root())
	for _, file := range workflowFiles(t) {
		if found := regexp.MustCompile(`secrets\.[A-Z]\w*|secrets: *inherit`).FindString(read(t, file)); found != "" {
			t.Errorf("%s uses %s", file, found)
		}
	}
}

// TestPullRequestsRunWithoutRightsToTheRepository: everybody who may push a branch can change what these jobs run.
func TestPullRequestsRunWithoutRightsToTheRepository(t *testing.T) {
	t.Chdir(shipped.Root())
	every(t, func(file, name string, w workflow, j job) {
		if strings.Contains(fmt.Sprint(w.On), "pull_request_target") || strings.Contains(fmt.Sprint(w.On), "workflow_run") {
			t.Errorf("%s runs with the permissions of the main branch when others trigger it", file)
		}
		runsCode := slices.ContainsFunc(j.Steps, func(s step) bool { return strings.HasPrefix(s.Uses, "actions/checkout@") })
		if !strings.Contains(fmt.Sprint(w.On), "pull_request") {
			return
		}
		if j.Environment != "" {
			t.Errorf("%s: %s runs in the GitHub environment %q, which deployment roles trust", file, name, j.Environment)
		}
		for scope, access := range j.Permissions {
			if access == "write" && scope != "id-token" && runsCode {
				t.Errorf("%s: %s runs code of the pull request and may write %s", file, name, scope)
			}
		}
	})
	for scope, access := range parsed(t, "pull-request.yml").Permissions {
		if access != "read" {
			t.Errorf("jobs of pull requests may %s %s", access, scope)
		}
	}
	text := read(t, filepath.Join(workflows, "pull-request.yml"))
	for _, right := range []string{"planRole", "applyRole", "TF_VAR_", "aws-actions/configure-aws-credentials"} {
		if strings.Contains(text, right) {
			t.Errorf("pull-request.yml uses %s: a pull request is planned with nothing but the copies of states", right)
		}
	}
	script := read(t, "scripts/plan-pull-request.sh")
	for _, argument := range []string{"-refresh=false", "-lock=false", "-offline"} {
		if !strings.Contains(script, argument) {
			t.Errorf("plan-pull-request.sh plans without %s", argument)
		}
	}
}

// TestTheDigestGoesAnotherWayThanThePlan: the digest is passed from an output of the plan job to an argument of apply.
func TestTheDigestGoesAnotherWayThanThePlan(t *testing.T) {
	t.Chdir(shipped.Root())
	w := parsed(t, "deploy-stack.yml")
	if got := w.Jobs["plan"].Outputs["digest"]; got != "${{ steps.keep.outputs.digest }}" {
		t.Errorf("the planning job's output is %q", got)
	}
	applies := 0
	for _, s := range w.Jobs["apply"].Steps {
		if strings.Contains(s.Run, "make apply") {
			applies++
			if !strings.Contains(s.Run, `DIGEST="$DIGEST"`) || s.Env["DIGEST"] != "${{ needs.plan.outputs.digest }}" {
				t.Errorf("apply runs %q with %v", s.Run, s.Env)
			}
		}
	}
	if applies != 1 {
		t.Errorf("apply runs %d times", applies)
	}
}

// TestADestructionIsAskedForOrNotDone: the destroyed stacks come from the previous commit of main, which no user or pull request can
// choose, and the workflow first checks that approval is required.
func TestADestructionIsAskedForOrNotDone(t *testing.T) {
	t.Chdir(shipped.Root())
	destructions := 0
	every(t, func(file, name string, w workflow, j job) {
		at, destroys := j.With["destroy-at"]
		if !destroys {
			return
		}
		destructions++
		if file != "deploy.yml" || !strings.Contains(fmt.Sprint(w.On), "push:map[branches:[main]]") || strings.Contains(fmt.Sprint(w.On), "dispatch") {
			t.Errorf("%s: %s destroys stacks, but is triggered by %v", file, name, w.On)
		}
		if at != "${{ github.event.before }}" || j.Uses != "./.github/workflows/deploy-stack.yml" || fmt.Sprint(j.Needs) != "gone" {
			t.Errorf("%s: %s destroys the stack of %s with %s, after %v", file, name, at, j.Uses, j.Needs)
		}
	})
	if destructions != 1 {
		t.Errorf("%d jobs destroy, want one", destructions)
	}
	before := parsed(t, "deploy.yml").Jobs["gone"]
	if last := before.Steps[len(before.Steps)-1]; last.Run != `scripts/gone-stacks.sh "$BEFORE"` || last.Env["BEFORE"] != "${{ github.event.before }}" {
		t.Errorf("what is gone is looked up by %q with %v", last.Run, last.Env)
	}
}

// TestNothingThatSomebodyWroteIsRun: GitHub expands expressions before the shell reads a script, so that a branch name could inject
// a command. Scripts get their input in environment variables instead.
func TestNothingThatSomebodyWroteIsRun(t *testing.T) {
	t.Chdir(shipped.Root())
	for _, file := range workflowFiles(t) {
		text := read(t, file)
		var read struct {
			Jobs map[string]job         `yaml:"jobs"`
			Runs struct{ Steps []step } `yaml:"runs"`
		}
		if err := yaml.Unmarshal([]byte(text), &read); err != nil {
			t.Fatal(err)
		}
		steps := read.Runs.Steps
		for _, j := range read.Jobs {
			steps = append(steps, j.Steps...)
		}
		for _, s := range steps {
			if strings.Contains(s.Run, "${{") {
				t.Errorf("%s runs an expression: %s", file, s.Run)
			}
			if strings.Contains(s.Run, "GITHUB_ENV") && strings.Contains(s.Run, "$(") {
				t.Errorf("%s sets the environment of later steps to what a command prints: %s", file, s.Run)
			}
		}
	}
}

// TestACommandThatFailsIsSeen: GitHub's default shell ignores failures in a pipe, and every shell ignores failures of a command
// substitution in an argument of echo. This once skipped an apply, since an empty output is not "true".
func TestACommandThatFailsIsSeen(t *testing.T) {
	t.Chdir(shipped.Root())
	hidden := regexp.MustCompile(`echo "[^"]*\$\((?:bin/|jq|sha256sum|terraform|aws|gh) ?`)
	every(t, func(file, name string, w workflow, j job) {
		if len(j.Steps) > 0 && w.Defaults.Run.Shell != "bash" {
			t.Errorf("%s: the shell is %q, want bash", file, w.Defaults.Run.Shell)
		}
		for _, s := range j.Steps {
			if found := hidden.FindString(s.Run); found != "" {
				t.Errorf("%s: %s ignores the failure of the command in %s", file, name, found)
			}
		}
	})
}

// TestEnvironmentsDoNotWaitForEachOther: an environment that waits for approval blocks only its own queue.
func TestEnvironmentsDoNotWaitForEachOther(t *testing.T) {
	t.Chdir(shipped.Root())
	queues := 0
	every(t, func(file, name string, _ workflow, j job) {
		group := fmt.Sprint(j.Concurrency)
		if j.Concurrency == nil || file == "pull-request.yml" {
			return
		}
		queues++
		if !strings.Contains(group, "${{ matrix.job.stack }}") {
			t.Errorf("%s: %s waits in the queue %s, which is not its stack's own", file, name, group)
		}
	})
	if queues != 2 {
		t.Errorf("%d queues, want two: for the deployment of a stack, and for the destruction of one", queues)
	}
	if got := parsed(t, "deploy-system.yml").Jobs["stack"].Strategy.MaxParallel; got != 1 {
		t.Errorf("%d environments of a system are deployed at a time, want one after the other", got)
	}
}

// firstOnNode24 is the first major version of each action that runs on Node.js 24.
var firstOnNode24 = map[string]int{
	"actions/cache": 5, "actions/checkout": 5, "actions/download-artifact": 7, "actions/setup-go": 6, "actions/setup-node": 5,
	"actions/upload-artifact": 6, "aws-actions/configure-aws-credentials": 6, "hashicorp/setup-terraform": 4,
}

func TestActionsRunOnNode24(t *testing.T) {
	t.Chdir(shipped.Root())
	uses := regexp.MustCompile(`uses: *([\w-]+/[\w-]+)@[0-9a-f]{40} # v(\d+)\.`)
	for _, file := range workflowFiles(t) {
		for _, use := range uses.FindAllStringSubmatch(read(t, file), -1) {
			first, known := firstOnNode24[use[1]]
			if major, err := strconv.Atoi(use[2]); err != nil || !known || major < first {
				t.Errorf("%s: %s v%s: look up the first version that runs on Node.js 24, here it is %d", file, use[1], use[2], first)
			}
		}
	}
}

// TestRolesTrustWorkflowsThatExist checks that the workflows named in trust policies exist and use the role.
func TestRolesTrustWorkflowsThatExist(t *testing.T) {
	t.Chdir(shipped.Root())
	trusted := map[string]map[string]bool{}
	for _, stack := range shipped.Stacks(t) {
		if stack.Metadata().Role != synthesized.RoleCI {
			continue
		}
		for _, role := range stack.OfType("aws_iam_role") {
			for _, match := range regexp.MustCompile(`\.github/workflows/([\w-]+\.yml)@`).FindAllStringSubmatch(role.Get("assume_role_policy").String(), -1) {
				name := role.Get("name").String()
				if trusted[name] == nil {
					trusted[name] = map[string]bool{}
				}
				trusted[name][match[1]] = true
			}
		}
	}
	inputs := map[string]string{"landform-plan": "plan", "landform-apply": "apply", "landform-pull-request": "pullRequestRole"}
	for role, words := range inputs {
		if len(trusted[role]) == 0 {
			t.Errorf("%s trusts no workflow", role)
		}
		for file := range trusted[role] {
			text := read(t, filepath.Join(workflows, file))
			if file == "pull-request.yml" {
				text += read(t, "scripts/plan-pull-request.sh")
			}
			if !strings.Contains(strings.ToLower(text), strings.ToLower(words)) {
				t.Errorf("%s trusts %s, which does not use it", role, file)
			}
		}
	}
	for file := range trusted["landform-apply"] {
		if file != "deploy-stack.yml" {
			t.Errorf("the apply role trusts %s", file)
		}
	}
}

// TestWhatWorkflowsRunExists checks that the scripts, make targets and commands in the workflows exist.
func TestWhatWorkflowsRunExists(t *testing.T) {
	t.Chdir(shipped.Root())
	makefile := read(t, "Makefile")
	commands := map[string]bool{}
	every(t, func(file, name string, _ workflow, j job) {
		for _, s := range j.Steps {
			for _, script := range regexp.MustCompile(`scripts/[\w-]+\.sh`).FindAllString(s.Run, -1) {
				if info, err := os.Stat(script); err != nil || info.Mode()&0o111 == 0 {
					t.Errorf("%s: %s runs %s, which does not exist or is not executable", file, name, script)
				}
			}
			for _, target := range regexp.MustCompile(`\bmake ([a-z-]+)`).FindAllStringSubmatch(s.Run, -1) {
				if !regexp.MustCompile(`(?m)^[\w -]*\b` + regexp.QuoteMeta(target[1]) + `\b[\w -]*:`).MatchString(makefile) {
					t.Errorf("%s: %s runs make %s, which the Makefile does not have", file, name, target[1])
				}
			}
			for _, command := range regexp.MustCompile(`bin/landform ([a-z-]+)`).FindAllStringSubmatch(s.Run, -1) {
				commands[command[1]] = true
			}
		}
	})
	for command := range commands {
		printed, err := exec.CommandContext(t.Context(), "go", "run", "./cmd/landform", command, "--help").CombinedOutput()
		if err != nil || !strings.Contains(string(printed), "landform "+command) {
			t.Errorf("workflows run landform %s: %v\n%s", command, err, printed)
		}
	}
	if len(commands) < 3 {
		t.Errorf("%d commands found: %v", len(commands), commands)
	}
}

// TestEveryStackNamesItsLockTable also checks stacks that CI does not plan: the organization is deployed from an account other than
// that of the lock table, so Terraform needs the table's ARN.
func TestEveryStackNamesItsLockTable(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		backend := stack.Get("terraform.backend.s3")
		key := strings.Split(backend.Get("kms_key_id").String(), ":") // an ARN in the account of the state
		want := fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", backend.Get("region"), key[4], backend.Get("dynamodb_table"))
		if got := stack.Metadata().LockTable; got != want {
			t.Errorf("%s: lockTable is %q, want %q", stack.Name, got, want)
		}
	}
}

// TestJobsKnowTheirRoles checks the CI metadata of all stacks. CI has no access to the management account.
func TestJobsKnowTheirRoles(t *testing.T) {
	t.Chdir(shipped.Root())
	for _, stack := range shipped.Stacks(t) {
		ci := stack.Get("//.landform.ci")
		if stack.Metadata().Role == synthesized.RoleOrganization {
			if ci.Exists() {
				t.Errorf("%s: CI has access to the management account: %s", stack.Name, ci)
			}
			continue
		}
		for _, field := range []string{"environment", "planRole", "plans", "pullRequestRole", "reviews"} {
			if ci.Get(field).Type != gjson.String || ci.Get(field).String() == "" {
				t.Errorf("%s: its CI metadata lacks %s", stack.Name, field)
			}
		}
	}
}
