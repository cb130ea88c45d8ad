// Package scripts_test runs the scripts in a pseudo-terminal, in a copy of the project with stubs for the tools.
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

// stub records its arguments and environment, and prints the output that the scripts expect from the real tools.
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

// utilities are the standard programs that the scripts need.
var utilities = []string{"bash", "sh", "env", "dirname", "sed", "sort", "head", "jq"}

// tools are the programs replaced by the stub.
var tools = []string{"make", "go", "node", "terraform", "aws"}

// project is a copy of the scripts and a PATH that contains only the utilities and the stubs.
type project struct {
	dir   string
	notes string // folder with the records of the stubs
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
	for _, environment := range []string{"dev", "prod"} {
		p.synthesize(t, "cdktf.out", environment, `{"region": "eu-west-1"}`)
		p.synthesize(t, "build/emulator", environment, `{"region": "eu-west-1", "access_key": "123456789012"}`)
	}
	return p
}

// synthesize writes the JSON of an environment's stack, with this provider.
func (p project) synthesize(t *testing.T, output, environment, provider string) {
	t.Helper()
	dir := filepath.Join(p.dir, output, "stacks", "ticketing-"+environment+"-stack")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cdk.tf.json"), []byte(`{"provider": {"aws": [`+provider+`]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
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

// exchange is a prompt of a script and the user's answer.
type exchange struct{ prompt, answer string }

// run runs a script and returns its terminal output, and whether the script succeeded.
func (p project) run(t *testing.T, script string, arguments []string, exchanges ...exchange) (string, bool) {
	t.Helper()
	command := p.command(t, script, arguments)
	terminal, err := pty.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	parts := read(terminal)
	var output strings.Builder
	for _, exchange := range exchanges {
		for !strings.Contains(output.String(), exchange.prompt) {
			part, more := <-parts
			if !more {
				t.Fatalf("%s does not print %q:\n%s", script, exchange.prompt, output.String())
			}
			output.Write(part)
		}
		if _, err := io.WriteString(terminal, exchange.answer+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	for part := range parts {
		output.Write(part)
	}
	return output.String(), command.Wait() == nil
}

// command returns the command that runs a script in the project. A script that hangs is killed after a minute, and the test fails.
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

// read sends the output of a terminal to a channel until the script closes the terminal.
func read(terminal io.Reader) <-chan []byte {
	parts := make(chan []byte)
	go func() {
		defer close(parts)
		for {
			part := make([]byte, 4096)
			count, err := terminal.Read(part)
			if count > 0 {
				parts <- part[:count]
			}
			if err != nil {
				return
			}
		}
	}()
	return parts
}

// changes returns the calls of tools, one per line, without those that only read.
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

// note returns the contents of a record of the stubs, or "" if it does not exist.
func (p project) note(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(p.notes, name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// hides fails the test if a secret is in the terminal output, on a command line or in a file of the project.
func (p project) hides(t *testing.T, output, secret string) {
	t.Helper()
	if strings.Contains(output, secret) {
		t.Errorf("%q is in the terminal output:\n%s", secret, output)
	}
	if calls := p.note(t, "calls"); strings.Contains(calls, secret) {
		t.Errorf("%q is on a command line:\n%s", secret, calls)
	}
	err := filepath.WalkDir(p.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("%q is in the file %s", secret, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
