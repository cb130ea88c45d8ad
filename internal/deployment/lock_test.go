package deployment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lockingTerraform stands in for Terraform, which would call the registry: it records its arguments and the files that
// it finds, and then writes a lock file.
const lockingTerraform = `#!/bin/sh
[ "$1" != version ] || { echo '{"terraform_version": "1.6.0"}'; exit; }
echo "$@" >> "$LOG"
cat providers.tf.json >> "$LOG"
[ -z "$FAIL" ] || exit 1
printf 'provider "registry.terraform.io/hashicorp/aws" {\n}\n' > .terraform.lock.hcl
`

// locked is the lock file that lockingTerraform writes.
const locked = "provider \"registry.terraform.io/hashicorp/aws\" {\n}\n"

func TestLockUpdatesEveryPlatformAndEveryProvider(t *testing.T) {
	f := lockable(t)
	if err := f.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	asked := f.read("terraform.log")
	for _, want := range []string{
		"providers lock", "-platform=linux_amd64", "-platform=linux_arm64", "-platform=darwin_amd64", "-platform=darwin_arm64",
		`"aws":{"source":"hashicorp/aws","version":"~\u003e 5.0"}`, `"random":{"source":"hashicorp/random","version":"~\u003e 3.0"}`,
	} {
		if !strings.Contains(asked, want) {
			t.Errorf("terraform was not run with %s: %s", want, asked)
		}
	}
	for _, file := range []string{".terraform.lock.hcl", "cdktf.out/stacks/dev-stack/.terraform.lock.hcl"} {
		if got := f.read(file); got != locked {
			t.Errorf("%s is %q", file, got)
		}
	}
}

func TestAFailedLockDoesNotChangeTheLockFile(t *testing.T) {
	f := lockable(t)
	f.write(t, ".terraform.lock.hcl", "reviewed", 0o644)
	f.Environ = append(f.Environ, "FAIL=1")
	says(t, f.Lock(t.Context()), "terraform providers")
	if got := f.read(".terraform.lock.hcl"); got != "reviewed" {
		t.Errorf("the lock file is %q", got)
	}
}

func TestLockPreservesTheEntriesOfTheOtherEngine(t *testing.T) {
	f := lockable(t)
	const other = "provider \"registry.opentofu.org/hashicorp/aws\" {\n}\n"
	f.write(t, ".terraform.lock.hcl", other, 0o644)
	if err := f.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := f.read(".terraform.lock.hcl"); got != other+"\n"+locked {
		t.Errorf("the lock file is %q", got)
	}
}

// lockable is a project of two stacks, one of which needs an additional provider.
func lockable(t *testing.T) fixture {
	t.Helper()
	f := newFixture(t, nil)
	const aws = `"aws": {"source": "hashicorp/aws", "version": "~> 5.0"}`
	const random = `"random": {"source": "hashicorp/random", "version": "~> 3.0"}`
	f.write(t, "synthesized/stacks/dev-stack/cdk.tf.json", `{"terraform": {"required_providers": {`+aws+`, `+random+`}}}`, 0o644)
	f.write(t, "synthesized/stacks/production-stack/cdk.tf.json", `{"terraform": {"required_providers": {`+aws+`}}}`, 0o644)
	f.write(t, "tools/terraform", lockingTerraform, 0o755)
	t.Setenv("PATH", filepath.Join(f.Dir, "tools")+string(os.PathListSeparator)+os.Getenv("PATH"))
	f.Environ = append(f.Environ, "LOG="+filepath.Join(f.Dir, "terraform.log"))
	return f
}
