package bindings

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/aws/jsii-runtime-go"
	jsiiruntime "github.com/aws/jsii-runtime-go/runtime"
)

// kernelFiles are the scripts that run the kernel's program.
//
//go:embed kernel
var kernelFiles embed.FS

// kernelScripts returns the scripts by the names that they know each other by: ours, and the kernel's program.
func kernelScripts() (map[string][]byte, error) {
	scripts := map[string][]byte{}
	for _, from := range []struct {
		files  embed.FS
		folder string
		names  []string
	}{
		{kernelFiles, "kernel", []string{"kernel.js", "host.js", "amend.js"}},
		{runtimeFiles, runtimeLib, []string{"program.js"}},
	} {
		for _, name := range from.names {
			content, err := from.files.ReadFile(path.Join(from.folder, name))
			if err != nil {
				return nil, err
			}
			scripts[name] = content
		}
	}
	return scripts, nil
}

// fastKernel returns the preload to start the kernel from, and an error if it must start as shipped.
func fastKernel() (cache, preload, error) {
	c, err := openCache()
	if err != nil {
		return c, preload{}, err
	}
	if runtime.GOOS == "windows" {
		return c, preload{}, errors.New("the kernel needs a POSIX shell")
	}
	if err := verifyRuntime(); err != nil {
		return c, preload{}, err
	}
	p, err := findPreload(c, linkedSubmodules(providerName))
	return c, p, err
}

// startKernel makes the runtime start the kernel from a preload. The process itself starts with the first request to it.
func startKernel(c cache, p preload) {
	if others := linkedBesides(p.Packages); len(others) > 0 {
		report(fmt.Errorf("no snapshot has %q: add them to tarballs in internal/bindings/linked.go", others))
		p.Snapshot = ""
	}
	restart(map[string]string{
		"JSII_RUNTIME": kernelCommand(c, p),
		"SHELL":        "/bin/sh",     // what jsii-runtime-go runs the command with
		"NODE_OPTIONS": nodeOptions(), // part of what a snapshot depends on
	})
	kernel := kernelClient.process
	pipeline := newPipeline(kernel.stdin, kernel.stdout, newOracle(p, linkedTypes()))
	kernel.requests, kernel.responses = json.NewEncoder(pipeline), json.NewDecoder(pipeline)
	// The generated packages load themselves on first use, which the runtime ignores for packages that it knows.
	for _, loaded := range p.Packages {
		jsiiruntime.Load(loaded.Name, loaded.Version, nil)
	}
}

// restart gives jsii-runtime-go a new client that has read these variables of the environment, and others that keep the kernel
// from printing banners: which Node a person has does not concern a synthesis that works.
//
// The generated packages have made a client when they registered their types, before main. It has no process yet.
func restart(environment map[string]string) {
	// The first names the major versions that get a banner as too old, the others are switches.
	environment["JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION"] = "20,22,24,26"
	environment["JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION"] = "1"
	environment["JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION"] = "1"
	defer setenv(environment)()
	jsii.Close()
	jsiiruntime.IsAnonymousProxy(nil) // the least of the functions that make a client if there is none
}

// kernelCommand is the shell command that starts the kernel: it hands over requests on descriptor 4 and takes
// responses from descriptor 3, so that nothing printed can get between them. Node ends with 14 before it does anything if the
// snapshot is not one of its own: then the kernel starts without one, and the next program makes a new one.
// https://nodejs.org/docs/latest-v20.x/api/process.html#exit-codes
func kernelCommand(c cache, p preload) string {
	file := func(name string) string { return quote(c.path(filepath.Join(p.Folder, name))) }
	node := quote(nodeCommand())
	var command strings.Builder
	command.WriteString("exec 3>&1 4<&0 1>&2 0</dev/null; ")
	command.WriteString("unset NODE_EXTRA_CA_CERTS; ") // reading them takes as long as starting, and it opens no connections
	if p.Snapshot != "" {
		fmt.Fprintf(&command, "%s --snapshot-blob %s; status=$?; [ $status = 14 ] || exit $status; rm -f %s; ",
			node, file(p.Snapshot), quote(c.path(p.name)))
	}
	fmt.Fprintf(&command, "exec %s --preserve-symlinks %s %s", node, file("kernel.js"), file(packageList))
	return command.String()
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
