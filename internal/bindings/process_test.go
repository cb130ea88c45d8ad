package bindings_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

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
	return program, []string{
		subjectSwitch + "=1", bindings.Switch + "=", "HOME=" + home, "XDG_CACHE_HOME=" + filepath.Join(home, "caches"),
	}
}

// cacheFiles returns the files that package bindings keeps below home, each by what its name begins with.
func cacheFiles(t *testing.T, home string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, "*", "landform", "bindings", "*", "*"))
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
	check(t)
	before := stat(t, cacheFiles(t, home))
	check(t)
	if after := stat(t, cacheFiles(t, home)); after != before {
		t.Errorf("a second run has written the cache:\n%s\nbefore:\n%s", after, before)
	}

	for _, file := range cacheFiles(t, home) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(content)
		damaged[len(damaged)/2] ^= 0xff
		for name, damage := range map[string][]byte{"truncated": content[:len(content)/2], "damaged": damaged} {
			t.Run(filepath.Base(file)+" "+name, func(t *testing.T) {
				if err := os.WriteFile(file, damage, 0o600); err != nil {
					t.Fatal(err)
				}
				check(t)
				if healed, err := os.ReadFile(file); err != nil || bytes.Equal(healed, damage) {
					t.Errorf("%s is still damaged (%v)", file, err)
				}
			})
		}
	}
	t.Run("no temporary files are left", func(t *testing.T) {
		for _, file := range cacheFiles(t, home) {
			if strings.HasSuffix(file, ".tmp") {
				t.Errorf("found %s", file)
			}
		}
	})
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
	program, env := subject(t, t.TempDir())
	want := bindingstest.Synthesize(t, program, env...)

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	// The jsii kernel keeps packages below $HOME; where it must find none, it uses the temporary directory.
	for name, without := range map[string][]string{
		"no home":             {"HOME=", "XDG_CACHE_HOME=", "TMPDIR=" + t.TempDir()},
		"unusable cache":      {"XDG_CACHE_HOME=" + file},
		"relative cache path": {"XDG_CACHE_HOME=relative"},
	} {
		t.Run(name, func(t *testing.T) {
			files, output, err := bindingstest.Run(program, t.TempDir(), append(env, without...)...)
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
		})
	}
}

// What constructs print must arrive, each stream where it belongs.
func TestPrints(t *testing.T) {
	program, env := subject(t, t.TempDir())
	script := filepath.Join(t.TempDir(), "print.js")
	if err := os.WriteFile(script, []byte(`setImmediate(() => { console.log('{"out":1}'); console.error('{"err":2}') })`), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program)
	command.Env = append(append(os.Environ(), env...), "CDKTF_OUTDIR="+t.TempDir(), "NODE_OPTIONS=--require "+script)
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
