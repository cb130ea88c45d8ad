package deployment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"landform/internal/engine"
	"landform/internal/lockfile"
	"landform/internal/synthesized"
)

// verbs are cdktf's commands in the words of the engines.
var verbs = map[string]string{"diff": "plan", "deploy": "apply", "destroy": "destroy", "output": "output"}

// perform has a stack that was prepared deployed: by cdktf with Terraform, and by OpenTofu itself. To cdktf, a lock file
// of OpenTofu names none of the stack's providers: it would ask the registry for their checksums each time.
func (p *Project) perform(ctx context.Context, verb string, stack synthesized.Stack, arguments ...string) error {
	if p.Engine != engine.OpenTofu {
		return p.cdktf(ctx, verb, stack, arguments...)
	}
	for index, argument := range arguments {
		if argument == "--auto-approve" { // cdktf has two dashes
			arguments[index] = "-auto-approve"
		}
	}
	if err := p.terraform(ctx, stack.Dir, "init", "-input=false"); err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, verbs[verb], arguments...)
}

// cdktf runs the pinned cdktf on a stack that has been prepared.
func (p *Project) cdktf(ctx context.Context, verb string, stack synthesized.Stack, arguments ...string) error {
	binary, err := filepath.Abs(filepath.Join(p.Dir, "node_modules", ".bin", "cdktf"))
	if err != nil {
		return err
	}
	if _, err := os.Stat(binary); err != nil {
		return fmt.Errorf("cdktf is not there: run \"make tools\": %w", err)
	}
	// Without a lock file, cdktf would ask the registry for checksums, even where Terraform is told of a mirror.
	if _, err := os.Stat(filepath.Join(stack.Dir, lockfile.Name)); errors.Is(err, fs.ErrNotExist) {
		if err := p.terraform(ctx, stack.Dir, "init", "-input=false"); err != nil {
			return err
		}
	}
	all := append([]string{verb, stack.Name, "--skip-synth", "--output", p.output()}, arguments...)
	if err := p.command(ctx, p.Dir, binary, all...).Run(); err != nil {
		return fmt.Errorf("cdktf %s %s: %w", verb, stack.Name, err)
	}
	return nil
}
