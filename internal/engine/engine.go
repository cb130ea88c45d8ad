// Package engine decides which program plans and applies the stacks: Terraform or OpenTofu.
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

// Oldest is the oldest version of either engine that every stack accepts. OpenTofu's numbers go on from Terraform 1.5,
// which it was forked from.
const Oldest = "1.6.0"

// Kind is one of the engines, by the name of its program. The zero value is Terraform.
type Kind string

// The engines that landform is tested with.
const (
	Terraform Kind = "terraform"
	OpenTofu  Kind = "tofu"
)

// facts are what tells one engine from the other.
type facts struct {
	title    string
	install  string // page that says how
	registry string // host name that a provider's source without one, such as "hashicorp/aws", belongs to
}

var known = map[Kind]facts{
	Terraform: {"Terraform", "https://developer.hashicorp.com/terraform/install", "registry.terraform.io"},
	OpenTofu:  {"OpenTofu", "https://opentofu.org/docs/intro/install/", "registry.opentofu.org"},
}

// Kinds returns the engines in the order of their names.
func Kinds() []Kind { return []Kind{Terraform, OpenTofu} }

// String is the name of the engine's program.
func (k Kind) String() string {
	if k == "" {
		return string(Terraform)
	}
	return string(k)
}

// Set makes an engine a command-line flag. It returns an error for a name that is none of theirs.
func (k *Kind) Set(name string) error {
	if !slices.Contains(Kinds(), Kind(name)) {
		return fmt.Errorf("%q is no engine: allowed are terraform and tofu", name)
	}
	*k = Kind(name)
	return nil
}

// Type says what a flag's value is, in the text of its help.
func (k *Kind) Type() string { return "terraform|tofu" }

// Title is what the engine's makers call it.
func (k Kind) Title() string { return k.facts().title }

// Registry is the host name that the engine completes a provider's source with. It stands in addresses of providers: in
// lock files, in plans as JSON, in states, and in the folders of a mirror.
func (k Kind) Registry() string { return k.facts().registry }

func (k Kind) facts() facts { return known[Kind(k.String())] }

// Engine is a program that was found on this machine.
type Engine struct {
	Kind    Kind
	Path    string // of the program
	Version string // for example "1.11.4"
}

// Find looks an engine up on PATH and asks for its version. The error of a missing or too old one says how to get it.
func Find(ctx context.Context, kind Kind) (Engine, error) {
	install := fmt.Sprintf("install %s %s or later, %s", kind.Title(), strings.TrimSuffix(Oldest, ".0"), kind.facts().install)
	path, err := exec.LookPath(kind.String())
	if err != nil {
		return Engine{}, fmt.Errorf("%s is not on PATH: %s", kind, install)
	}
	version, err := version(ctx, path)
	if err != nil {
		return Engine{}, fmt.Errorf("%s does not say its version: %w: %s", path, err, install)
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
	command.Env = append(command.Environ(), "CHECKPOINT_DISABLE=1") // no question to HashiCorp's server on the way
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
		return "", errors.New("no version in what it prints")
	}
	return printed.Version, nil
}

// Environ returns the environment in which the cdktf command line runs this engine.
// https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/environment-variables
func (e Engine) Environ(environ []string) []string {
	return append(slices.Clone(environ), "TERRAFORM_BINARY_NAME="+e.Path)
}
