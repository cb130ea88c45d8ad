// Package shipped synthesizes the project's own stacks for tests, as the app does.
package shipped

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks"
)

// Root returns the folder that contains cdktf.json.
func Root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// Settings returns the project's own settings.
func Settings(t testing.TB) settings.Settings {
	t.Helper()
	read, err := settings.Read(filepath.Join(Root(), "cdktf.json"), stacks.Shipped().Known())
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// once synthesizes the shipped stacks once for all tests of a package.
var once = sync.OnceValues(func() ([]synthesized.Stack, error) {
	read, err := settings.Read(filepath.Join(Root(), "cdktf.json"), stacks.Shipped().Known())
	if err != nil {
		return nil, err
	}
	return write(stacks.Shipped(), read, stack.AWS)
})

// Stacks returns all shipped stacks, sorted by name. Callers must not modify them.
func Stacks(t testing.TB) []synthesized.Stack {
	t.Helper()
	written, err := once()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clone(written)
}

// Stack returns a shipped stack. It fails the test if there is no stack with this name.
func Stack(t testing.TB, name string) synthesized.Stack {
	t.Helper()
	for _, one := range Stacks(t) {
		if one.Name == name {
			return one
		}
	}
	t.Fatalf("no stack is called %s", name)
	return synthesized.Stack{}
}

// Environments returns the stacks of a system's environments in promotion order.
func Environments(t testing.TB, system string) []synthesized.Stack {
	t.Helper()
	var found []synthesized.Stack
	for _, one := range Stacks(t) {
		if metadata := one.Metadata(); metadata.Role == synthesized.RoleEnvironment && metadata.System == system {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b synthesized.Stack) int { return a.Metadata().Position - b.Metadata().Position })
	if len(found) == 0 {
		t.Fatalf("no system is called %s, or it has no environments", system)
	}
	return found
}

// Synthesize returns all stacks of a catalogue with these settings.
func Synthesize(t testing.TB, catalogue stacks.Catalogue, from settings.Settings) []synthesized.Stack {
	t.Helper()
	written, err := write(catalogue, from, stack.AWS)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

// write synthesizes to a temporary folder and reads the stacks from it.
func write(catalogue stacks.Catalogue, from settings.Settings, target stack.Target) ([]synthesized.Stack, error) {
	addTo, err := catalogue.Add(from)
	if err != nil {
		return nil, err
	}
	outdir, err := os.MkdirTemp("", "shipped-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(outdir) }()
	app := stack.NewApp(outdir)
	addTo(app, target)
	app.Synth()
	return synthesized.Load(outdir)
}
