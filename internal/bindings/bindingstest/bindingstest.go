// Package bindingstest compares what a program synthesizes with package bindings and with the shipped bindings.
package bindingstest

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"landform/internal/bindings"
)

// Identical runs a program twice in the current directory, with and without package bindings, and fails the test unless
// both runs synthesize the same files with the same bytes. The program is a CDKTF app that writes to $CDKTF_OUTDIR; env
// adds variables to its environment, as "name=value". The first run with the shipped bindings takes ten seconds.
func Identical(t *testing.T, program string, env ...string) {
	t.Helper()
	ours := Synthesize(t, program, append(env, bindings.Switch+"=")...)
	stock := Synthesize(t, program, append(env, bindings.Switch+"="+bindings.Stock)...)
	Equal(t, ours, stock)
	if len(ours) == 0 {
		t.Errorf("%s synthesized nothing", program)
	}
}

// Synthesize runs a CDKTF app and returns the files it writes to $CDKTF_OUTDIR, by name. The test fails at once if the
// app does.
func Synthesize(t *testing.T, program string, env ...string) map[string][]byte {
	t.Helper()
	files, output, err := Run(program, t.TempDir(), env...)
	if err != nil {
		t.Fatalf("%s with %q: %v\n%s", program, env, err, output)
	}
	return files
}

// Run is Synthesize for apps that may fail. It writes to outdir and also returns what the app prints.
func Run(program, outdir string, env ...string) (files map[string][]byte, output []byte, err error) {
	command := exec.Command(program)
	command.Env = append(append(os.Environ(), env...), "CDKTF_OUTDIR="+outdir)
	if output, err = command.CombinedOutput(); err != nil {
		return nil, output, err
	}
	files = map[string][]byte{}
	err = filepath.WalkDir(outdir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(outdir, path)
		if err != nil {
			return err
		}
		files[name], err = os.ReadFile(path)
		return err
	})
	return files, output, err
}

// Equal fails the test for every file that is not the same in both sets.
func Equal(t *testing.T, got, want map[string][]byte) {
	t.Helper()
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is only there with package bindings", name)
		}
	}
	for name, content := range want {
		if !bytes.Equal(got[name], content) {
			t.Errorf("%s differs with package bindings:\n%s\nwithout:\n%s", name, got[name], content)
		}
	}
}
