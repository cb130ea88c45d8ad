package bindings

import (
	_ "embed"
	"os"
	"path"
	"runtime"
	"strings"

	"github.com/aws/jsii-runtime-go"
	jsiiruntime "github.com/aws/jsii-runtime-go/runtime"
)

// kernelScript is the entry point of the kernel's process.
//
//go:embed kernel.js
var kernelScript []byte

// amendments are what the kernel appends to modules of cdktf.
//
//go:embed amend.js
var amendments []byte

// startKernel makes the runtime start our kernel instead of its own, unless the environment names another one. The
// process itself starts with the first request to it.
func startKernel(c cache) error {
	environment := map[string]string{
		// Which Node a person has does not concern a synthesis that works. The first names the major versions that
		// get a banner as too old, the others are switches.
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20,22,24,26",
		"JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION":  "1",
		"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION":    "1",
	}
	var err error
	if os.Getenv("JSII_RUNTIME") == "" && c.dir != "" && runtime.GOOS != "windows" {
		if err = installKernel(c); err == nil {
			environment["JSII_RUNTIME"] = kernelCommand(c)
			environment["SHELL"] = "/bin/sh" // what jsii-runtime-go runs the command with
		}
	}
	restore := setenv(environment)
	defer restore()

	// The generated packages have made a client when they registered their types, before main, and it has read the
	// environment then. It has no process yet: replace it.
	jsii.Close()
	jsiiruntime.IsAnonymousProxy(nil) // the least of the functions that make a client if there is none
	return err
}

// installKernel puts the JavaScript of the kernel into the cache.
func installKernel(c cache) error {
	for name, content := range map[string][]byte{"kernel.js": kernelScript, "amend.js": amendments} {
		if err := c.ensure(name, content); err != nil {
			return err
		}
	}
	for _, name := range []string{"program.js", "runtime-index-worker.js"} {
		content, err := runtimeFiles.ReadFile(path.Join(runtimeLib, name))
		if err != nil {
			return err
		}
		if err := c.ensure(name, content); err != nil {
			return err
		}
	}
	return nil
}

// kernelCommand is the shell command that starts the kernel: it hands over requests on descriptor 4 and takes
// responses from descriptor 3, so that nothing printed can get between them.
func kernelCommand(c cache) string {
	node := os.Getenv("JSII_NODE")
	if node == "" {
		node = "node"
	}
	// The kernel links packages instead of copying them if its modules are resolved without following links.
	return "exec " + quote(node) + " --preserve-symlinks " + quote(c.path("kernel.js")) + " 3>&1 4<&0 1>&2 0</dev/null"
}

// quote makes one word of s for a POSIX shell.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// setenv sets environment variables and returns a function that undoes it.
func setenv(variables map[string]string) (restore func()) {
	before := map[string]*string{}
	for name, value := range variables {
		before[name] = nil
		if old, ok := os.LookupEnv(name); ok {
			before[name] = &old
		}
		os.Setenv(name, value)
	}
	return func() {
		for name, old := range before {
			if old == nil {
				os.Unsetenv(name)
			} else {
				os.Setenv(name, *old)
			}
		}
	}
}
