// Synth synthesizes the infrastructure of every system in the catalogue as Terraform JSON: a stack for each environment, for
// each system's Terraform states, for the organization and for the CI access to each account.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"landform/constructs/stack"
	"landform/internal/emulator"
	"landform/internal/engine"
	"landform/internal/guardrails"
	"landform/internal/guardrails/rules"
	"landform/internal/heap"
	"landform/internal/kernel"
	"landform/internal/lockfile"
	"landform/internal/settings"
	"landform/stacks"
)

func main() {
	heap.Prepare()
	options := options{catalogue: stacks.Shipped()}
	flag.StringVar(&options.settings, "settings", "cdktf.json", "file whose context holds the settings")
	flag.StringVar(&options.outdir, "outdir", cmp.Or(os.Getenv("CDKTF_OUTDIR"), "cdktf.out"), "folder for the stacks")
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

// target returns the target for the flags. It returns an error for an emulator unless the environment variables make every
// call go to a local endpoint.
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

// options are the arguments of a synthesis.
type options struct {
	settings  string // path of a cdktf.json
	outdir    string
	target    stack.Target
	catalogue stacks.Catalogue
}

// synthesize writes every stack of the catalogue. If the settings or an environment have problems, it returns all of them
// and writes nothing. If a stack breaks a rule, it leaves no JSON.
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
	checker := guardrails.NewChecker(rules.Table())
	if options.target != stack.Offline {
		kernel.Observe(checker.Ahead)
		defer kernel.Observe(nil)
	}
	app := stack.NewApp(options.outdir)
	addTo(app, options.target)
	app.Synth()
	if options.target == stack.Offline {
		return nil // these stacks cannot be applied, and may use a mirror's providers, which are not in the lock file
	}
	if err := guard(checker, options.outdir); err != nil {
		return err
	}
	return lockfile.Distribute(filepath.Dir(options.settings), options.outdir, engine.Terraform.Registry())
}
