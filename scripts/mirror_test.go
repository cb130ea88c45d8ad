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

// TestProvidersAreMirroredOnce mirrors the providers of both registries into one folder, and initializes stacks from it with
// both engines: each links to the mirror and downloads nothing.
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
			refuses(".terraform.lock.hcl is missing")
		} else { // the lock file has only the other engine's checksums
			refuses("has no checksums of " + kind.Registry() + "/hashicorp/random")
		}
		r.must(t, nil, kind.String(), "-chdir=cdktf.out/stacks/demo-stack", "init", "-input=false")
		lock := r.read(t, "cdktf.out/stacks/demo-stack/"+lockfile.Name)
		r.write(t, lockfile.Name, regexp.MustCompile(`h1:[^"]*`).ReplaceAllString(lock, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), 0o644)
		refuses("checksum")
		locks = lockfile.Merge(locks, lock)
		r.write(t, lockfile.Name, locks, 0o644)
		arguments := []string{"build/providers"}
		if kind != engine.Terraform { // Terraform is the default
			arguments = append(arguments, kind.String())
		}
		r.must(t, nil, "mirror-providers.sh", arguments...)
		// Remove what one engine installed before the other initializes the stack.
		r.forget(t)
	}
	for _, kind := range engine.Kinds() {
		for _, stack := range []string{"demo-stack", "other-stack"} {
			r.links(t, kind, filepath.Join("cdktf.out/stacks", stack))
		}
		r.forget(t)
	}
	if printed, ok := r.do(t, nil, "mirror-providers.sh", "build/providers", "pulumi"); ok || !strings.Contains(printed, `unknown engine "pulumi": allowed are terraform and tofu`) {
		t.Errorf("an unknown engine: succeeded %v, output:\n%s", ok, printed)
	}
}

// forget removes the providers that an engine installed for the stacks, and the stacks' lock files.
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

// links fails the test unless init links the provider in a stack's folder to the mirror.
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
		t.Errorf("%s links to %q, not into %s: %v", links[0], to, mirror, err)
	}
}
