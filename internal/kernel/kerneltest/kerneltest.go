// Package kerneltest compares what a program synthesizes with package kernel and with the shipped kernel.
package kerneltest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/kernel"
	"landform/internal/synthesized"
)

// Identical runs a program twice in the current directory, with package kernel and with the shipped kernel, and fails the test
// unless both runs synthesize the same files with the same bytes. The program is a CDKTF app that writes to $CDKTF_OUTDIR.
// The run with the shipped kernel takes some seconds.
func Identical(t *testing.T, program string, arguments ...string) {
	t.Helper()
	ours := Synthesize(t, kernel.Switch+"=", program, arguments...)
	Equal(t, ours, Synthesize(t, kernel.Switch+"="+kernel.Shipped, program, arguments...))
	if len(ours) == 0 {
		t.Errorf("%s synthesized nothing", program)
	}
}

// Synthesize runs a CDKTF app with another variable in its environment, and returns the files it writes to $CDKTF_OUTDIR, by
// name. The test ends if the app fails.
func Synthesize(t *testing.T, variable, program string, arguments ...string) map[string][]byte {
	t.Helper()
	outdir := t.TempDir()
	command := exec.Command(program, arguments...)
	command.Env = append(os.Environ(), "CDKTF_OUTDIR="+outdir, variable)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q with %s: %v\n%s", program, arguments, variable, err, output)
	}
	if bytes.Contains(output, []byte("kernel: ")) {
		t.Errorf("%s %q is handed over: %s", program, arguments, output)
	}
	return Files(t, outdir)
}

// Files returns the content of all files below a folder, by their paths in it.
func Files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	tree := os.DirFS(folder)
	err := fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == synthesized.OriginsFile { // that only package kernel knows
			return err
		}
		files[filepath.ToSlash(path)], err = fs.ReadFile(tree, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Equal fails the test for every file that is not the same in both sets.
func Equal(t *testing.T, got, want map[string][]byte) {
	t.Helper()
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is only there with package kernel", name)
		}
	}
	for name, content := range want {
		if !bytes.Equal(got[name], content) {
			t.Errorf("%s differs with package kernel:\n%s\nwith the shipped kernel:\n%s", name, got[name], content)
		}
	}
}
