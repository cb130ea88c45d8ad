package fargate_test

import (
	"strings"
	"testing"

	"landform/constructs/fargate"
)

func sizeOf(pair [2]int) fargate.Size { return fargate.Size{CPUUnits: pair[0], MemoryMiB: pair[1]} }

func TestSizesThatFargateAllows(t *testing.T) {
	for _, size := range [][2]int{{256, 512}, {256, 2048}, {512, 3072}, {1024, 8192}, {4096, 30720}, {16384, 122880}} {
		if err := sizeOf(size).Validate(); err != nil {
			t.Errorf("%v: %v", size, err)
		}
	}
}

func TestSizesThatFargateRefuses(t *testing.T) {
	for size, want := range map[[2]int]string{
		{300, 512}:    "CPUUnits is 300: must be a power of two from 256 to 16384",
		{256, 1536}:   "MemoryMiB is 1536: must be 512, 1024 or 2048 with 256 CPU units",
		{256, 4096}:   "MemoryMiB is 4096: must be 512, 1024 or 2048 with 256 CPU units",
		{512, 512}:    "MemoryMiB is 512: must be 1024 to 4096 in steps of 1024 with 512 CPU units",
		{512, 1536}:   "in steps of 1024",
		{8192, 18432}: "in steps of 4096",
		{300, 0}:      "to 16384\nMemoryMiB is 0: must be at least 512",
	} {
		if err := sizeOf(size).Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: error is %v, want %q", size, err, want)
		}
	}
}

func TestCount(t *testing.T) {
	if err := (fargate.Count{Initial: 2, Min: 1, Max: 2}).Validate(); err != nil {
		t.Error(err)
	}
	err := fargate.Count{Initial: 0, Min: 0, Max: -1}.Validate()
	want := "Min is 0: must be at least 1\nMax is -1: must be at least Initial, 0"
	if err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
	err = fargate.Count{Initial: 1, Min: 2, Max: 3}.Validate()
	if want := "Initial is 1: must be at least Min, 2"; err == nil || err.Error() != want {
		t.Errorf("error is %v, want %s", err, want)
	}
}
