package heap_test

import (
	"fmt"
	"os"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"landform/internal/heap"
)

// TestTheProgramAllocatesHugePages asks the kernel which memory it knows to be for huge pages, not which pages there are: it may
// have none left.
func TestTheProgramAllocatesHugePages(t *testing.T) {
	if _, err := os.Stat("/sys/kernel/mm/transparent_hugepage"); err != nil {
		t.Fatalf("run this test on Linux with transparent huge pages (CONFIG_TRANSPARENT_HUGEPAGE): %v", err)
	}
	heap.Prepare()
	for deadline := time.Now().Add(time.Minute); percent() != 500; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("garbage is collected at %d%%, want 500%%", percent())
		}
	}
	block := make([]byte, 48<<20) // it may begin in older memory
	if flags := flagsOf(t, uintptr(unsafe.Pointer(&block[len(block)/2]))); !slices.Contains(flags, "hg") {
		t.Errorf("the flags of the memory are %v, want hg among them", flags)
	}
}

// percent returns the ratio of garbage to live memory at which a collection starts.
func percent() uint64 {
	sample := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// flagsOf returns the flags of the mapping with an address.
// https://docs.kernel.org/filesystems/proc.html
func flagsOf(t *testing.T, address uintptr) []string {
	mappings, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	inside := false
	for line := range strings.Lines(string(mappings)) {
		var begin, end uintptr
		if _, err := fmt.Sscanf(line, "%x-%x ", &begin, &end); err == nil {
			inside = begin <= address && address < end
		}
		if flags, found := strings.CutPrefix(line, "VmFlags:"); found && inside {
			return strings.Fields(flags)
		}
	}
	t.Fatal("the kernel says nothing of the memory")
	return nil
}
