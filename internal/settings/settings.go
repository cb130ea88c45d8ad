// Package settings reads what differs per organisation (accounts, networks, people, versions) from the context of
// cdktf.json, and refuses everything that it does not understand.
package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"os"
)

// Settings are the validated settings of both systems.
type Settings struct {
	Volteryde Volteryde
	Ticketing Ticketing
	Pipeline  Pipeline
}

// Volteryde are the settings of the Volteryde platform.
type Volteryde struct {
	Region       string         // for example "us-east-1"
	Zones        []string       // at least two, all in Region
	EKSVersion   string         // of Kubernetes, "1.NN"
	OfficeCIDRs  []netip.Prefix // from which production's Kubernetes API may be reached
	State        StateAccount
	Organization Organization
	Dev          Environment
	Staging      Environment
	Production   Environment
}

// StateAccount is the account that holds a system's Terraform states.
type StateAccount struct{ Account Account }

// Environment is what an organisation decides about one environment.
type Environment struct {
	Account        Account
	VPC            netip.Prefix
	Domain         string   // of the environment's hosted zone, at most 64 characters
	Administrators []string // ARNs of the IAM roles and users that administer the cluster
	AlarmEmail     string   // of the people who are told of alarms, and of the month's cost
}

// Account is an AWS account and the way into it.
type Account struct {
	ID                string // 12 digits
	DeploymentRoleARN string // the role that deployments assume; empty for the caller's own rights
}

// Read reads the settings from a cdktf.json. The error names every problem at once, each with its path in the file,
// the value and what is allowed.
func Read(file string) (Settings, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Settings{}, fmt.Errorf("settings: %w: run landform in the folder that holds cdktf.json", err)
	}
	read, problems := Parse(text)
	if len(problems) > 0 {
		return Settings{}, fmt.Errorf("%s: %s\n%w", file, counted(len(problems), "problem"), errors.Join(problems...))
	}
	return read, nil
}

// Parse reads the settings from the text of a cdktf.json. It returns every problem that it finds.
func Parse(text []byte) (Settings, []error) {
	var file struct {
		Context map[string]any `json:"context"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return Settings{}, []error{fmt.Errorf("  not valid JSON: %w", err)}
	}
	r := &report{}
	raw := r.decode(file.Context)
	parsed := Settings{Volteryde: raw.Volteryde.parse(r), Ticketing: raw.Ticketing.parse(r), Pipeline: raw.Pipeline.parse(r)}
	return parsed, r.problems
}

func counted(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", count, noun)
}
