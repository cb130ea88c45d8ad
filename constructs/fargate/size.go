package fargate

import "fmt"

// Size is what one task has. Fargate knows certain pairs only.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
type Size struct {
	CPUUnits  int // 1024 make one virtual CPU
	MemoryMiB int
}

// memory is the range that Fargate allows beside a number of CPU units.
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

// Problem is what is wrong with the size, in words; empty if Fargate has it.
func (s Size) Problem() string {
	allowed, known := memoryOf[s.CPUUnits]
	switch {
	case !known:
		return "the CPU units must be a power of two from 256 to 16384"
	case s.CPUUnits == 256 && s.MemoryMiB == 1536:
		return "beside 256 CPU units the memory must be 512, 1024 or 2048 MiB"
	case s.MemoryMiB < allowed.min || s.MemoryMiB > allowed.max || s.MemoryMiB%allowed.step != 0:
		return fmt.Sprintf("beside %d CPU units the memory must be %d to %d MiB in steps of %d",
			s.CPUUnits, allowed.min, allowed.max, allowed.step)
	default:
		return ""
	}
}
