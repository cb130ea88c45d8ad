package main

import (
	"errors"
	"slices"
)

// The exit codes of every command.
const (
	exitClean    = 0 // there is nothing to report, or what was to be done is done
	exitError    = 1
	exitFindings = 2 // of a command that reports: changes, drift, violations
)

// errFindings makes a command that reports exit with exitFindings. What it found is printed already.
var errFindings = errors.New("there are findings")

// exitCode is what a command exits with. Where something went wrong beside the findings, that counts.
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
