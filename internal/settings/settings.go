// Package settings reads the settings that differ per organisation (accounts, networks, people, versions) from the
// context of cdktf.json, and rejects unknown keys and invalid values.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// Settings are the validated settings of both systems.
type Settings struct {
	Volteryde Volteryde
	Ticketing Ticketing
	Pipeline  Pipeline
}

// Known lists the environments that the program has, in the order in which changes are deployed to them. Settings must
// have a block for each of them, and no other.
type Known struct{ Volteryde, Ticketing []string }

// StateAccount is the account that holds a system's Terraform states.
type StateAccount struct {
	Account Account
	Locking string // one of Lockings
}

// Lockings are the ways to lock states, the default first: with the DynamoDB table, with both, or with lock files in
// the bucket. Migrate from one to the other through "both": otherwise deployments with the old and the new setting do
// not see each other's locks.
var Lockings = []string{"dynamodb", "both", "s3"}

// Account is an AWS account and the role that deploys to it.
type Account struct {
	ID                string // 12 digits
	DeploymentRoleARN string // the role that deployments assume; empty for the caller's own credentials
	// GitHubProviderExists is true if the account already has an OIDC provider for GitHub that is managed elsewhere: an
	// account can have only one.
	GitHubProviderExists bool
}

// Location is the region and the availability zones of an environment.
type Location struct {
	Region string   // for example "us-east-1": that of the system, unless the environment has its own
	Zones  []string // all in Region: those of the system, unless the environment has its own
}

// FirstZones returns this many zones, or all where there are fewer.
func (l Location) FirstZones(count int) []string { return l.Zones[:min(count, len(l.Zones))] }

// Read reads the settings from a cdktf.json. The error names every problem at once, each with its path in the file,
// the value and what is allowed.
func Read(file string, known Known) (Settings, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Settings{}, fmt.Errorf("cannot read the settings: %w: run landform in the folder that holds cdktf.json", err)
	}
	read, problems := Parse(text, known)
	if len(problems) > 0 {
		return Settings{}, fmt.Errorf("%s: %s\n%w", file, counted(len(problems), "problem"), errors.Join(problems...))
	}
	return read, nil
}

// Parse reads the settings from the text of a cdktf.json. It returns every problem that it finds.
func Parse(text []byte, known Known) (Settings, []error) {
	var file struct {
		Context map[string]any `json:"context"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return Settings{}, []error{fmt.Errorf("  not valid JSON: %w", err)}
	}
	r := &report{}
	var raw rawSettings
	r.decode("", file.Context, &raw)
	parsed := Settings{
		Volteryde: raw.Volteryde.parse(r, known.Volteryde),
		Ticketing: raw.Ticketing.parse(r, known.Ticketing),
		Pipeline:  raw.Pipeline.parse(r),
	}
	return parsed, r.problems
}

func counted(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", count, noun)
}
