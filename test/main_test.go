package test

import (
	"fmt"
	"os"
	"testing"

	"landform/test/shipped"
)

// TestMain runs the tests in the root folder, since they check files there.
func TestMain(m *testing.M) {
	if err := os.Chdir(shipped.Root()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
