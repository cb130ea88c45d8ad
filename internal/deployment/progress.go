package deployment

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"

	"github.com/mattn/go-isatty"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/sys/unix"
)

// progress shows the progress of each stack: on a terminal as one live line per stack, and elsewhere as a new line for
// each step.
type progress struct {
	mutex sync.Mutex
	out   io.Writer
	lines map[string]*line
	live  *mpb.Progress // nil if the output is not a terminal
}

// line is the text current for one stack.
type line struct {
	text atomic.Value // string
	bar  *mpb.Bar
}

func newProgress(out io.Writer, names []string) *progress {
	p := &progress{out: out, lines: map[string]*line{}}
	if wide(out) {
		p.live = mpb.New(mpb.WithOutput(out))
	}
	width := 0
	for _, name := range names {
		width = max(width, len(name))
	}
	for _, name := range names {
		current := &line{}
		current.text.Store("waiting")
		if p.live != nil {
			current.bar = p.live.New(1, mpb.NopStyle(), mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
				return fmt.Sprintf("%-*s  %s", width, name, current.text.Load())
			})))
		}
		p.lines[name] = current
	}
	return p
}

// wide reports whether the output is a terminal that is wide enough for live lines.
func wide(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok || !isatty.IsTerminal(file.Fd()) {
		return false
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	return err == nil && size.Col > 0
}

// step shows a step of a stack, on a terminal and elsewhere.
func (p *progress) step(name, text string) {
	p.detail(name, text)
	if p.live == nil {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		fmt.Fprintf(p.out, "%s: %s\n", name, text)
	}
}

// detail shows what a stack is doing, on a terminal only.
func (p *progress) detail(name, text string) {
	if current, ok := p.lines[name]; ok {
		current.text.Store(text)
	}
}

// end stops the live lines and leaves the last text of each stack on the terminal.
func (p *progress) end() {
	if p.live == nil {
		return
	}
	for _, current := range p.lines {
		current.bar.SetTotal(1, true)
	}
	p.live.Wait()
}
