// Package terraform_test plans all stacks with the real engines and providers: as they are synthesized, with Terraform
// and with OpenTofu, and as they are ejected. It makes no call to AWS. Every plan is made once, whatever number of tests
// read it.
package terraform_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/synthesized"
)

// What every test here reads: the stacks, synthesized for planning offline, those and the hostile one, and a folder for
// what is made of them.
var (
	stacks   []synthesized.Stack
	compared []synthesized.Stack
	scratch  string
)

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "landform-"); err == nil {
		stacks, err = synthesize(filepath.Join(scratch, "offline"))
	}
	if err == nil {
		compared, err = withHostile(stacks)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// synthesize runs the program as "make plan" does.
func synthesize(outdir string) ([]synthesized.Stack, error) {
	command := exec.Command("go", "run", ".", "-offline", "-outdir", outdir)
	command.Dir = filepath.Join("..", "..")
	if output, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("synthesis: %w\n%s", err, output)
	}
	return synthesized.Load(outdir)
}
