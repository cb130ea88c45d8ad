// Package engine selects the program that plans and applies the stacks: Terraform or OpenTofu.
package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"golang.org/x/mod/semver"
)

// Oldest is the oldest version of either engine that every stack accepts. OpenTofu was forked from Terraform 1.5 and
// continues its version numbers.
const Oldest = "1.6.0"

// Kind is one of the engines, by the name of its program. The zero value is Terraform.
type Kind string

// The engines that landform is tested with.
const (
	Terraform Kind = "terraform"
	OpenTofu  Kind = "tofu"
)

// facts are the differences between the engines.
type facts struct {
	title    string
	install  string // page with installation instructions
	registry string // host name of the registry for a provider's source without one, such as "hashicorp/aws"
}

var known = map[Kind]facts{
	Terraform: {"Terraform", "https://developer.hashicorp.com/terraform/install", "registry.terraform.io"},
	OpenTofu:  {"OpenTofu", "https://opentofu.org/docs/intro/install/", "registry.opentofu.org"},
}

// Kinds returns the engines, sorted by name.
func Kinds() []Kind { return []Kind{Terraform, OpenTofu} }

// String is the name of the engine's program.
func (k Kind) String() string {
	if k == "" {
		return string(Terraform)
	}
	return string(k)
}

// Set sets the engine from the value of a command-line flag. It returns an error for an unknown name.
func (k *Kind) Set(name string) error {
	if !slices.Contains(Kinds(), Kind(name)) {
		return fmt.Errorf("unknown engine %q: want terraform or tofu", name)
	}
	*k = Kind(name)
	return nil
}

// Type is the placeholder of the flag's value in help texts.
func (k *Kind) Type() string { return "terraform|tofu" }

// Title is the product name of the engine.
func (k Kind) Title() string { return k.facts().title }

// Registry is the host name that the engine adds to a provider's source that has none. It is part of provider addresses
// in lock files, in plans as JSON, in states, and in the folders of a mirror.
func (k Kind) Registry() string { return k.facts().registry }

func (k Kind) facts() facts { return known[Kind(k.String())] }

// Engine is a program that was found on this machine.
type Engine struct {
	Kind    Kind
	Path    string // of the program
	Version string // for example "1.11.4"
}

// Find finds an engine on PATH and reads its version. If it is missing or too old, the error says how to install it.
func Find(ctx context.Context, kind Kind) (Engine, error) {
	install := fmt.Sprintf("install %s %s or later, %s", kind.Title(), strings.TrimSuffix(Oldest, ".0"), kind.facts().install)
	path, err := exec.LookPath(kind.String())
	if err != nil {
		return Engine{}, fmt.Errorf("%s is not on PATH: %s", kind, install)
	}
	version, err := version(ctx, path)
	if err != nil {
		return Engine{}, fmt.Errorf("cannot read the version of %s: %w: %s", path, err, install)
	}
	if semver.Compare("v"+version, "v"+Oldest) < 0 {
		return Engine{}, fmt.Errorf("%s is version %s: %s", path, version, install)
	}
	return Engine{Kind: kind, Path: path, Version: version}, nil
}

// version asks an engine for its version. Both answer under the same name.
// https://developer.hashicorp.com/terraform/cli/commands/version, https://opentofu.org/docs/cli/commands/version/
func version(ctx context.Context, path string) (string, error) {
	command := exec.CommandContext(ctx, path, "version", "-json")
	command.Env = append(command.Environ(), "CHECKPOINT_DISABLE=1") // no update check with HashiCorp's server
	text, err := command.Output()
	if err != nil {
		return "", err
	}
	var printed struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(text, &printed); err != nil {
		return "", err
	}
	if !semver.IsValid("v" + printed.Version) {
		return "", errors.New("its output contains no version")
	}
	return printed.Version, nil
}

// Environ returns the environment in which the cdktf command line runs this engine.
// https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables
func (e Engine) Environ(environ []string) []string {
	return append(slices.Clone(environ), "TERRAFORM_BINARY_NAME="+e.Path)
}
