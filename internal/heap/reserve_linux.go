package heap

import (
	"runtime"
	"runtime/debug"
	"syscall"
)

// reserved is how many bytes will be in huge pages, a little more than a synthesis uses. Unused ones cost no memory.
const reserved = 64 << 20

// reserve has the kernel provide the next memory that the program uses in huge pages. By default, many distributions give
// them only to programs that ask, and Go's runtime does not ask, nor has a setting for it. So reserve allocates a block, asks
// for it, and frees it: the runtime does not write to the block, and allocates from it afterwards.
// https://docs.kernel.org/admin-guide/mm/transhuge.html
//
// The program does not wait for the collection that frees the block.
func reserve() {
	debug.SetGCPercent(-1) // the block must not start a collection before it is garbage
	go func() {
		advise()
		runtime.GC()
		debug.SetGCPercent(garbage)
	}()
}

// advise leaves such a block as garbage. It ignores errors: a kernel without huge pages has small ones.
func advise() {
	_ = syscall.Madvise(make([]byte, reserved), syscall.MADV_HUGEPAGE)
}
