package kernel_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"landform/internal/kernel"
	"landform/internal/kernel/kerneltest"
)

// synthesize runs the test binary as a CDKTF app, and returns what it writes and says.
func synthesize(t *testing.T, uses, chosen string) (files map[string][]byte, stderr string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	outdir := t.TempDir()
	command := exec.Command(program)
	command.Env = append(os.Environ(), programSwitch+"="+uses, kernel.Switch+"="+chosen, "CDKTF_OUTDIR="+outdir)
	var said strings.Builder
	command.Stderr = &said
	if err := command.Run(); err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	return kerneltest.Files(t, outdir), said.String()
}

func TestSameBytesAsTheShippedKernel(t *testing.T) {
	for uses, reason := range map[string]string{
		"":         "",
		"aspect":   "cdktf.Aspects.of",
		"override": "a type in Go that JavaScript calls back",
		"class":    "an asset that is an archive",
	} {
		t.Run(uses, func(t *testing.T) {
			ours, said := synthesize(t, uses, "")
			want, _ := synthesize(t, uses, kernel.Shipped)
			kerneltest.Equal(t, ours, want)
			if len(ours) < 4 {
				t.Errorf("%d files", len(ours))
			}
			lines := strings.Split(said, "\n")
			if reason == "" && said != "" || reason != "" && !strings.Contains(lines[0], reason) {
				t.Errorf("said %q, want %q", said, reason)
			}
		})
	}
}

// TestNothingStaysInTheTemporaryFolder fails where jsii-runtime-go is initialized before package unextracted.
func TestNothingStaysInTheTemporaryFolder(t *testing.T) {
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), programSwitch+"=", kernel.Switch+"=", "CDKTF_OUTDIR="+t.TempDir())
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) > 0 {
		t.Errorf("%v stays, error %v", left, err)
	}
	if value, ok := os.LookupEnv("JSII_RUNTIME"); ok {
		t.Errorf("other processes get JSII_RUNTIME=%s", value)
	}
}
