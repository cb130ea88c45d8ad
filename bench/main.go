// Bench measures what a synthesis costs, as whole processes, and compares it with the targets of the README.
//
// It prints one line for each run in the format of Go's benchmarks, for benchstat, then the ratios. The runs of
// different programs alternate, so that what else the machine does slows all of them alike. Wall time is from start
// to exit of the program. Peak memory is the largest sum, sampled every 5 ms, of the proportional set sizes of the
// program and all that it started: memory that processes share counts once. It is measured in runs of their own, on
// Linux only.
//
// Run it from the root of the repository, after npm ci --prefix bench: go run ./bench
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// A bench is one run of the benchmarks.
type bench struct {
	root    string // of the repository, which the programs run in
	scratch string // for binaries and what they write
	count   int    // how often each program runs
	copies  int    // the largest number of copies of the environments
}

func main() {
	b := bench{}
	app := flag.String("app", ".", "Go package of the app")
	readme := flag.String("readme", "", "Markdown file whose table of results to rewrite")
	flag.IntVar(&b.count, "count", 7, "how often each program runs")
	flag.IntVar(&b.copies, "copies", 100, "the largest number of copies of the environments")
	flag.Parse()
	if err := b.run(*app, *readme); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b bench) run(app, readme string) (err error) {
	if b.root, err = os.Getwd(); err != nil {
		return err
	}
	if b.scratch, err = os.MkdirTemp("", "landform-bench-*"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if err := os.Mkdir(filepath.Join(b.scratch, "out"), 0o700); err != nil {
		return err
	}
	for name, pkg := range map[string]string{"app": app, "copies": "./bench/copies", "floor": "./bench/floor"} {
		if err := b.build(name, pkg); err != nil {
			return err
		}
	}
	fmt.Printf("goos: %s\ngoarch: %s\npkg: landform/bench\n", runtime.GOOS, runtime.GOARCH)

	var verdicts []verdict
	for _, part := range []func() ([]verdict, error){b.synthesis, b.growth, b.firstRun, b.commandLine} {
		more, err := part()
		if err != nil {
			return err
		}
		verdicts = append(verdicts, more...)
	}
	results := table(verdicts)
	fmt.Print("\n", results)
	if readme == "" {
		return nil
	}
	return writeTable(readme, results)
}

// output returns the folder that a program writes to.
func (b bench) output(name string) string {
	return filepath.Join(b.scratch, "out", name)
}

// program returns a command with one of the binaries.
func (b bench) program(name, outdir string, arguments ...string) command {
	return command{
		arguments: append([]string{filepath.Join(b.scratch, name)}, arguments...),
		env:       []string{"CDKTF_OUTDIR=" + b.output(outdir)},
		dir:       b.root,
	}
}

// synthesis compares the app with itself on the shipped kernel, and with JavaScript.
func (b bench) synthesis() ([]verdict, error) {
	ours := b.program("app", "ours")
	if _, err := ours.run(); err != nil { // what JavaScript rebuilds, and the first run on this machine perhaps
		return nil, err
	}
	subjects := []subject{
		{"Synth/kernel=ours", ours},
		{"Synth/kernel=shipped", b.program("app", "shipped").with("LANDFORM_KERNEL=jsii")},
		{"JavaScript", command{
			arguments: []string{"node", "bench/javascript/rebuild.js", b.output("ours"), b.output("javascript")},
			dir:       b.root,
		}},
	}
	times, err := alternate(subjects, b.count, command.run)
	if err != nil {
		return nil, err
	}
	verdicts := []verdict{
		{"Wall time, shipped kernel / ours, all stacks", median(times[1]) / median(times[0]), atLeast, 40, ""},
		{"Wall time, ours / a JavaScript program with the same resources", median(times[0]) / median(times[2]), atMost, 0.1, ""},
	}
	floor, err := alternate([]subject{{"Floor", b.program("floor", "floor", b.output("ours"), b.output("floor"))}}, b.count, command.printed)
	if err != nil {
		return nil, err
	}
	verdicts = append(verdicts,
		verdict{"Wall time, ours / a Go program that only builds and writes the same values", median(times[0]) / median(floor[0]), noTarget, 0, ""})
	if runtime.GOOS != "linux" {
		return verdicts, nil
	}
	memory, err := alternate(subjects, 3, command.peakMemory)
	if err != nil {
		return nil, err
	}
	return append(verdicts, verdict{"Peak memory, shipped kernel / ours", median(memory[1]) / median(memory[0]), atLeast, 8, ""}), nil
}

// firstRun compares a run in a new home folder, where nothing is cached, with a later one there.
func (b bench) firstRun() ([]verdict, error) {
	var home string
	inHome := func(c command) (measurement, error) {
		return c.with("HOME="+home, "XDG_CACHE_HOME="+filepath.Join(home, ".cache"), "TMPDIR="+home).run()
	}
	first := func(c command) (m measurement, err error) {
		if home, err = os.MkdirTemp(b.scratch, "home-*"); err != nil {
			return m, err
		}
		return inHome(c)
	}
	var times [2][]float64
	for range b.count {
		for i, run := range []func(command) (measurement, error){first, inHome} {
			m, err := run(b.program("app", "ours"))
			if err != nil {
				return nil, err
			}
			times[i] = append(times[i], m.value)
		}
	}
	return []verdict{{"First run in a new home folder / a later one", median(times[0]) / median(times[1]), atMost, 1.3, ""}}, nil
}

// growth synthesizes more and more copies of the environments and relates their time to the number of resources.
func (b bench) growth() ([]verdict, error) {
	sizes := slices.Compact([]int{1, max(1, b.copies/10), max(1, b.copies/2), b.copies})
	var subjects []subject
	for _, size := range sizes {
		name := "copies-" + strconv.Itoa(size)
		subjects = append(subjects, subject{
			"Copies/n=" + strconv.Itoa(size), b.program("copies", name, "-copies", strconv.Itoa(size)),
		})
	}
	times, err := alternate(subjects, min(b.count, 5), command.run)
	if err != nil {
		return nil, err
	}
	resources := make([]float64, len(sizes))
	for i, size := range sizes {
		if resources[i], err = countResources(b.output("copies-" + strconv.Itoa(size))); err != nil {
			return nil, err
		}
	}
	last := len(sizes) - 1
	perResource := func(from, to int) float64 {
		return (median(times[to]) - median(times[from])) / (resources[to] - resources[from]) / float64(time.Millisecond)
	}
	return []verdict{
		{fmt.Sprintf("Time of a resource, %d copies of the environments", b.copies), median(times[last]) / resources[last] / float64(time.Millisecond), atMost, 0.04, " ms"},
		{"Time of a resource, second half of the copies / first half", perResource(last-1, last) / perResource(0, last-1), atMost, 1.1, ""},
	}, nil
}

// commandLine measures what the app adds to cdktf synth.
func (b bench) commandLine() ([]verdict, error) {
	// An app that does nothing still leaves stacks, which cdktf reads.
	nothing := filepath.Join(b.scratch, "nothing.sh")
	script := fmt.Sprintf("mkdir -p \"$CDKTF_OUTDIR\" && cp -R '%s/.' \"$CDKTF_OUTDIR\"\n", b.output("ours"))
	if err := os.WriteFile(nothing, []byte(script), 0o600); err != nil {
		return nil, err
	}
	cdktf := func(app, outdir string) command {
		return command{
			arguments: []string{"npx", "cdktf", "synth", "--app", app, "--output", b.output(outdir)},
			env:       []string{"CHECKPOINT_DISABLE=1", "CI=1"},
			dir:       b.root,
		}
	}
	times, err := alternate([]subject{
		{"CommandLine/app=ours", cdktf(filepath.Join(b.scratch, "app"), "cdktf-ours")},
		{"CommandLine/app=nothing", cdktf("sh "+nothing, "cdktf-nothing")},
	}, 3*b.count, command.run) // single runs vary by as much as the difference between the two programs
	if err != nil {
		return nil, err
	}
	return []verdict{{
		"What the app adds to `npx cdktf synth`", (median(times[0]) - median(times[1])) / float64(time.Second), atMost, 0.15, " s",
	}}, nil
}
