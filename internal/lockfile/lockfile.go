// Package lockfile brings the project's one reviewed dependency lock file to where Terraform looks for it.
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

// Name is what Terraform calls a dependency lock file.
const Name = ".terraform.lock.hcl"

// Distribute writes to the folder of each stack below outdir, over the lock file that is there, what a project's lock file
// says of the providers that the stack requires, from a registry such as "registry.terraform.io": with
// -lockfile=readonly, an engine refuses a file that says more. Where the project has none, every stack keeps its own.
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

// addresses are the addresses in a registry of the providers that a stack requires.
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

// Require returns an error in CI where the project has no lock file: nothing then says which builds of the providers were
// reviewed, and a provider runs with the rights of the deployment. People may deploy without, for themselves.
func Require(project string, environ []string) error {
	if !inCI(environ) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(project, Name)); err != nil {
		return fmt.Errorf("there is no %s, which says which builds of the providers were reviewed: run \"make lock\" where the provider registry "+
			"can be reached, and commit the file", Name)
	}
	return nil
}

// inCI says whether a CI runs this, as nearly all of them do. Of several entries the last one counts, as for a process.
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
