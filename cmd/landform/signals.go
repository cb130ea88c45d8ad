package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// untilSignal returns a context that the first SIGINT, SIGTERM or SIGHUP ends. The commands that run then are told to
// finish, once, and waited for; later signals change nothing, since Terraform takes a second one as the order to break
// off. The function that is returned gives the signals back.
func untilSignal(parent context.Context, told io.Writer) (context.Context, func()) {
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
					fmt.Fprintf(told, "\nlandform: %v: waiting until what runs has finished and written its state\n", sent)
					end(fmt.Errorf("ended by a signal (%v)", sent))
					continue
				}
				fmt.Fprintln(told, "landform: still waiting: a Terraform that is killed leaves its lock behind, and resources that no state knows")
			case <-parent.Done():
				return
			}
		}
	}()
	return ctx, func() { signal.Stop(received); end(nil) }
}
