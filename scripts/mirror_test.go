package scripts_test

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"landform/internal/engine"
	"landform/internal/lockfile"
)

// TestProvidersAreMirroredOnce fills one folder with the providers of both registries, and initializes stacks from it with
// both engines: each links to it, and nothing is downloaded.
func TestProvidersAreMirroredOnce(t *testing.T) {
	r := newRunner(t)
	r.write(t, "cdktf.out/stacks/other-stack/cdk.tf.json", demo, 0o644)
	locks := ""
	for _, kind := range engine.Kinds() {
		refuses := func(want string) {
			t.Helper()
			if printed, ok := r.do(t, nil, "mirror-providers.sh", "build/providers", kind.String()); ok || !strings.Contains(printed, want) {
				t.Errorf("%s: succeeded %v, output:\n%s\nwant %q", kind, ok, printed, want)
			}
		}
		if locks == "" {
			refuses("there is no .terraform.lock.hcl")
		} else { // of the other engine alone
			refuses("has no build of " + kind.Registry() + "/hashicorp/random that was reviewed")
		}
		r.must(t, nil, kind.String(), "-chdir=cdktf.out/stacks/demo-stack", "init", "-input=false")
		lock := r.read(t, "cdktf.out/stacks/demo-stack/"+lockfile.Name)
		r.write(t, lockfile.Name, regexp.MustCompile(`h1:[^"]*`).ReplaceAllString(lock, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), 0o644)
		refuses("checksum")
		locks = lockfile.Merge(locks, lock)
		r.write(t, lockfile.Name, locks, 0o644)
		arguments := []string{"build/providers"}
		if kind != engine.Terraform { // which is the default
			arguments = append(arguments, kind.String())
		}
		r.must(t, nil, "mirror-providers.sh", arguments...)
		// One stack is initialized by one engine at a time: another would want to move what the first has installed.
		r.forget(t)
	}
	for _, kind := range engine.Kinds() {
		for _, stack := range []string{"demo-stack", "other-stack"} {
			r.links(t, kind, filepath.Join("cdktf.out/stacks", stack))
		}
		r.forget(t)
	}
	if printed, ok := r.do(t, nil, "mirror-providers.sh", "build/providers", "pulumi"); ok || !strings.Contains(printed, `"pulumi" is no engine: allowed are terraform and tofu`) {
		t.Errorf("another engine: succeeded %v, output:\n%s", ok, printed)
	}
}

// forget removes what an engine has installed for the stacks, and what it has locked.
func (r runner) forget(t *testing.T) {
	t.Helper()
	for _, pattern := range []string{"*/.terraform", "*/" + lockfile.Name} {
		found, err := filepath.Glob(filepath.Join(r.dir, "cdktf.out/stacks", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			if err := os.RemoveAll(file); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// links fails the test unless an engine installs a provider of its registry in a folder as a link into the mirror.
func (r runner) links(t *testing.T, kind engine.Kind, folder string) {
	t.Helper()
	r.must(t, []string{"TF_CLI_CONFIG_FILE=" + filepath.Join(r.dir, "build/providers/terraformrc")}, kind.String(), "-chdir="+folder, "init", "-input=false")
	installed := filepath.Join(r.dir, folder, ".terraform/providers", kind.Registry(), "hashicorp/random/*", runtime.GOOS+"_"+runtime.GOARCH)
	links, err := filepath.Glob(installed)
	if err != nil || len(links) != 1 {
		t.Fatalf("%s: %v, error %v", installed, links, err)
	}
	to, err := os.Readlink(links[0])
	if mirror := filepath.Join(r.dir, "build/providers", kind.Registry()); err != nil || !strings.HasPrefix(to, mirror) {
		t.Errorf("%s leads to %q, not into %s: %v", links[0], to, mirror, err)
	}
}
