package deployment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"landform/internal/engine"
	"landform/internal/lockfile"
	"landform/internal/synthesized"
)

// platforms are the operating systems and architectures that deploy.
var platforms = []string{"linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64"}

// Lock updates the project's lock file with the newest provider versions in the required ranges, for all stacks and
// platforms. If it fails, the lock file stays as it was. Entries for the registry of the other engine are preserved.
// https://developer.hashicorp.com/terraform/cli/commands/providers/lock
func (p *Project) Lock(ctx context.Context, arguments ...string) error {
	if _, err := engine.Find(ctx, p.Engine); err != nil {
		return err
	}
	if err := p.synthesize(ctx); err != nil {
		return err
	}
	output := p.path(p.output())
	stacks, err := synthesized.Load(output)
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "landform-lock-")
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	if err := writeProviders(filepath.Join(scratch, "providers.tf.json"), stacks); err != nil {
		return err
	}
	for _, platform := range platforms {
		arguments = append(arguments, "-platform="+platform)
	}
	if err := p.terraform(ctx, scratch, "providers", append([]string{"lock"}, arguments...)...); err != nil {
		return err
	}
	renewed, err := os.ReadFile(filepath.Join(scratch, lockfile.Name))
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	earlier, err := os.ReadFile(filepath.Join(p.Dir, lockfile.Name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("lock file: %w", err)
	}
	text := lockfile.Merge(string(earlier), string(renewed))
	if err := os.WriteFile(filepath.Join(p.Dir, lockfile.Name), []byte(text), 0o644); err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	p.say("\nUpdated %s. Review it with git diff, check it with \"make plan\", and commit it.\n", lockfile.Name)
	return lockfile.Distribute(p.Dir, output, p.Engine.Registry())
}

// writeProviders writes a configuration that only contains the provider requirements of all stacks.
func writeProviders(file string, stacks []synthesized.Stack) error {
	required := map[string]any{}
	for _, stack := range stacks {
		for name, provider := range stack.Get("terraform.required_providers").Map() {
			required[name] = map[string]string{
				"source":  provider.Get("source").String(),
				"version": provider.Get("version").String(),
			}
		}
	}
	text, err := json.Marshal(map[string]any{"terraform": map[string]any{"required_providers": required}})
	if err == nil {
		err = os.WriteFile(file, text, 0o600)
	}
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	return nil
}
