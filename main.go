// Landform synthesizes the infrastructure of the Volteryde platform and of the ticketing system to Terraform JSON: for
// each system one stack per environment and one for Terraform's own state, and for Volteryde one more for the
// organization that its accounts belong to.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"landform/internal/emulator"
	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/stacks/base"
	"landform/stacks/organization"
	"landform/stacks/pipeline"
	"landform/stacks/state"
	"landform/stacks/ticketing"
	"landform/stacks/volteryde"
)

func main() {
	debug.SetGCPercent(400) // a synthesis is short: collecting its garbage costs more than keeping it
	options := options{}
	flag.StringVar(&options.settings, "settings", "cdktf.json", "file whose context holds the settings")
	flag.StringVar(&options.outdir, "outdir", cmp.Or(os.Getenv("CDKTF_OUTDIR"), "cdktf.out"), "folder to write the stacks to")
	offline := flag.Bool("offline", false, "synthesize for planning without AWS: local state and no credentials")
	emulated := flag.Bool("emulator", false, "synthesize for the AWS emulator at AWS_ENDPOINT_URL")
	flag.Parse()
	var err error
	if options.target, err = target(*offline, *emulated, os.Environ()); err == nil {
		err = synthesize(options)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "landform:", err)
		os.Exit(1)
	}
}

// target is what the flags ask for. An emulator is refused unless the environment leads every call to one.
func target(offline, emulated bool, environ []string) (base.Target, error) {
	switch {
	case offline && emulated:
		return base.AWS, errors.New("-offline and -emulator exclude each other")
	case offline:
		return base.Offline, nil
	case emulated:
		return base.Emulator, emulator.Require(environ)
	}
	return base.AWS, nil
}

// options are what a synthesis is told from outside.
type options struct {
	settings string // path of a cdktf.json
	outdir   string
	target   base.Target
}

// synthesize writes every stack. It writes nothing when the settings or an environment have a problem, and then
// returns all of them.
func synthesize(options options) error {
	read, err := settings.Read(options.settings)
	if err != nil {
		return err
	}
	platform, tickets := volteryde.Environments(read.Volteryde), ticketing.Environments(read.Ticketing)
	var problems []error
	for _, environment := range platform {
		problems = append(problems, environment.Validate())
	}
	for _, environment := range tickets {
		problems = append(problems, environment.Validate())
	}
	accounts, err := pipeline.Accounts(read)
	if err := errors.Join(append(problems, err)...); err != nil {
		return err
	}

	if err := os.MkdirAll(options.outdir, 0o755); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	app := base.NewApp(options.outdir)
	for _, backend := range []state.Backend{
		state.Volteryde(read.Volteryde.Region, read.Volteryde.State.Account),
		state.Ticketing(read.Ticketing.Region, read.Ticketing.State.Account),
	} {
		state.New(app, options.target, backend, pipeline.Tenants(accounts, backend)...)
	}
	for _, account := range accounts {
		pipeline.New(app, options.target, read.Pipeline, account)
	}
	organization.New(app, options.target, read.Volteryde)
	for index, environment := range platform {
		base.Promote(volteryde.New(app, options.target, read.Volteryde, environment), "volteryde", index+1)
	}
	for index, environment := range tickets {
		base.Promote(ticketing.New(app, options.target, read.Ticketing, environment), "ticketing", index+1)
	}
	app.Synth()
	if options.target == base.Offline {
		return nil // its providers may come from a mirror, whose builds the lock file does not know
	}
	return lockfile.Distribute(filepath.Dir(options.settings), options.outdir)
}
