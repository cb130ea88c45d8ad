package kernel

import "testing"

// Compare and Difference let tests outside of the package compare both kernels.
func Compare(t *testing.T) *comparison { return compare(t) }

func (c *comparison) Difference() string { return c.difference() }
