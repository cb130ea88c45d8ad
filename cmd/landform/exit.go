package main

import "errors"

// The exit codes of every command.
const (
	exitClean    = 0 // there is nothing to report, or what was to be done is done
	exitError    = 1
	exitFindings = 2 // of a command that reports: changes, drift, violations
)

// errFindings makes a command that reports exit with exitFindings. What it found is printed already.
var errFindings = errors.New("there are findings")

// exitCode is what a command exits with.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	}
	return exitError
}
