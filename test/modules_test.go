package test

import (
	"testing"

	"landform/test/shipped"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// TestTheScanRequiresTheVersionsOfTheProject: the module of "make scan" depends on the project's module. If it requires an older
// version of a module than the project does, Go refuses to build it, which only the weekly scan would show.
func TestTheScanRequiresTheVersionsOfTheProject(t *testing.T) {
	t.Chdir(shipped.Root())
	project, shared := requirements(t, "go.mod"), 0
	for path, version := range requirements(t, "tools/scan/go.mod") {
		if project[path] == "" {
			continue
		}
		shared++
		if semver.Compare(version, project[path]) < 0 {
			t.Errorf("tools/scan requires %s %s, but the project %s: run \"go mod tidy\" in tools/scan", path, version, project[path])
		}
	}
	if shared < 10 {
		t.Errorf("the modules share %d requirements: the test compares the wrong files", shared)
	}
}

// requirements returns the versions of the modules that a go.mod file requires, by path.
func requirements(t *testing.T, file string) map[string]string {
	t.Helper()
	parsed, err := modfile.Parse(file, []byte(read(t, file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	versions := map[string]string{}
	for _, required := range parsed.Require {
		versions[required.Mod.Path] = required.Mod.Version
	}
	return versions
}
