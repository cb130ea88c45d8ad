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
	"regexp"
	"slices"
	"strings"

	"landform/internal/review"
	"landform/internal/synthesized"
)

// planFolder is where plans are saved. They hold what the state holds, secrets too: git ignores the folder, and only
// its owner may read them.
const planFolder = "build/plans"

// recordSuffix is what the name of a plan's record ends in, behind the plan's own name.
const recordSuffix = ".json"

// record is what is written beside a saved plan.
type record struct {
	Stack    string `json:"stack"`
	Commit   string `json:"commit"`   // that the plan came from
	Emulated bool   `json:"emulated"` // for an emulator, and not for AWS
	Config   string `json:"config"`   // SHA-256 of the stack's configuration
	Plan     string `json:"plan"`     // SHA-256 of the plan
}

// SavePlan plans a deployment and saves the plan with its checksums, for a person to review and Apply to apply.
func (p *Project) SavePlan(ctx context.Context, name string, arguments ...string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	commit := p.commit(ctx)
	file, err := filepath.Abs(filepath.Join(p.Dir, planFolder, fmt.Sprintf("%s-%.12s.tfplan", stack.Name, commit)))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	if err := p.terraform(ctx, stack.Dir, "plan", append([]string{"-input=false", "-out=" + file}, arguments...)...); err != nil {
		return err
	}
	saved := record{Stack: stack.Name, Commit: commit, Emulated: p.Emulated}
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
	p.say("\nSaved the plan of %s at commit %s. To apply exactly this:\n  make apply PLAN=%s DIGEST=%s\n",
		stack.Name, commit, file, digestOf(text))
	return nil
}

// Apply applies a plan that SavePlan saved. The digest is the SHA-256, in hexadecimal, of the record beside the plan, as
// SavePlan printed it: since the record holds the plan's own checksum, it stands for both. Whoever leaves plan and record
// where others may write hands on the digest by another way. Apply refuses a plan or a record
// that is not as it was saved, a plan for another target, and one of a stack whose configuration has changed since.
// Terraform itself refuses one whose state has.
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
		return cmp.Or(err, fmt.Errorf("%s is not the plan that was saved: its checksum differs", file))
	}
	if saved.Emulated != p.Emulated {
		return fmt.Errorf("%s was planned for %s, and not for %s", file, target(saved.Emulated), target(p.Emulated))
	}
	stack, err := p.initialized(ctx, saved.Stack)
	if err != nil {
		return err
	}
	if config, err := configSum(stack); err != nil || config != saved.Config {
		return cmp.Or(err, fmt.Errorf("%s has changed since it was planned at commit %s: plan and review it again",
			stack.Name, saved.Commit))
	}
	p.say("Applying the plan of %s at commit %s\n", saved.Stack, saved.Commit)
	planned, err := p.review(ctx, stack, file)
	if err != nil {
		return err
	}
	if err := p.terraform(ctx, stack.Dir, "apply", "-input=false", file); err != nil {
		return err
	}
	return p.verify(ctx, stack, review.Summary([]review.Stack{planned}))
}

// digestForm is what a digest looks like.
var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// readRecord reads the record beside a plan once, so that what is checked is what is used.
func readRecord(plan, digest string) (record, error) {
	if !digestForm.MatchString(digest) {
		return record{}, fmt.Errorf("digest %q: must be the 64 hexadecimal digits that were printed when the plan was saved", digest)
	}
	text, err := os.ReadFile(plan + recordSuffix)
	if err != nil {
		return record{}, fmt.Errorf("the record beside the plan: %w", err)
	}
	if got := digestOf(text); got != digest {
		return record{}, fmt.Errorf("%s is not the plan that was reviewed: the digest of its record is %s, and not %s", plan, got, digest)
	}
	var saved record
	if err := json.Unmarshal(text, &saved); err != nil {
		return record{}, fmt.Errorf("the record beside the plan: %w", err)
	}
	return saved, nil
}

func target(emulated bool) string {
	if emulated {
		return "an emulator"
	}
	return "AWS"
}

// commit is the project's commit, with "+changes" where files differ from it, and "none" outside of git.
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

// configSum is the SHA-256 of everything that Terraform reads in a stack's folder, each file with its name.
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

// digestOf is the SHA-256 of a text, in hexadecimal.
func digestOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}
