package deployment

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/review"
	"landform/internal/synthesized"
)

// planFolder holds saved plans. A plan contains everything that is in the state, including secrets: git ignores the
// folder, and only its owner may read the files.
const planFolder = "build/plans"

// recordSuffix is appended to a plan's file name to form the name of its record.
const recordSuffix = ".json"

// record describes a saved plan.
type record struct {
	Stack    string `json:"stack"`
	Commit   string `json:"commit"`   // from which the plan was made
	Emulated bool   `json:"emulated"` // whether the target is an emulator
	Config   string `json:"config"`   // SHA-256 of the stack's configuration
	Plan     string `json:"plan"`     // SHA-256 of the plan
	Destroys bool   `json:"destroys"` // the stack's resources
	At       string `json:"at"`       // commit whose stack is destroyed; empty for the project's own
}

// SavePlan plans a deployment, or a destruction if options say so, and saves the plan with its checksums for review. Apply
// applies it. If any resource is protected, SavePlan does not plan its destruction.
func (p *Project) SavePlan(ctx context.Context, name string, options Options) error {
	saved := record{Stack: name, Emulated: p.Emulated, Destroys: options.Destroys}
	var err error
	if saved.At, err = p.ancestor(ctx, options.At); err != nil {
		return err
	}
	if options.Destroys {
		d, err := p.prepareDestruction(ctx, name, saved.At)
		if err != nil {
			return err
		}
		return d.project.savePlan(ctx, d.stack, saved, append([]string{"-destroy"}, options.Arguments...))
	}
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.savePlan(ctx, stack, saved, options.Arguments)
}

// savePlan plans a stack that is initialized, and saves the plan with its record.
func (p *Project) savePlan(ctx context.Context, stack synthesized.Stack, saved record, arguments []string) error {
	saved.Commit = p.commit(ctx)
	file, err := filepath.Abs(filepath.Join(p.Dir, planFolder, fmt.Sprintf("%s-%.12s.tfplan", stack.Name, saved.Commit)))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := p.terraform(ctx, stack.Dir, "plan", append([]string{"-input=false", "-out=" + file}, arguments...)...); err != nil {
		return err
	}
	if saved.Config, err = configSum(stack); err != nil {
		return err
	}
	if saved.Plan, err = fileSum(file); err != nil {
		return err
	}
	text, err := json.MarshalIndent(saved, "", "  ")
	if err != nil {
		return err
	}
	text = append(text, '\n')
	if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file+recordSuffix, text, 0o600)); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	p.say("\nSaved the plan of %s at commit %s. To apply exactly this plan:\n  make apply PLAN=%s DIGEST=%s\n",
		stack.Name, saved.Commit, file, digestOf(text))
	return nil
}

// Apply applies a plan that SavePlan saved. The digest is the SHA-256, in hexadecimal, of the record beside the plan;
// SavePlan prints it. It covers the plan too, because the record contains the plan's checksum. If others can write to
// where the plan and the record are stored, the digest has to be passed on separately. Apply refuses a plan or a record
// that was modified, a plan for another target, and a plan whose stack's configuration changed since. Terraform itself
// refuses a plan whose state changed since.
func (p *Project) Apply(ctx context.Context, file, digest string) error {
	file, err := filepath.Abs(file)
	if err != nil {
		return err
	}
	saved, err := readRecord(file, digest)
	if err != nil {
		return err
	}
	if plan, err := fileSum(file); err != nil || plan != saved.Plan {
		return cmp.Or(err, fmt.Errorf("%s was modified after it was saved: its checksum differs from the record", file))
	}
	if saved.Emulated != p.Emulated {
		return fmt.Errorf("%s was planned for %s, not for %s", file, target(saved.Emulated), target(p.Emulated))
	}
	if saved.Destroys {
		return p.applyDestruction(ctx, saved, file)
	}
	stack, err := p.initialized(ctx, saved.Stack)
	if err != nil {
		return err
	}
	if err := p.sayApplying(stack, saved); err != nil {
		return err
	}
	planned, err := p.review(ctx, stack, file)
	if err != nil {
		return err
	}
	if err := p.terraform(ctx, stack.Dir, "apply", "-input=false", file); err != nil {
		return err
	}
	return p.verify(ctx, stack, review.Summary([]review.Stack{planned}))
}

// applyDestruction applies a saved plan that destroys a stack.
func (p *Project) applyDestruction(ctx context.Context, saved record, file string) error {
	at, err := p.ancestor(ctx, saved.At)
	if err != nil {
		return err
	}
	d, err := p.prepareDestruction(ctx, saved.Stack, at)
	if err != nil {
		return err
	}
	if err := p.sayApplying(d.stack, saved); err != nil {
		return err
	}
	return d.around(ctx, func() error { return p.terraform(ctx, d.stack.Dir, "apply", "-input=false", file) })
}

// sayApplying prints which plan is applied next. It returns an error if the stack's configuration changed since the plan.
func (p *Project) sayApplying(stack synthesized.Stack, saved record) error {
	if config, err := configSum(stack); err != nil || config != saved.Config {
		return cmp.Or(err, fmt.Errorf("the configuration of %s changed since it was planned at commit %s: plan and review it again",
			stack.Name, saved.Commit))
	}
	p.say("Applying the plan of %s at commit %s\n", saved.Stack, saved.Commit)
	return nil
}

// digestForm is the form of a digest.
var digestForm = lazyregexp.New(`^[0-9a-f]{64}$`)

// readRecord reads and checks the record beside a plan. It reads the file once, so that nobody can swap it between
// check and use.
func readRecord(plan, digest string) (record, error) {
	if !digestForm.MatchString(digest) {
		return record{}, fmt.Errorf("digest %q: must be 64 lower-case hexadecimal digits, as plan-file printed them", digest)
	}
	text, err := os.ReadFile(plan + recordSuffix)
	if err != nil {
		return record{}, fmt.Errorf("the record of the plan: %w", err)
	}
	if got := digestOf(text); got != digest {
		return record{}, fmt.Errorf("%s is not the plan that was reviewed: the digest of its record is %s, not %s", plan, got, digest)
	}
	var saved record
	if err := json.Unmarshal(text, &saved); err != nil {
		return record{}, fmt.Errorf("the record of the plan: %w", err)
	}
	return saved, nil
}

func target(emulated bool) string {
	if emulated {
		return "an emulator"
	}
	return "AWS"
}

// commit returns the project's commit, followed by "+changes" if there are uncommitted changes, or "none" outside of a
// git repository.
func (p *Project) commit(ctx context.Context) string {
	git := func(arguments ...string) (string, error) {
		command := p.command(ctx, p.Dir, "git", arguments...)
		command.Stdout, command.Stderr = nil, nil
		text, err := command.Output()
		return strings.TrimSpace(string(text)), err
	}
	head, err := git("rev-parse", "HEAD")
	if err != nil {
		return "none"
	}
	if changes, err := git("status", "--porcelain"); err != nil || changes != "" {
		return head + "+changes"
	}
	return head
}

// configSum returns the SHA-256 of the names and contents of all files that Terraform reads in a stack's folder.
func configSum(stack synthesized.Stack) (string, error) {
	var files []string
	for _, pattern := range []string{"*.tf", "*.tf.json", "*.tfvars", "*.tfvars.json", ".terraform.lock.hcl"} {
		found, err := filepath.Glob(filepath.Join(stack.Dir, pattern))
		if err != nil {
			return "", fmt.Errorf("checksum of %s: %w", stack.Name, err)
		}
		files = append(files, found...)
	}
	slices.Sort(files)
	var sums strings.Builder
	for _, file := range files {
		sum, err := fileSum(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&sums, filepath.Base(file), sum)
	}
	return digestOf([]byte(sums.String())), nil
}

func fileSum(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("checksum: %w", err)
	}
	return digestOf(text), nil
}

// digestOf returns the SHA-256 of a text in hexadecimal.
func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
