package deployment_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/backendtest"
)

// TestEndToEndEmulatorPlansAWholeEnvironment plans dev-stack as it ships with the real providers: they take what is
// synthesized for an emulator, keep the state there, and call nothing else.
func TestEndToEndEmulatorPlansAWholeEnvironment(t *testing.T) {
	b := begin(t)
	b.cloud.CreateBucket(t, bucket)
	b.cloud.CreateLockTable(t, table)
	app, err := backendtest.Build("landform", folder)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := os.ReadFile(filepath.Join(backendtest.Root(t), "cdktf.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.project.Dir, "cdktf.json"), settings, 0o644); err != nil {
		t.Fatal(err)
	}

	printed := b.project.Start(t, b.command, "plan-file", "dev-stack", "--emulator", "--app", app).Succeeds(t)
	if !strings.Contains(printed, " to add, 0 to change, 0 to destroy.") || !strings.Contains(printed, "make apply PLAN=") {
		t.Errorf("it says:\n%s", printed)
	}
	locked := false
	for _, request := range b.cloud.Requests() {
		locked = locked || request.Operation == "PutItem"
		if !strings.HasPrefix(request.Path, "/"+bucket) && request.Operation == "" {
			t.Errorf("the plan calls %s %s", request.Method, request.Path)
		}
	}
	if !locked {
		t.Error("the plan took no lock in the emulator")
	}
}
