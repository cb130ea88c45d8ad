// Package bindings starts the jsii kernel, the Node process behind every construct, fast.
//
// As shipped, the kernel runs in two Node processes, compiles every module anew, and loads the AWS provider whole:
// 2,100 modules and a 120 MB manifest. Load replaces that by one process with cached code, and by a lean provider
// package with only the submodules that this program links. Nothing of it is configured: both are derived from what
// is linked into the running program, kept in the user's cache directory, and made again whenever what they derive
// from changes. What is synthesized does not differ in a byte.
package bindings

import (
	"fmt"
	"os"
	"sync"

	cdktf "github.com/hashicorp/terraform-cdk-go/cdktf/jsii"
)

// Switch names the environment variable that turns this package off when its value is Stock.
const (
	Switch = "LANDFORM_BINDINGS"
	Stock  = "stock"
)

var once sync.Once

// Load starts the kernel and hands it the bindings. Call it before the first construct of a process; later calls do
// nothing. Whatever cannot be done leaves that part as shipped, slower and otherwise the same, and is reported on
// standard error in one line. Like any use of jsii, it panics when Node cannot be started.
func Load() {
	once.Do(func() {
		if os.Getenv(Switch) == Stock {
			return
		}
		if err := verifyRuntime(); err != nil {
			report(err)
			return
		}
		cache, err := openCache()
		if err != nil {
			report(err)
		}
		if err := startKernel(cache); err != nil {
			report(err)
		}
		cdktf.Initialize()
		if err := loadProvider(cache); err != nil {
			report(err)
		}
	})
}

// report says what keeps the program from starting fast. It is no failure: the shipped bindings take over.
func report(err error) {
	fmt.Fprintf(os.Stderr, "bindings: starting slowly: %v\n", err)
}
