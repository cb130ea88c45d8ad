package fargate_test

import (
	"strings"
	"testing"

	"landform/constructs/fargate"
)

// sized is a size of so many CPU units and MiB.
func sized(pair [2]int) fargate.Size { return fargate.Size{CPUUnits: pair[0], MemoryMiB: pair[1]} }

func TestSizesThatFargateHas(t *testing.T) {
	for _, size := range [][2]int{{256, 512}, {256, 2048}, {512, 3072}, {1024, 8192}, {4096, 30720}, {16384, 122880}} {
		if problem := sized(size).Problem(); problem != "" {
			t.Errorf("%v: %s", size, problem)
		}
	}
}

func TestSizesThatFargateHasNot(t *testing.T) {
	for size, want := range map[[2]int]string{
		{300, 512}:    "must be a power of two from 256 to 16384",
		{256, 1536}:   "must be 512, 1024 or 2048 MiB",
		{256, 4096}:   "must be 512 to 2048 MiB in steps of 512",
		{512, 512}:    "must be 1024 to 4096 MiB in steps of 1024",
		{512, 1536}:   "in steps of 1024",
		{8192, 18432}: "in steps of 4096",
	} {
		if problem := sized(size).Problem(); !strings.Contains(problem, want) {
			t.Errorf("%v: problem is %q, want %q", size, problem, want)
		}
	}
}
