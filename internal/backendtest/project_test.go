package backendtest_test

import (
	"os"
	"testing"

	"landform/internal/backendtest"
)

func TestWaitForFindsTextWithEscapeSequences(t *testing.T) {
	project := &backendtest.Project{Dir: t.TempDir(), Environ: os.Environ()}
	run := project.Start(t, "printf", `\033[1mApply\033[0m complete`)
	run.WaitFor(t, "Apply complete")
	run.Succeeds(t)
}
