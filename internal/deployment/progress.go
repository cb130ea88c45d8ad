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

// progress shows how far each stack is: on a terminal in one line each that changes, and elsewhere in a new line for every
// step.
type progress struct {
	mutex sync.Mutex
	out   io.Writer
	lines map[string]*line
	live  *mpb.Progress // nil where the output is no terminal
}

// line is what is shown of one stack.
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
		shown := &line{}
		shown.text.Store("waiting")
		if p.live != nil {
			shown.bar = p.live.New(1, mpb.NopStyle(), mpb.PrependDecorators(decor.Any(func(decor.Statistics) string {
				return fmt.Sprintf("%-*s  %s", width, name, shown.text.Load())
			})))
		}
		p.lines[name] = shown
	}
	return p
}

// wide tells whether an output is a terminal that has room for lines.
func wide(out io.Writer) bool {
	file, ok := out.(*os.File)
	if !ok || !isatty.IsTerminal(file.Fd()) {
		return false
	}
	size, err := unix.IoctlGetWinsize(int(file.Fd()), unix.TIOCGWINSZ)
	return err == nil && size.Col > 0
}

// step says that a stack has come to something that everybody wants to know.
func (p *progress) step(name, text string) {
	p.detail(name, text)
	if p.live == nil {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		fmt.Fprintf(p.out, "%s: %s\n", name, text)
	}
}

// detail says what a stack is doing, for those who look.
func (p *progress) detail(name, text string) {
	if shown, ok := p.lines[name]; ok {
		shown.text.Store(text)
	}
}

// end leaves the last text of every stack where it stands.
func (p *progress) end() {
	if p.live == nil {
		return
	}
	for _, shown := range p.lines {
		shown.bar.SetTotal(1, true)
	}
	p.live.Wait()
}
