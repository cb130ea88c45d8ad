package deployment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"landform/internal/lockfile"
	"landform/internal/synthesized"
)

// bootstrap is the first deployment of a stack that creates the bucket for its own state.
type bootstrap struct {
	project *Project
	stack   synthesized.Stack
	// dir is the folder in which the stack is applied with a local state. Until the migration, it holds the only copy
	// of the state.
	dir string
}

// Bootstrap applies a system's state stack with a local state, and then migrates that state to the bucket that the
// stack created. After an interruption at any point, another call continues. Once the state is in the bucket, Bootstrap
// does nothing. The argument "-auto-approve" approves the plan; all other arguments are passed to terraform plan.
func (p *Project) Bootstrap(ctx context.Context, system string, arguments ...string) error {
	arguments, approved := TakeApproval(arguments)
	stack, err := p.prepareState(ctx, system, p.checkApproval(approved))
	if err != nil {
		return err
	}
	b := &bootstrap{project: p, stack: stack, dir: filepath.Join(p.Dir, ".bootstrap", p.output(), stack.Name)}
	local, err := b.local()
	if err != nil {
		return err
	}
	remote, err := b.remote(ctx)
	if err != nil {
		return err
	}
	next, why := decide(local, remote)
	p.say("bootstrap: %s\n", why)
	switch next {
	case refuse:
		return fmt.Errorf("%s: nothing was changed", stack.Name)
	case finished:
		return nil
	case putAway:
		return b.putAway()
	}
	if err := b.apply(ctx, approved, arguments); err != nil {
		return err
	}
	p.say("bootstrap: Migrating the state to the bucket.\n")
	if err := b.migrate(ctx); err != nil {
		return err
	}
	return b.verify(ctx)
}

// apply applies the stack with a local state.
func (b *bootstrap) apply(ctx context.Context, approved bool, arguments []string) error {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "cdk.tf.json"), b.stack.JSON, 0o600); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	lock, err := os.ReadFile(filepath.Join(b.stack.Dir, lockfile.Name))
	if err == nil {
		err = os.WriteFile(filepath.Join(b.dir, lockfile.Name), lock, 0o600)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("bootstrap: %w", err)
	}
	// https://developer.hashicorp.com/terraform/language/files/override: an override replaces the whole backend block.
	if err := os.WriteFile(b.override(), []byte(`{"terraform": {"backend": {"local": {}}}}`), 0o600); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	// An earlier run may have initialized the folder with the bucket as backend. -reconfigure ignores that.
	if err := b.project.terraform(ctx, b.dir, "init", "-input=false", "-reconfigure"); err != nil {
		return err
	}
	local := b.stack
	local.Dir = b.dir
	return b.project.planAndApply(ctx, local, approved, arguments, nil)
}

// migrate copies the local state to the backend of the stack.
func (b *bootstrap) migrate(ctx context.Context) error {
	if err := os.Remove(b.override()); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	return b.project.terraform(ctx, b.dir, "init", "-input=false", "-migrate-state", "-force-copy")
}

// verify renames the local state once the bucket has a complete copy.
func (b *bootstrap) verify(ctx context.Context) error {
	local, err := b.local()
	if err != nil {
		return err
	}
	remote, err := b.remote(ctx)
	if err != nil {
		return err
	}
	next, why := decide(local, remote)
	if next != putAway {
		return fmt.Errorf("the state was not migrated: %s", why)
	}
	b.project.say("bootstrap: %s\n", why)
	return b.putAway()
}

func (b *bootstrap) putAway() error {
	if err := os.Rename(b.stateFile(), b.stateFile()+".migrated"); err != nil {
		return fmt.Errorf("bootstrap: %w", err)
	}
	return nil
}

// local returns the resources in the local state, or nil if there is no local state.
func (b *bootstrap) local() (inventory, error) {
	text, err := os.ReadFile(b.stateFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("bootstrap: %w", err)
	}
	return resourceIDs(text)
}

// noBucket matches the error of Terraform's S3 backend for a bucket that does not exist.
var noBucket = regexp.MustCompile(`S3 bucket\s+"[^"]+"\s+does\s+not\s+exist|NoSuchBucket`)

// remote returns the state in the stack's backend.
func (b *bootstrap) remote(ctx context.Context) (remoteState, error) {
	command := b.project.command(ctx, b.stack.Dir, b.project.Engine.String(), "init", "-input=false", "-reconfigure", "-no-color")
	command.Stdout, command.Stderr = nil, nil
	if printed, err := command.CombinedOutput(); err != nil {
		if noBucket.Match(printed) {
			return remoteState{}, nil
		}
		return remoteState{}, fmt.Errorf("reading the state from its bucket: terraform init: %w\n%s", err, printed)
	}
	command = b.project.command(ctx, b.stack.Dir, b.project.Engine.String(), "state", "pull")
	command.Stdout = nil
	text, err := command.Output()
	if err != nil {
		return remoteState{}, fmt.Errorf("reading the state from its bucket: terraform state pull: %w", err)
	}
	state, err := resourceIDs(text)
	return remoteState{bucket: true, state: state}, err
}

func (b *bootstrap) stateFile() string { return filepath.Join(b.dir, "terraform.tfstate") }

func (b *bootstrap) override() string { return filepath.Join(b.dir, "backend_override.tf.json") }
