package main

import (
	"errors"
	"slices"
)

// The exit codes of every command.
const (
	exitClean    = 0 // success, and nothing to report
	exitError    = 1
	exitFindings = 2 // a reporting command found changes, drift or violations
)

// errFindings makes a reporting command exit with exitFindings. The command has already printed the findings.
var errFindings = errors.New("there are findings")

// exitCode returns the exit code for a command's error. An error besides the findings counts more than they do.
func exitCode(err error) int {
	if err == nil {
		return exitClean
	}
	if onlyFindings(err) {
		return exitFindings
	}
	return exitError
}

func onlyFindings(err error) bool {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return !slices.ContainsFunc(joined.Unwrap(), func(one error) bool { return !onlyFindings(one) })
	}
	return errors.Is(err, errFindings)
}
