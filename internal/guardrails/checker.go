package guardrails

import (
	"bytes"
	"runtime"
	"sync"

	"landform/internal/synthesized"
)

// A Checker checks stacks against the rules of a table. It may be told of stacks before all of them are known: the rules for one
// stack alone are then checked early.
type Checker struct {
	table   Table
	mutex   sync.Mutex
	checked map[string]checked // by the name of the stack
}

type checked struct {
	stack  Stack
	result result
}

// NewChecker returns a Checker for the rules of a table.
func NewChecker(table Table) *Checker { return &Checker{table: table, checked: map[string]checked{}} }

// Ahead checks a stack whose JSON is known but perhaps not final, on any goroutine. What cannot be read is left to Load, which says
// why.
func (c *Checker) Ahead(name, file string, text []byte) {
	stack, err := synthesized.Parse(name, file, text)
	if err != nil {
		return
	}
	result := checkStack(c.table.Rules, stack)
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.checked[name] = checked{stack, result}
}

// Load reads the stacks below an output folder, as synthesized.Load does. It takes those that were checked ahead for what they are
// if their files hold what was checked.
func (c *Checker) Load(outdir string) ([]Stack, error) {
	return synthesized.LoadExcept(outdir, func(name string, text []byte) (Stack, bool) {
		c.mutex.Lock()
		defer c.mutex.Unlock()
		known, ok := c.checked[name]
		return known.stack, ok && bytes.Equal(known.stack.JSON, text)
	})
}

// results returns the results of the rules for one stack, for each stack.
func (c *Checker) results(stacks []Stack) []result {
	results := make([]result, len(stacks))
	var workers sync.WaitGroup
	queue := make(chan int)
	for range min(runtime.GOMAXPROCS(0), len(stacks)) {
		workers.Go(func() {
			for index := range queue {
				results[index] = checkStack(c.table.Rules, stacks[index])
			}
		})
	}
	for index, stack := range stacks {
		if known, ok := c.checked[stack.Name]; ok && known.stack.Same(stack) {
			results[index] = known.result
			continue
		}
		queue <- index
	}
	close(queue)
	workers.Wait()
	return results
}
