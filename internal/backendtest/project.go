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

// Project is a folder that cdktf deploys from.
type Project struct {
	Dir     string
	Environ []string // of every command that runs in it
}

// NewProject creates a project for an app, an executable, that deploys to a cloud. Its lock file names the builds of
// the random provider that this machine has, as a project's reviewed one does.
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

// StackDir is the folder that Terraform runs in for a stack.
func (p *Project) StackDir(stack string) string {
	return filepath.Join(p.Dir, "cdktf.out", "stacks", stack)
}

// CDKTF runs cdktf to its end, and fails the test unless that is a success. It returns what cdktf printed.
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

// With is the project with more in the environment of its commands, as "NAME=value".
func (p *Project) With(entries ...string) *Project {
	return &Project{Dir: p.Dir, Environ: append(slices.Clone(p.Environ), entries...)}
}

// StartTerraform starts terraform in a stack's folder.
func (p *Project) StartTerraform(t *testing.T, stack string, arguments ...string) *Run {
	t.Helper()
	return start(t, p.StackDir(stack), p.Environ, "terraform", arguments...)
}

// lock writes the project's lock file, for the random provider.
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

// Run is a command that has been started.
type Run struct {
	command *exec.Cmd
	printed buffer
	ended   chan struct{}
	err     error // once it has ended
}

// start starts a command, in a process group of its own. It is killed with the test.
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

// Ends waits for the command's end and returns what it printed, with the error of an exit code that is not 0.
func (r *Run) Ends() (string, error) {
	<-r.ended
	return decoration.ReplaceAllString(r.printed.String(), ""), r.err
}

// decoration is what a terminal shows as color and movement, and the frame that Terraform draws around an error.
var decoration = regexp.MustCompile(`\x1b\[[0-9;?]*[A-Za-z]|(?m)^ *[│╷╵] ?`)

// Succeeds waits for the command's end, and fails the test unless that is a success.
func (r *Run) Succeeds(t *testing.T) string {
	t.Helper()
	printed, err := r.Ends()
	if err != nil {
		t.Fatalf("%s: %v:\n%s", strings.Join(r.command.Args, " "), err, printed)
	}
	return printed
}

// Fails waits for the command's end, and fails the test unless it fails and says why.
func (r *Run) Fails(t *testing.T, why string) string {
	t.Helper()
	printed, err := r.Ends()
	if err == nil || !strings.Contains(printed, why) {
		t.Fatalf("%s: the error is %v, want one that says %q:\n%s", strings.Join(r.command.Args, " "), err, why, printed)
	}
	return printed
}

// WaitFor waits until the command has printed something, and ends the test where the command ends without.
func (r *Run) WaitFor(t *testing.T, words string) {
	t.Helper()
	for !strings.Contains(r.printed.String(), words) {
		select {
		case <-r.ended:
			if printed, err := r.Ends(); !strings.Contains(printed, words) {
				t.Fatalf("the run ended without saying %q: %v:\n%s", words, err, printed)
			}
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Interrupt sends a signal to the command and to every process of its group, as a terminal does.
func (r *Run) Interrupt(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(-r.command.Process.Pid, signal); err != nil {
		t.Fatal(err)
	}
}

// Kill kills the command and every process that it started, all at once, as a machine that loses power does.
func (r *Run) Kill(t *testing.T) {
	t.Helper()
	for _, pid := range append([]int{r.command.Process.Pid}, descendants(t, r.command.Process.Pid)...) {
		if process, err := os.FindProcess(pid); err == nil {
			_ = process.Kill() // it may have ended by itself
		}
	}
	<-r.ended
}

// descendants are the children of a process, their children, and so on.
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

// Root is the folder of landform's go.mod, in which its tools are installed.
func Root(t *testing.T) string {
	t.Helper()
	file, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	return filepath.Dir(strings.TrimSpace(string(file)))
}

// Build builds a command of landform, named by its package, and returns the executable.
func Build(name, folder string) (string, error) {
	executable := filepath.Join(folder, filepath.Base(name))
	printed, err := exec.Command("go", "build", "-o", executable, name).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build %s: %w: %s", name, err, printed)
	}
	return executable, nil
}
