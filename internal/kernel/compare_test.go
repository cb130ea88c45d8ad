package kernel

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	_ "unsafe" // for go:linkname

	"github.com/google/go-cmp/cmp"
)

// A comparison repeats on one shipped kernel what programs in this process have asked the kernel in Go.
type comparison struct {
	t      *testing.T
	node   *process
	client *client // keeps the process
	at     int     // in the log of the kernel in Go
}

//go:linkname startProcess github.com/aws/jsii-runtime-go/internal/kernel/process.(*Process).ensureStarted
func startProcess(*process) error

// compare starts the shipped kernel, for programs from now on.
func compare(t *testing.T) *comparison {
	t.Helper()
	Load()
	c := &comparison{t: t}
	c.start()
	return c
}

// tarballs returns the npm packages that the bindings embed, in the order in which they need each other.
func tarballs(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for name, module := range map[string]string{
		"constructs":             "github.com/aws/constructs-go/constructs/v10",
		"cdktf":                  "github.com/hashicorp/terraform-cdk-go/cdktf",
		"@cdktf/provider-random": "github.com/cdktf/cdktf-provider-random-go/random/v11",
		"@cdktf/provider-aws":    "github.com/cdktf/cdktf-provider-aws-go/aws/v19",
	} {
		folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if err != nil {
			t.Fatal(err)
		}
		found, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(folder)), "jsii", "*.tgz"))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s has the packages %q, %v", module, found, err)
		}
		files[name] = found[0]
	}
	return files
}

func (c *comparison) start() {
	c.t.Helper()
	if c.node != nil {
		if err := c.node.requests.Encode(map[string]int{"exit": 0}); err != nil {
			c.t.Fatal(err)
		}
	}
	var err error
	if c.client, err = newQuietClient(); err != nil {
		c.t.Fatal(err)
	}
	c.node = c.client.process
	if err := startProcess(c.node); err != nil {
		c.t.Fatal(err)
	}
	files := tarballs(c.t)
	for _, p := range initializers {
		for nameAndVersion := range packages {
			if version, ok := strings.CutPrefix(nameAndVersion, p.name+"@"); ok {
				c.ask(`{"api":"load","name":%q,"version":%q,"tarball":%q}`, p.name, version, files[p.name])
			}
		}
	}
	for range len(current.objects) {
		c.ask(`{"api":"create","fqn":"Object"}`)
	}
	for range len(current.tokens) {
		c.ask(`{"api":"sinvoke","fqn":"cdktf.Token","method":"asString","args":[0]}`)
	}
	c.at = len(current.log)
}

func (c *comparison) ask(format string, arguments ...any) string {
	c.t.Helper()
	response, err := c.node.exchange(fmt.Sprintf(format, arguments...))
	if err != nil {
		c.t.Fatal(err)
	}
	return response
}

// difference repeats what was asked since it was called last, and returns how the responses or the files differ.
func (c *comparison) difference() string {
	c.t.Helper()
	scratch := c.t.TempDir()
	from := c.at
	c.at = len(current.log)
	for _, app := range current.apps {
		app.app.synthesized = app.app.synthesized || app.app.request >= from // all of them write elsewhere
	}
	if err := current.repeat(c.node, from, scratch, sameError); err != nil {
		c.start() // the numbers of objects and tokens differ from now on
		return err.Error()
	}
	for _, app := range current.apps {
		if app.app.request < from {
			continue
		}
		if difference := cmp.Diff(filesIn(c.t, app.app.scratch(scratch)), filesIn(c.t, app.app.outdir)); difference != "" {
			return difference
		}
	}
	return ""
}

// filesIn returns the content of all files below a folder.
func filesIn(t *testing.T, folder string) map[string]string {
	t.Helper()
	content := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		content[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// sameError reports whether two responses are the same, errors but for where each says it was made.
func sameError(theirs, ours string) bool {
	return theirs == ours || plainError(theirs) != "" && plainError(theirs) == plainError(ours)
}

var whereMade = regexp.MustCompile(`\n(Object creation stack:|    at |  at )[^\n]*`)

// plainError returns the message in a response, without the lines of the program or of JavaScript, and "" if it is no error. The
// lines of JavaScript end with a dot for each token that the error was in.
func plainError(response string) string {
	var decoded struct{ Error string }
	if err := json.Unmarshal([]byte(response), &decoded); err != nil {
		return err.Error()
	}
	return strings.TrimRight(whereMade.ReplaceAllString(decoded.Error, ""), ".")
}
