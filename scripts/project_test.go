// Package scripts_test drives the scripts at a pseudo-terminal, in a copy of the project whose tools are stubs.
package scripts_test

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// stub writes down how it is called and with what environment, and answers the questions that the scripts put to tools.
const stub = `#!/bin/sh
echo "${0##*/} $*" >>"$STUB_NOTES/calls"
env >"$STUB_NOTES/environment-of-${0##*/}"
case "${0##*/} $*" in
  "terraform version") echo "Terraform v$STUB_TERRAFORM" ;;
  "aws --version") echo "aws-cli/$STUB_AWS Python/3.11 Linux" ;;
  "aws sts get-caller-identity") exit "$STUB_SIGNED_IN" ;;
  "aws secretsmanager get-secret-value "*)
    [ -n "$STUB_SECRET" ] || { echo "An error occurred ($STUB_REFUSAL) when calling GetSecretValue" >&2; exit 254; }
    printf '%s\n' "$STUB_SECRET" ;;
  "landform $STUB_BREAKS"*) exit 3 ;;
esac
`

// utilities are what the scripts use of a machine besides the tools.
var utilities = []string{"bash", "sh", "env", "dirname", "sed", "sort", "head", "jq"}

// tools are the stubs.
var tools = []string{"make", "go", "node", "terraform", "aws"}

// project is a copy of what the scripts need, on a machine that has the tools and nothing else.
type project struct {
	dir   string
	notes string // folder of what the stubs wrote down
	path  string // the only folder on PATH
	env   map[string]string
}

func newProject(t *testing.T) project {
	t.Helper()
	p := project{dir: t.TempDir(), notes: t.TempDir(), path: t.TempDir(), env: map[string]string{
		"STUB_TERRAFORM": "1.6.1", "STUB_AWS": "2.0.0", "STUB_SIGNED_IN": "0", "STUB_SECRET": "", "STUB_REFUSAL": "ResourceNotFoundException", "STUB_BREAKS": "nothing",
	}}
	scripts, err := filepath.Glob("*.sh")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		if err := copyScript(script, filepath.Join(p.dir, "scripts", script)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range utilities {
		found, err := exec.LookPath(name)
		if err == nil {
			err = os.Symlink(found, filepath.Join(p.path, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range tools {
		if err := os.WriteFile(filepath.Join(p.path, name), []byte(stub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.MkdirAll(filepath.Join(p.dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "bin", "landform"), []byte(stub), 0o755); err != nil {
		t.Fatal(err)
	}
	return p
}

func copyScript(from, to string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o755)
}

// exchange is what a script says, and what a person types when they read it.
type exchange struct{ prompt, answer string }

// run runs a script and returns what stood on the terminal, and whether the script succeeded.
func (p project) run(t *testing.T, script string, arguments []string, exchanges ...exchange) (string, bool) {
	t.Helper()
	command := p.command(t, script, arguments)
	terminal, err := pty.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	seen := read(terminal)
	var said strings.Builder
	for _, exchange := range exchanges {
		for !strings.Contains(said.String(), exchange.prompt) {
			part, more := <-seen
			if !more {
				t.Fatalf("%s never said %q, but:\n%s", script, exchange.prompt, said.String())
			}
			said.Write(part)
		}
		if _, err := io.WriteString(terminal, exchange.answer+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	for part := range seen {
		said.Write(part)
	}
	return said.String(), command.Wait() == nil
}

// command is a script with the project's machine around it. A script that hangs is killed, and then has failed.
func (p project) command(t *testing.T, script string, arguments []string) *exec.Cmd {
	t.Helper()
	limited, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	command := exec.CommandContext(limited, filepath.Join(p.dir, "scripts", script), arguments...)
	command.Env = []string{"PATH=" + p.path, "STUB_NOTES=" + p.notes}
	for name, value := range p.env {
		command.Env = append(command.Env, name+"="+value)
	}
	return command
}

// read hands on what appears on a terminal until its other side is closed.
func read(terminal io.Reader) <-chan []byte {
	seen := make(chan []byte)
	go func() {
		defer close(seen)
		for {
			part := make([]byte, 4096)
			count, err := terminal.Read(part)
			if count > 0 {
				seen <- part[:count]
			}
			if err != nil {
				return
			}
		}
	}()
	return seen
}

// changes are the calls of tools that do something, one a line: what only looks is left out.
func (p project) changes(t *testing.T) string {
	t.Helper()
	var changes []string
	for line := range strings.Lines(p.note(t, "calls")) {
		call := strings.TrimSpace(line)
		if call != "terraform version" && !strings.HasPrefix(call, "make ") && !strings.HasPrefix(call, "aws ") {
			changes = append(changes, call)
		}
	}
	return strings.Join(changes, "\n")
}

// note is what the stubs wrote down under a name; empty where they wrote nothing.
func (p project) note(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.notes, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// hides fails the test where a secret stands on the terminal, on a command line or in a file of the project.
func (p project) hides(t *testing.T, said, secret string) {
	t.Helper()
	if strings.Contains(said, secret) {
		t.Errorf("%q stands on the terminal:\n%s", secret, said)
	}
	if calls := p.note(t, "calls"); strings.Contains(calls, secret) {
		t.Errorf("%q stands on a command line:\n%s", secret, calls)
	}
	err := filepath.WalkDir(p.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("%q stands in %s", secret, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
