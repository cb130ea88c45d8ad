package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a context that the first SIGINT, SIGTERM or SIGHUP cancels. Commands that are running get one signal
// and all the time they need to finish. Later signals are ignored: on a second one, Terraform would abort without
// writing its state. The returned function stops the handling of signals.
func untilSignal(parent context.Context, out io.Writer) (context.Context, func()) {
	ctx, end := context.WithCancelCause(parent)
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // nohup
		signal.Notify(received, syscall.SIGHUP)
	}
	go func() {
		for {
			select {
			case sent := <-received:
				if ctx.Err() == nil {
					fmt.Fprintf(out, "\nlandform: %v: waiting for running commands to finish and write their state\n", sent)
					end(fmt.Errorf("interrupted by a signal (%v)", sent))
					continue
				}
				fmt.Fprintln(out, "landform: still waiting: killing Terraform would leave its lock behind, and resources that are missing from the state")
			case <-parent.Done():
				return
			}
		}
	}()
	return ctx, func() { signal.Stop(received); end(nil) }
}
