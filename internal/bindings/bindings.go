// Package bindings starts the jsii kernel, the Node process behind every construct, and speaks with it fast.
//
// As shipped, the kernel runs in two Node processes, compiles every module anew, and loads the AWS provider whole: 2,100
// modules and a 120 MB manifest. Load replaces that by one process that starts from a snapshot of its heap, in which all
// packages are loaded, the AWS provider with only the submodules that this program links. As shipped, the program also waits
// for the kernel's response to every request. Load puts a pipeline between them that answers what can be told in advance, so
// that both work at the same time.
//
// Nothing of it is configured: all is derived from what is linked into the running program, kept in the user's cache
// directory, and made again whenever what it derives from changes. What is synthesized does not differ in a byte.
package bindings

import (
	"fmt"
	"os"
	"sync"
)

// Switch names the environment variable that turns this package off when its value is Stock.
const (
	Switch = "LANDFORM_BINDINGS"
	Stock  = "stock"
)

var once sync.Once

// Load starts the kernel with the bindings loaded. Call it before the first construct of a process; later calls do
// nothing. If that is not possible, the kernel starts as shipped, slower and otherwise the same, and one line on standard
// error says why. Like any use of jsii, it panics when Node cannot be started.
func Load() {
	once.Do(func() {
		if os.Getenv(Switch) == Stock {
			return
		}
		if os.Getenv("JSII_RUNTIME") != "" { // it names another kernel
			restart(map[string]string{})
			return
		}
		c, p, err := fastKernel()
		if err != nil {
			report(err)
		}
		if p.Folder == "" {
			restart(map[string]string{})
			return
		}
		startKernel(c, p)
	})
}

// report says what keeps the program from starting fast. It is no failure: the shipped way takes over.
func report(err error) {
	fmt.Fprintf(os.Stderr, "bindings: starting slowly: %v\n", err)
}
