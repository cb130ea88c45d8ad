package backendtest

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"landform/internal/lockfile"
)

// Project is the folder of a CDKTF project.
type Project struct {
	Dir     string
	Environ []string // the environment of its commands
}

// NewProject creates a project that deploys an app to a cloud. The app is an executable. The project has a lock file, as a real
// project does, for the random provider that this machine installs.
func NewProject(t *testing.T, app string, cloud *Cloud) *Project {
	t.Helper()
	project := &Project{Dir: t.TempDir(), Environ: cloud.Environ()}
	project.write(t, "cdktf.json", map[string]any{
		"language":         "go",
		"app":              app,
		"projectId":        "backendtest",
		"output":           "cdktf.out",
		"sendCrashReports": "false",
	})
	project.lock(t)
	return project
}

// StackDir returns the folder in which Terraform runs for a stack.
func (p *Project) StackDir(stack string) string {
	return filepath.Join(p.Dir, "cdktf.out", "stacks", stack)
}

// CDKTF runs cdktf and returns its output. It ends the test if cdktf fails.
func (p *Project) CDKTF(t *testing.T, arguments ...string) string {
	t.Helper()
	return p.StartCDKTF(t, arguments...).Succeeds(t)
}

// StartCDKTF starts cdktf in the project's folder.
func (p *Project) StartCDKTF(t *testing.T, arguments ...string) *Run {
	t.Helper()
	cdktf := filepath.Join(Root(t), "node_modules", ".bin", "cdktf")
	if _, err := os.Stat(cdktf); err != nil {
		t.Fatalf("cdktf was not found; 'make tools' installs it: %v", err)
	}
	return p.Start(t, cdktf, arguments...)
}

// Start starts an executable in the project's folder.
func (p *Project) Start(t *testing.T, executable string, arguments ...string) *Run {
	t.Helper()
	return start(t, p.Dir, p.Environ, executable, arguments...)
}

// With returns the project with additional environment variables for its commands, each as "NAME=value".
func (p *Project) With(entries ...string) *Project {
	return &Project{Dir: p.Dir, Environ: append(slices.Clone(p.Environ), entries...)}
}

// StartTerraform starts terraform in a stack's folder.
func (p *Project) StartTerraform(t *testing.T, stack string, arguments ...string) *Run {
	t.Helper()
	return start(t, p.StackDir(stack), p.Environ, "terraform", arguments...)
}

// lock writes the project's lock file, with the random provider.
func (p *Project) lock(t *testing.T) {
	t.Helper()
	scratch := &Project{Dir: t.TempDir(), Environ: p.Environ}
	scratch.write(t, "main.tf.json", map[string]any{"terraform": map[string]any{"required_providers": map[string]any{
		"random": map[string]string{"source": "hashicorp/random", "version": "~> 3.0"},
	}}})
	start(t, scratch.Dir, scratch.Environ, "terraform", "init", "-no-color").Succeeds(t)
	if err := os.Rename(filepath.Join(scratch.Dir, lockfile.Name), filepath.Join(p.Dir, lockfile.Name)); err != nil {
		t.Fatal(err)
	}
}

func (p *Project) write(t *testing.T, name string, content any) {
	t.Helper()
	text, err := json.Marshal(content)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.Dir, name), text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// Run is a started command.
type Run struct {
	command *exec.Cmd
	printed buffer
	ended   chan struct{}
	err     error // set before ended is closed
}

// start starts a command in its own process group. At the end of the test, the command is killed if it still runs.
func start(t *testing.T, dir string, environ []string, name string, arguments ...string) *Run {
	t.Helper()
	run := &Run{command: exec.Command(name, arguments...), ended: make(chan struct{})}
	run.command.Dir, run.command.Env = dir, environ
	run.command.Stdout, run.command.Stderr = &run.printed, &run.printed
	run.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := run.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		run.err = run.command.Wait()
		close(run.ended)
	}()
	t.Cleanup(func() {
		select {
		case <-run.ended:
		default:
			run.Kill(t)
		}
	})
	return run
}

// Done is closed when the command has ended.
func (r *Run) Done() <-chan struct{} { return r.ended }

// Ends waits for the end of the command and returns its output. The error says that the exit code is not 0.
func (r *Run) Ends() (string, error) {
	<-r.ended
	return r.output(), r.err
}

// output returns the output so far, without decoration.
func (r *Run) output() string { return decoration.ReplaceAllString(r.printed.String(), "") }

// decoration matches ANSI escape sequences and the frame that Terraform draws around an error.
var decoration = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|(?m)^ *[│╷╵] ?`)

// Succeeds waits for the end of the command and returns its output. It ends the test if the command fails.
func (r *Run) Succeeds(t *testing.T) string {
	t.Helper()
	printed, err := r.Ends()
	if err != nil {
		t.Fatalf("%s: %v:\n%s", strings.Join(r.command.Args, " "), err, printed)
	}
	return printed
}

// Fails waits for the end of the command and returns its output. It ends the test unless the command fails with this reason in its
// output.
func (r *Run) Fails(t *testing.T, reason string) string {
	t.Helper()
	printed, err := r.Ends()
	if err == nil || !strings.Contains(printed, reason) {
		t.Fatalf("%s: the error is %v, want a failure with %q in the output:\n%s", strings.Join(r.command.Args, " "), err, reason, printed)
	}
	return printed
}

// WaitFor waits until the command has printed a text, and ends the test if the command ends without it.
func (r *Run) WaitFor(t *testing.T, text string) {
	t.Helper()
	for !strings.Contains(r.output(), text) {
		select {
		case <-r.ended:
			if printed, err := r.Ends(); !strings.Contains(printed, text) {
				t.Fatalf("the command ended without %q in its output: %v:\n%s", text, err, printed)
			}
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Interrupt sends a signal to the process group of the command, as a terminal does.
func (r *Run) Interrupt(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-r.command.Process.Pid, signal); err != nil {
		t.Fatal(err)
	}
}

// Kill kills the command and all its descendants without a chance to clean up, as a power failure does.
func (r *Run) Kill(t *testing.T) {
	t.Helper()
	for _, pid := range append([]int{r.command.Process.Pid}, descendants(t, r.command.Process.Pid)...) {
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill() // the process may have ended already
		}
	}
	<-r.ended
}

// descendants returns the children of a process, their children, and so on.
func descendants(t *testing.T, ancestor int) []int {
	t.Helper()
	listed, err := exec.Command("ps", "-A", "-o", "pid=,ppid=").Output()
	if err != nil {
		t.Fatalf("ps: %v", err)
	}
	children := map[int][]int{}
	for line := range strings.Lines(string(listed)) {
		var pid, parent int
		if _, err := fmt.Sscan(line, &pid, &parent); err != nil {
			t.Fatalf("ps: %s: %v", strconv.Quote(line), err)
		}
		children[parent] = append(children[parent], pid)
	}
	found := children[ancestor]
	for index := 0; index < len(found); index++ {
		found = append(found, children[found[index]]...)
	}
	return found
}

// Root returns the folder of landform's go.mod, which also has the installed tools.
func Root(t *testing.T) string {
	t.Helper()
	file, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(file)))
}

// Build builds a main package of landform into a folder, and returns the path of the executable.
func Build(name, folder string) (string, error) {
	executable := filepath.Join(folder, filepath.Base(name))
	printed, err := exec.Command("go", "build", "-o", executable, name).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build %s: %w: %s", name, err, printed)
	}
	return executable, nil
}
