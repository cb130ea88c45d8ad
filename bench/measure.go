package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A command is a program to run.
type command struct {
	arguments []string
	env       []string // added to the environment
	dir       string   // to run in
}

// with returns the command with more variables in its environment, as "name=value".
func (c command) with(env ...string) command {
	c.env = slices.Concat(c.env, env)
	return c
}

// A measurement is what one run has cost, as Go's benchmarks write it: "ns/op" or "peak-B".
type measurement struct {
	value float64
	unit  string
}

// start starts the command in a process group of its own and returns where its output goes.
func (c command) start() (*exec.Cmd, *bytes.Buffer, error) {
	process := exec.Command(c.arguments[0], c.arguments[1:]...)
	process.Dir = c.dir
	process.Env = append(os.Environ(), c.env...)
	process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var output bytes.Buffer
	process.Stdout, process.Stderr = &output, &output
	return process, &output, process.Start()
}

// run measures wall time.
func (c command) run() (measurement, error) {
	begin := time.Now()
	process, output, err := c.start()
	if err == nil {
		err = process.Wait()
	}
	if err != nil {
		return measurement{}, fmt.Errorf("%q: %w\n%s", c.arguments, err, output)
	}
	return measurement{float64(time.Since(begin)), "ns/op"}, nil
}

// printed takes the nanoseconds that the command prints.
func (c command) printed() (measurement, error) {
	process, output, err := c.start()
	if err == nil {
		err = process.Wait()
	}
	var value float64
	if err == nil {
		value, err = strconv.ParseFloat(strings.TrimSpace(output.String()), 64)
	}
	if err != nil {
		return measurement{}, fmt.Errorf("%q: %w\n%s", c.arguments, err, output)
	}
	return measurement{value, "ns/op"}, nil
}

// peakMemory measures the largest sum of the memory of all processes.
func (c command) peakMemory() (measurement, error) {
	process, output, err := c.start()
	if err != nil {
		return measurement{}, err
	}
	done := make(chan error, 1)
	go func() { done <- process.Wait() }()
	peak := 0
	for {
		select {
		case err := <-done:
			if err != nil {
				return measurement{}, fmt.Errorf("%q: %w\n%s", c.arguments, err, output)
			}
			return measurement{float64(peak), "peak-B"}, nil
		case <-time.After(5 * time.Millisecond):
			peak = max(peak, groupMemory(process.Process.Pid))
		}
	}
}

// groupMemory returns the bytes that the processes of a group use. Processes that end meanwhile count as nothing.
// https://docs.kernel.org/filesystems/proc.html
func groupMemory(group int) int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	total := 0
	for _, file := range stats {
		stat, _ := os.ReadFile(file)
		// The fields after the name, which is in parentheses: state, parent, process group.
		_, rest, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(rest); len(fields) > 2 && fields[2] == strconv.Itoa(group) {
			total += processMemory(filepath.Dir(file))
		}
	}
	return total
}

// processMemory returns the proportional set size in bytes of the process with that folder in /proc.
func processMemory(folder string) int {
	rollup, _ := os.ReadFile(filepath.Join(folder, "smaps_rollup"))
	for line := range strings.Lines(string(rollup)) {
		if size, ok := strings.CutPrefix(line, "Pss:"); ok {
			kibibytes, _ := strconv.Atoi(strings.Fields(size)[0])
			return kibibytes << 10
		}
	}
	return 0
}

// A subject is a command that is measured, by the name of its benchmark.
type subject struct {
	name    string
	command command
}

// alternate measures all subjects in turn, count times, and prints every result. It returns the values of each.
func alternate(subjects []subject, count int, measure func(command) (measurement, error)) ([][]float64, error) {
	values := make([][]float64, len(subjects))
	for range count {
		for i, s := range subjects {
			result, err := measure(s.command)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.name, err)
			}
			values[i] = append(values[i], result.value)
			fmt.Printf("Benchmark%s-%d 1 %.0f %s\n", s.name, runtime.NumCPU(), result.value, result.unit)
		}
	}
	return values, nil
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}

// countResources counts the resources in the stacks of a synthesized app.
func countResources(outdir string) (float64, error) {
	files, err := filepath.Glob(filepath.Join(outdir, "stacks", "*", "cdk.tf.json"))
	if err != nil {
		return 0, err
	}
	count := 0
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return 0, err
		}
		var stack struct {
			Resource map[string]map[string]json.RawMessage
		}
		if err := json.Unmarshal(content, &stack); err != nil {
			return 0, fmt.Errorf("%s: %w", file, err)
		}
		for _, resources := range stack.Resource {
			count += len(resources)
		}
	}
	return float64(count), nil
}

// build compiles a Go package of this module.
func (b bench) build(name, pkg string) error {
	output, err := exec.Command("go", "build", "-o", filepath.Join(b.scratch, name), pkg).CombinedOutput()
	if err != nil {
		return fmt.Errorf("building %s: %w\n%s", pkg, err, output)
	}
	return nil
}
