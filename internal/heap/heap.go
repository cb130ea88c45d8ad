// Package heap sets up the memory of a program that allocates tens of megabytes and ends soon after.
package heap

import "runtime/debug"

// garbage is how much garbage starts a collection, in percent of the memory in use. Go's default of 100 is for programs that
// run for long: here, collecting it costs more than keeping it.
const garbage = 500

// Prepare is to be called first. It lets garbage grow, and has Linux provide memory in pages of 2 MB, which avoids three of
// four page faults.
func Prepare() {
	debug.SetGCPercent(garbage)
	reserve()
}
