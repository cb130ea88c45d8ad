// Package nodejs says which Node.js runs what is not written in Go: the cdktf command line, and jsii's kernel where the one in
// Go hands over to it.
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

// Versions are the major versions that write the same bytes, oldest first. package.json has them as "engines" for npm.
var Versions = []int{20, 22, 24}

// Check returns an error unless there is a Node.js, and none that is older than the oldest of Versions. It says how to get one.
func Check() error {
	program := cmp.Or(os.Getenv("JSII_NODE"), "node") // as jsii-runtime-go finds it
	path, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("%s is not on PATH: %s", program, Install())
	}
	printed, err := exec.Command(path, "--version").Output()
	if err != nil {
		return fmt.Errorf("%s does not say its version: %w: %s", path, err, Install())
	}
	version := strings.TrimPrefix(strings.TrimSpace(string(printed)), "v")
	major, _, _ := strings.Cut(version, ".")
	if number, err := strconv.Atoi(major); err != nil || number < slices.Min(Versions) {
		return fmt.Errorf("%s is version %q: %s", path, version, Install())
	}
	return nil
}

// Install says which versions to install, and from where.
func Install() string {
	texts := make([]string, len(Versions))
	for index, version := range Versions {
		texts[index] = strconv.Itoa(version)
	}
	last := len(texts) - 1
	return fmt.Sprintf("install Node.js %s or %s, https://nodejs.org", strings.Join(texts[:last], ", "), texts[last])
}
