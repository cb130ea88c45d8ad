// Package unextracted keeps jsii-runtime-go from writing the shipped kernel, of 2 MB, to a temporary folder while a program starts,
// where it would stay for ever: package kernel answers in its place.
//
// jsii-runtime-go does that when the generated packages register their types, before any function of a program runs. Where
// JSII_RUNTIME names a command it writes nothing. Go initializes packages by their import paths as soon as all that they import is
// initialized: this one imports nothing but syscall, and so is initialized first. https://go.dev/ref/spec#Package_initialization
package unextracted

import "syscall"

const (
	variable = "JSII_RUNTIME"
	command  = "exit 1" // nobody starts it
)

func init() {
	_, taken := syscall.Getenv(variable)
	if chosen, _ := syscall.Getenv("LANDFORM_KERNEL"); taken || chosen == "jsii" {
		return
	}
	// Where that fails, the folder is written.
	_ = syscall.Setenv(variable, command)
}

// Restore takes the variable back, so that neither other processes nor a shipped kernel that is started later see it.
func Restore() {
	if value, _ := syscall.Getenv(variable); value == command {
		_ = syscall.Unsetenv(variable)
	}
}
