package lockfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/lockfile"
)

const terraform = "registry.terraform.io"

func TestDistributeReplacesTheLockFileOfEveryStack(t *testing.T) {
	project, outdir := t.TempDir(), t.TempDir()
	dev, production := stack(t, outdir, "dev-stack"), stack(t, outdir, "production-stack")
	write(t, filepath.Join(project, lockfile.Name), "reviewed")
	write(t, filepath.Join(dev, lockfile.Name), "left by an earlier init, and longer")
	if err := lockfile.Distribute(project, outdir, terraform); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{dev, production} {
		if got := read(t, folder); got != "reviewed" {
			t.Errorf("the lock file of %s is %q, want the project's", filepath.Base(folder), got)
		}
	}
}

// TestDistributeSelectsTheProvidersOfAStackAndARegistry uses a lock file with entries of both engines.
func TestDistributeSelectsTheProvidersOfAStackAndARegistry(t *testing.T) {
	project, outdir := t.TempDir(), t.TempDir()
	both, one := stack(t, outdir, "dev-stack"), stack(t, outdir, "pipeline-stack")
	write(t, filepath.Join(both, "cdk.tf.json"),
		`{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}, "random": {"source": "hashicorp/random"}}}}`)
	write(t, filepath.Join(one, "cdk.tf.json"), `{"terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}}}`)
	write(t, filepath.Join(project, lockfile.Name), head+awsTofu+"\n"+awsNew+"\n"+randomOld)
	for registry, want := range map[string][2]string{
		terraform:               {head + awsNew + "\n" + randomOld, head + awsNew},
		"registry.opentofu.org": {head + awsTofu, head + awsTofu},
		"registry.example.com":  {head + awsTofu + "\n" + awsNew + "\n" + randomOld, head + awsTofu + "\n" + awsNew + "\n" + randomOld},
	} {
		if err := lockfile.Distribute(project, outdir, registry); err != nil {
			t.Fatal(err)
		}
		for index, folder := range []string{both, one} {
			if got := read(t, folder); got != want[index] {
				t.Errorf("%s: the lock file of %s is\n%s\nwant\n%s", registry, filepath.Base(folder), got, want[index])
			}
		}
	}
}

func TestDistributeLeavesStacksAloneWithoutALockFile(t *testing.T) {
	outdir := t.TempDir()
	dev := stack(t, outdir, "dev-stack")
	write(t, filepath.Join(dev, lockfile.Name), "its own")
	if err := lockfile.Distribute(t.TempDir(), outdir, terraform); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dev); got != "its own" {
		t.Errorf("the lock file is %q, want the stack's own", got)
	}
}

func TestDistributeNamesTheFileThatItCannotWrite(t *testing.T) {
	project, outdir := t.TempDir(), t.TempDir()
	write(t, filepath.Join(project, lockfile.Name), "reviewed")
	if err := os.Mkdir(filepath.Join(stack(t, outdir, "dev-stack"), lockfile.Name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := lockfile.Distribute(project, outdir, terraform); err == nil {
		t.Error("no error for a folder in the lock file's place")
	}
}

// stack creates the folder of a synthesized stack.
func stack(t *testing.T, outdir, name string) string {
	t.Helper()
	folder := filepath.Join(outdir, "stacks", name)
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "cdk.tf.json"), "{}")
	return folder
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, folder string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, lockfile.Name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCIDeploysWithALockFileOnly(t *testing.T) {
	project := t.TempDir()
	for environ, want := range map[string]bool{"CI=true": false, "CI=1": false, "CI=false": true, "CI=": true} {
		err := lockfile.Require(project, []string{"CI=before", environ})
		if (err == nil) != want || err != nil && !strings.Contains(err.Error(), `there is no .terraform.lock.hcl`) {
			t.Errorf("%s: error is %v", environ, err)
		}
	}
	write(t, filepath.Join(project, lockfile.Name), "reviewed")
	if err := lockfile.Require(project, []string{"CI=true"}); err != nil {
		t.Errorf("with a lock file: %v", err)
	}
}
