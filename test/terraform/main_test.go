// Package terraform_test plans all stacks with the real engines and providers: synthesized stacks with Terraform and with OpenTofu,
// and ejected stacks with Terraform. It sends no requests to AWS. All tests share the plans, each of which is made once.
package terraform_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/synthesized"
)

var (
	stacks   []synthesized.Stack // the shipped stacks, synthesized with -offline
	compared []synthesized.Stack // stacks and the hostile stack
	scratch  string              // folder for all that the tests write
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
