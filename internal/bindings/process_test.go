package bindings_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"landform/internal/bindings"
	"landform/internal/bindings/bindingstest"
)

// subject returns this test binary and the environment that makes it a CDKTF app whose caches are below home.
func subject(t *testing.T, home string) (program string, env []string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	temporary := filepath.Join(home, "tmp")
	if err := os.MkdirAll(temporary, 0o700); err != nil {
		t.Fatal(err)
	}
	return program, []string{
		subjectSwitch + "=1", bindings.Switch + "=",
		"HOME=" + home, "XDG_CACHE_HOME=" + filepath.Join(home, "caches"), "TMPDIR=" + temporary,
	}
}

// awaitKernels waits until the kernels of a subject have ended, which is shortly after the subject. The last thing
// that a kernel does is to remove its directory.
func awaitKernels(t *testing.T, home string) {
	t.Helper()
	for range 1000 {
		left, err := filepath.Glob(filepath.Join(home, "tmp", "jsii-kernel-*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("kernels are still running 10 s after their programs")
}

// cacheFiles returns the files that package bindings keeps below home.
func cacheFiles(t *testing.T, home string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(filepath.Join(home, "caches", "landform"), func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("no cache below %s: %v", home, err)
	}
	return files
}

func TestSynthesizesTheSameBytes(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bindingstest.Identical(t, program, subjectSwitch+"=1")
}

func TestSynthesizesTheSameBytesWithCallbacks(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bindingstest.Identical(t, program, subjectSwitch+"=1", callbackSwitch+"=1")
}

// The kernel refuses what the program has gone on from. The next response says so, and nothing is written.
func TestMistakeIsToldLater(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	outdir := t.TempDir()
	_, output, err := bindingstest.Run(program, outdir, subjectSwitch+"=1", mistakeSwitch+"=1")
	if err == nil {
		t.Error("did not fail")
	}
	if want := "There is already a Construct with name 'port' in TerraformStack [alone] (in an earlier call: " +
		"LANDFORM_BINDINGS=stock shows in which)"; !bytes.Contains(output, []byte(want)) {
		t.Errorf("said:\n%s\nwant %q", output, want)
	}
	if written, _ := os.ReadDir(filepath.Join(outdir, "stacks")); len(written) != 0 {
		t.Errorf("wrote %v", written)
	}
}

// One cache goes through a life: processes that start at once on none, use, and every kind of damage.
func TestCacheHeals(t *testing.T) {
	home := t.TempDir()
	program, env := subject(t, home)
	want := startTogether(t, 3, program, env)

	check := func(t *testing.T) {
		t.Helper()
		files, output, err := bindingstest.Run(program, t.TempDir(), env...)
		if err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
		bindingstest.Equal(t, files, want)
		if len(output) != 0 {
			t.Errorf("printed what concerns nobody:\n%s", output)
		}
	}
	steady := func(t *testing.T) {
		t.Helper()
		before := stat(t, cacheFiles(t, home))
		check(t)
		if after := stat(t, cacheFiles(t, home)); after != before {
			t.Errorf("a run with a complete cache has written it:\n%s\nbefore:\n%s", after, before)
		}
	}
	check(t) // one of the processes has made the preload that counts
	steady(t)

	removeUnused(t, home)
	for _, pattern := range []string{"snapshot.blob", "preload-*"} { // for the others, see TestPreloadIsWhole
		t.Run(pattern, func(t *testing.T) {
			file := only(t, home, pattern)
			damage, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			damage[len(damage)/2] ^= 0xff
			if err := os.WriteFile(file, damage, 0o600); err != nil {
				t.Fatal(err)
			}
			check(t)
			removeUnused(t, home)
			if healed, err := os.ReadFile(only(t, home, pattern)); err != nil || bytes.Equal(healed, damage) {
				t.Errorf("%s is still damaged (%v)", pattern, err)
			}
			steady(t)
		})
	}
	awaitKernels(t, home)
	for _, file := range cacheFiles(t, home) {
		if strings.HasSuffix(file, ".tmp") {
			t.Errorf("%s is left over", file)
		}
	}
	if left, _ := os.ReadDir(filepath.Join(home, "tmp")); len(left) != 0 {
		t.Errorf("temporary files are left over: %v", left)
	}
}

// only returns the one file in the cache below home whose name matches.
func only(t *testing.T, home, pattern string) string {
	t.Helper()
	var found []string
	for _, file := range cacheFiles(t, home) {
		if matches, _ := filepath.Match(pattern, filepath.Base(file)); matches {
			found = append(found, file)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s is there as %q", pattern, found)
	}
	return found[0]
}

// removeUnused removes from the cache below home the preloads that no file names, as a later run would.
func removeUnused(t *testing.T, home string) {
	t.Helper()
	named, err := filepath.Glob(filepath.Join(home, "caches", "landform", "bindings", "*", "preload-*"))
	if err != nil || len(named) != 1 {
		t.Fatalf("preloads: %q, %v", named, err)
	}
	content, err := os.ReadFile(named[0])
	if err != nil {
		t.Fatal(err)
	}
	folders, err := filepath.Glob(filepath.Join(filepath.Dir(named[0]), "kernel-*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if !bytes.Contains(content, []byte(filepath.Base(folder))) {
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// startTogether runs a CDKTF app in several processes at once and returns what all of them synthesize.
func startTogether(t *testing.T, processes int, program string, env []string) map[string][]byte {
	t.Helper()
	results := make([]map[string][]byte, processes)
	var running sync.WaitGroup
	for i := range results {
		outdir := t.TempDir()
		running.Go(func() {
			files, output, err := bindingstest.Run(program, outdir, env...)
			if err != nil {
				t.Errorf("%v\n%s", err, output)
			}
			results[i] = files
		})
	}
	running.Wait()
	for _, files := range results[1:] {
		bindingstest.Equal(t, files, results[0])
	}
	return results[0]
}

// stat says which files there are and when each was written.
func stat(t *testing.T, files []string) string {
	t.Helper()
	var all strings.Builder
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(file + " " + info.ModTime().String() + "\n")
	}
	return all.String()
}

func TestWorksWithoutCache(t *testing.T) {
	program, _ := subject(t, t.TempDir())
	want := bindingstest.Synthesize(t, program, subjectSwitch+"=1")

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	files, output, err := bindingstest.Run(program, t.TempDir(), subjectSwitch+"=1", "XDG_CACHE_HOME="+file)
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	bindingstest.Equal(t, files, want)
	if !bytes.Contains(output, []byte("bindings: starting slowly: ")) {
		t.Errorf("did not say that there is no cache:\n%s", output)
	}
	if bytes.Contains(output, []byte("end-of-life")) {
		t.Errorf("printed a banner:\n%s", output)
	}
}

// What constructs print must arrive, each stream where it belongs.
func TestPrints(t *testing.T) {
	program, _ := subject(t, t.TempDir())
	// Node loads this in every process but that which makes the snapshot. A snapshot has no script, and so no arguments.
	const print = `if (process.argv.length === 1) setImmediate(() => {
		console.log('{"out":1}')
		console.error('{"err":2}')
	})`
	script := filepath.Join(t.TempDir(), "print.js")
	if err := os.WriteFile(script, []byte(print), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(os.Environ(), subjectSwitch+"=1", "CDKTF_OUTDIR="+t.TempDir(), "NODE_OPTIONS=--require "+script)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	stdout, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if got, want := string(stdout), "{\"out\":1}\n"; got != want {
		t.Errorf("standard output is %q, want %q", got, want)
	}
	if got, want := stderr.String(), "{\"err\":2}\n"; got != want {
		t.Errorf("standard error is %q, want %q", got, want)
	}
}

// A Node that refuses the snapshot, such as another one by the same name, starts without it, and gets its own next time.
func TestSnapshotOfAnotherNode(t *testing.T) {
	home := sharedHome(t)
	program, env := subject(t, home)
	before := cacheFiles(t, home)
	refuse := filepath.Join(home, "refuse")
	node := filepath.Join(home, "node")
	script := "#!/bin/sh\n[ $# != 2 ] || [ ! -f '" + refuse + "' ] || exit 14\nexec node \"$@\"\n"
	if err := os.WriteFile(node, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	env = append(env, "JSII_NODE="+node)
	want := bindingstest.Synthesize(t, program, env...)
	first := snapshots(t, home, before)

	if err := os.WriteFile(refuse, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	bindingstest.Equal(t, bindingstest.Synthesize(t, program, env...), want)
	if err := os.Remove(refuse); err != nil {
		t.Fatal(err)
	}
	bindingstest.Equal(t, bindingstest.Synthesize(t, program, env...), want)
	if second := snapshots(t, home, before); len(first) != 1 || len(second) != 2 {
		t.Errorf("there were the snapshots %q, then %q", first, second)
	}
	awaitKernels(t, home)
}

// snapshots returns the snapshots in the cache below home that were not there before.
func snapshots(t *testing.T, home string, before []string) []string {
	t.Helper()
	return slices.DeleteFunc(cacheFiles(t, home), func(file string) bool {
		return filepath.Base(file) != "snapshot.blob" || slices.Contains(before, file)
	})
}

var shared struct {
	sync.Once
	home string
}

// sharedHome returns a folder with caches that a subject has filled, for tests that leave them whole.
func sharedHome(t *testing.T) string {
	t.Helper()
	shared.Do(func() {
		home, err := os.MkdirTemp("", "landform-bindings-*")
		if err != nil {
			t.Fatal(err)
		}
		program, env := subject(t, home)
		bindingstest.Synthesize(t, program, env...)
		awaitKernels(t, home)
		shared.home = home
	})
	if shared.home == "" {
		t.Fatal("the subject failed in another test")
	}
	return shared.home
}
