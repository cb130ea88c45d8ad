// Package lockfile copies the project's one reviewed dependency lock file to the folders of the stacks, where Terraform
// reads it.
// https://developer.hashicorp.com/terraform/language/files/dependency-lock
package lockfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tidwall/gjson"
)

// Name is the file name of a dependency lock file.
const Name = ".terraform.lock.hcl"

// Distribute writes a lock file to the folder of each stack below outdir and overwrites an existing one. It contains
// the entries of the project's lock file for the providers that the stack requires from a registry such as
// "registry.terraform.io", and no others: with -lockfile=readonly, an engine rejects additional entries. If the project
// has no lock file, Distribute changes nothing.
func Distribute(project, outdir, registry string) error {
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
		required, err := addresses(stack, registry)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(filepath.Dir(stack), Name), []byte(only(string(text), registry, required)), 0o644); err != nil {
			return fmt.Errorf("lock file: %w", err)
		}
	}
	return nil
}

// addresses returns the addresses in a registry of the providers that a stack requires.
func addresses(stack, registry string) ([]string, error) {
	text, err := os.ReadFile(stack)
	if err != nil {
		return nil, fmt.Errorf("lock file: %w", err)
	}
	var found []string
	gjson.GetBytes(text, "terraform.required_providers").ForEach(func(_, provider gjson.Result) bool {
		found = append(found, registry+"/"+provider.Get("source").String())
		return true
	})
	return found, nil
}

// Require returns an error in CI if the project has no lock file: then nothing ensures that the providers are the
// reviewed builds, and a provider runs with the deployment's permissions. Outside of CI, the lock file is optional.
func Require(project string, environ []string) error {
	if !inCI(environ) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(project, Name)); err != nil {
		return fmt.Errorf("there is no %s, which records the reviewed builds of the providers: run \"make lock\" where the provider registry "+
			"can be reached, and commit the file", Name)
	}
	return nil
}

// inCI reports whether this process runs in CI: nearly all CI systems set the variable CI. Of several entries the last
// one counts, as it does for a process.
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables
func inCI(environ []string) bool {
	var ci string
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); name == "CI" {
			ci = value
		}
	}
	return ci != "" && ci != "false"
}
