package kernel_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/kernel/kerneltest"
)

// The stacks for AWS, for an offline plan and for an emulator are what the shipped kernel writes.
func TestKernelChangesNothing(t *testing.T) {
	t.Chdir("../..")
	program := filepath.Join(t.TempDir(), "landform")
	if output, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	t.Setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
	for _, target := range []string{"-offline=false", "-offline", "-emulator"} {
		t.Run(target, func(t *testing.T) { kerneltest.Identical(t, program, target) })
	}
}
