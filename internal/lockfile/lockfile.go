// Package lockfile brings the project's one reviewed dependency lock file to where Terraform looks for it.
// https://developer.hashicorp.com/terraform/language/files/dependency-lock
package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Name is what Terraform calls a dependency lock file.
const Name = ".terraform.lock.hcl"

// Distribute copies a project's lock file into the folder of each stack below outdir, over the one that is there.
// Where the project has none, every stack keeps its own.
func Distribute(project, outdir string) error {
	text, err := os.ReadFile(filepath.Join(project, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	stacks, err := filepath.Glob(filepath.Join(outdir, "stacks", "*", "cdk.tf.json"))
	if err != nil {
		return fmt.Errorf("lock file: %w", err)
	}
	for _, stack := range stacks {
		if err := os.WriteFile(filepath.Join(filepath.Dir(stack), Name), text, 0o644); err != nil {
			return fmt.Errorf("lock file: %w", err)
		}
	}
	return nil
}
