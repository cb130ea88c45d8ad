// Package stacks is the catalogue: the systems, their states and their environments as data. Every program and test that
// lists stacks or environments uses it.
package stacks

import (
	"errors"
	"fmt"

	"landform/constructs/account"
	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks/organization"
	"landform/stacks/state"
	"landform/stacks/ticketing"
	"landform/stacks/volteryde"

	"github.com/aws/constructs-go/constructs/v10"
)

// Catalogue contains every environment of every system. A new environment is one line in a system's Entries.
type Catalogue struct {
	Volteryde []volteryde.Entry
	Ticketing []ticketing.Entry
}

// Shipped returns the catalogue of this repository.
func Shipped() Catalogue {
	return Catalogue{Volteryde: volteryde.Entries(), Ticketing: ticketing.Entries()}
}

// Known returns the names of the environments, for each of which the settings must contain a block.
func (c Catalogue) Known() settings.Known {
	var known settings.Known
	for _, entry := range c.Volteryde {
		known.Volteryde = append(known.Volteryde, entry.Name)
	}
	for _, entry := range c.Ticketing {
		known.Ticketing = append(known.Ticketing, entry.Name)
	}
	return known
}

// System is one system with its settings.
type System struct {
	Name         string
	State        state.Backend
	Organization *organization.Props // without Target; nil for a system without an organization
	Environments []Environment
}

// Environment is one environment of a system.
type Environment struct {
	Name     string // for example "dev"
	Stack    string // name of its stack, as Terraform's state and cdktf's command line have it
	Account  settings.Account
	Region   string
	Position int             // in the promotion: changes reach environments with a lower position first
	Quotas   []account.Quota // service quotas that its account needs
	Threats  account.ThreatDetection
	// Add adds the environment's stack to an app.
	Add func(app constructs.Construct, target stack.Target, ci *synthesized.CI) *stack.Stack

	validate func() error
}

// Systems returns every system with its settings. The error names every problem of every environment.
func (c Catalogue) Systems(from settings.Settings) ([]System, error) {
	systems := []System{c.volteryde(from.Volteryde), c.ticketing(from.Ticketing)}
	var problems []error
	for _, system := range systems {
		positions := map[int]string{}
		for _, environment := range system.Environments {
			problems = append(problems, environment.validate())
			if other, taken := positions[environment.Position]; taken {
				problems = append(problems, fmt.Errorf("%s %s: Position is %d, the same as of %s: must differ, since a change reaches one environment after the other",
					system.Name, environment.Name, environment.Position, other))
			}
			positions[environment.Position] = environment.Name
		}
	}
	return systems, errors.Join(problems...)
}

func (c Catalogue) volteryde(from settings.Volteryde) System {
	backend := state.Volteryde(from.Region, from.State)
	system := System{Name: volteryde.System, State: backend, Organization: &organization.Props{
		State:   backend.Of(organization.StateKey),
		System:  volteryde.System,
		Project: backend.Project,
		Region:  from.Region,
		From:    from.Organization,
	}}
	for _, entry := range c.Volteryde {
		env := entry.Environment(from)
		system.Organization.Members = append(system.Organization.Members, organization.Member{
			Environment: env.Name, Email: from.Environments[env.Name].AccountEmail, Developers: env.Developers, Waivers: env.Waivers.Developers,
		})
		system.Environments = append(system.Environments, Environment{
			Name: env.Name, Stack: volteryde.StackName(env.Name), Account: env.Account, Region: env.Region, Position: env.Position,
			Quotas: env.Quotas(), Threats: env.Threats,
			validate: env.Validate,
			Add: func(app constructs.Construct, target stack.Target, ci *synthesized.CI) *stack.Stack {
				return volteryde.New(app, volteryde.Props{
					Target: target, State: backend.Of(state.EnvironmentKey(env.Name)), CI: ci, Environment: env,
				})
			},
		})
	}
	return system
}

func (c Catalogue) ticketing(from settings.Ticketing) System {
	backend := state.Ticketing(from.Region, from.State)
	system := System{Name: ticketing.System, State: backend}
	for _, entry := range c.Ticketing {
		env := entry.Environment(from)
		system.Environments = append(system.Environments, Environment{
			Name: env.Name, Stack: ticketing.StackName(env.Name), Account: env.Account, Region: env.Region, Position: env.Position,
			Quotas: env.Quotas(), Threats: env.Threats,
			validate: env.Validate,
			Add: func(app constructs.Construct, target stack.Target, ci *synthesized.CI) *stack.Stack {
				return ticketing.New(app, ticketing.Props{
					Target: target, State: backend.Of(state.EnvironmentKey(env.Name)), CI: ci, Environment: env,
				})
			},
		})
	}
	return system
}
