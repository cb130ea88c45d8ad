package fargate

import (
	"errors"
	"fmt"

	"landform/internal/problems"
)

// Size is the CPU and the memory of one task. Fargate allows only certain combinations.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
type Size struct {
	CPUUnits  int // 1024 units are one vCPU
	MemoryMiB int
}

// memory is the range of memory in MiB that Fargate allows for a number of CPU units.
type memory struct{ min, max, step int }

var memoryOf = map[int]memory{
	256:   {512, 2048, 512},
	512:   {1024, 4096, 1024},
	1024:  {2048, 8192, 1024},
	2048:  {4096, 16384, 1024},
	4096:  {8192, 30720, 1024},
	8192:  {16384, 61440, 4096},
	16384: {32768, 122880, 8192},
}

// Validate returns every problem of the size at once, or nil. Each names the field, its value and what Fargate allows.
func (s Size) Validate() error {
	var list problems.List
	allowed, known := memoryOf[s.CPUUnits]
	switch {
	case !known:
		list.Unless(false, "CPUUnits", s.CPUUnits, "must be a power of two from 256 to 16384")
		list.Unless(s.MemoryMiB > 0, "MemoryMiB", s.MemoryMiB, "must be at least 512")
	case s.CPUUnits == 256:
		list.Unless(s.MemoryMiB == 512 || s.MemoryMiB == 1024 || s.MemoryMiB == 2048, "MemoryMiB", s.MemoryMiB,
			"must be 512, 1024 or 2048 with 256 CPU units")
	default:
		fits := s.MemoryMiB >= allowed.min && s.MemoryMiB <= allowed.max && s.MemoryMiB%allowed.step == 0
		list.Unless(fits, "MemoryMiB", s.MemoryMiB, fmt.Sprintf("must be %d to %d in steps of %d with %d CPU units",
			allowed.min, allowed.max, allowed.step, s.CPUUnits))
	}
	return errors.Join(list...)
}
