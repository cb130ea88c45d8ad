// Synth writes the infrastructure of every system in the catalogue as Terraform JSON: one stack for each environment, for
// the Terraform states, for the organization and for what lets CI into each account.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"landform/constructs/stack"
	"landform/internal/emulator"
	"landform/internal/engine"
	"landform/internal/kernel"
	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/stacks"
)

func main() {
	debug.SetGCPercent(400) // a synthesis is short: collecting its garbage costs more than keeping it
	options := options{catalogue: stacks.Shipped()}
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
		fmt.Fprintln(os.Stderr, "synth:", err)
		os.Exit(1)
	}
}

// target is what the flags ask for. An emulator is refused unless the environment leads every call to one.
func target(offline, emulated bool, environ []string) (stack.Target, error) {
	switch {
	case offline && emulated:
		return stack.AWS, errors.New("-offline and -emulator exclude each other")
	case offline:
		return stack.Offline, nil
	case emulated:
		return stack.Emulator, emulator.Require(environ)
	}
	return stack.AWS, nil
}

// options are what a synthesis is told from outside.
type options struct {
	settings  string // path of a cdktf.json
	outdir    string
	target    stack.Target
	catalogue stacks.Catalogue
}

// synthesize writes every stack of the catalogue. It writes nothing when the settings or an environment have a problem,
// and then returns all of them; it leaves nothing behind when a stack breaks a rule.
func synthesize(options options) (err error) {
	defer kernel.Catch(&err)
	read, err := settings.Read(options.settings, options.catalogue.Known())
	if err != nil {
		return err
	}
	addTo, err := options.catalogue.Add(read)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(options.outdir, 0o755); err != nil {
		return fmt.Errorf("output folder: %w", err)
	}
	app := stack.NewApp(options.outdir)
	addTo(app, options.target)
	app.Synth()
	if options.target == stack.Offline {
		return nil // it cannot be applied, and its variables have placeholders; providers may be a mirror's, which the lock file does not know
	}
	if err := guard(options.outdir); err != nil {
		return err
	}
	return lockfile.Distribute(filepath.Dir(options.settings), options.outdir, engine.Terraform.Registry())
}
