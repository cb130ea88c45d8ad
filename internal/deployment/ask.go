package deployment

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/mattn/go-isatty"
)

// interactive tells whether a person can answer.
func (p *Project) interactive() bool {
	file, ok := p.In.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

// confirm tells a person what is about to happen, and returns an error unless they type the word that goes on with it.
func (p *Project) confirm(ctx context.Context, what, word string) error {
	answer, err := p.ask(ctx, fmt.Sprintf("\n%s Type %q to go on: ", what, word))
	if err == nil && answer != word {
		err = fmt.Errorf("nothing was done: %q is not %q", answer, word)
	}
	return err
}

// ask puts a question and returns the line that is typed, or the context's error where that ends before.
func (p *Project) ask(ctx context.Context, question string) (string, error) {
	p.say("%s", question)
	if p.answers == nil {
		p.answers = bufio.NewReader(p.In)
	}
	typed := make(chan string, 1)
	go func() {
		line, _ := p.answers.ReadString('\n') // an input that ends is an answer that stops there
		typed <- strings.TrimSpace(line)
	}()
	select {
	case line := <-typed:
		return line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}
