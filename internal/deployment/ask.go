package deployment

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
)

// interactive reports whether standard input is a terminal.
func (p *Project) interactive() bool {
	file, ok := p.In.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

// confirm describes what is about to happen, and returns an error unless the person types the word that confirms it.
func (p *Project) confirm(ctx context.Context, what, word string) error {
	answer, err := p.ask(ctx, fmt.Sprintf("\n%s Type %q to continue: ", what, word))
	if err == nil && answer != word {
		err = fmt.Errorf("not confirmed: the answer was %q, not %q; nothing was changed", answer, word)
	}
	return err
}

// ask prints a question and returns the line that is typed, or the context's error if the context ends first.
func (p *Project) ask(ctx context.Context, question string) (string, error) {
	p.say("%s", question)
	if p.answers == nil {
		p.answers = bufio.NewReader(p.In)
	}
	typed := make(chan string, 1)
	go func() {
		line, _ := p.answers.ReadString('\n') // at the end of the input, the answer is what was typed so far
		typed <- strings.TrimSpace(line)
	}()
	select {
	case line := <-typed:
		return line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
