// Package nodejs checks the version of Node.js, which runs the cdktf command line and those parts of the jsii kernel
// that are not implemented in Go.
package nodejs

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// Versions are the major versions of Node.js that synthesize identical JSON, oldest first. package.json lists them
// under "engines" for npm.
var Versions = []int{20, 22, 24}

// Check returns an error if Node.js is missing or older than the oldest of Versions. The error says how to install it.
func Check() error {
	program := cmp.Or(os.Getenv("JSII_NODE"), "node") // as jsii-runtime-go finds it
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%s is not on PATH: %s", program, Install())
	}
	printed, err := exec.Command(path, "--version").Output()
	if err != nil {
		return fmt.Errorf("cannot read the version of %s: %w: %s", path, err, Install())
	}
	version := strings.TrimPrefix(strings.TrimSpace(string(printed)), "v")
	major, _, _ := strings.Cut(version, ".")
	if number, err := strconv.Atoi(major); err != nil || number < slices.Min(Versions) {
		return fmt.Errorf("%s is version %q: %s", path, version, Install())
	}
	return nil
}

// Install is the advice on which versions to install, and from where.
func Install() string {
	texts := make([]string, len(Versions))
	for index, version := range Versions {
		texts[index] = strconv.Itoa(version)
	}
	last := len(texts) - 1
	return fmt.Sprintf("install Node.js %s or %s, https://nodejs.org", strings.Join(texts[:last], ", "), texts[last])
}
