// Package ticketing composes the ticketing system: one stack for each environment.
package ticketing

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"landform/constructs/account"
	"landform/constructs/deletion"
	"landform/constructs/fargate"
	"landform/constructs/logs"
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/waf"
	"landform/internal/guardrails"
	"landform/internal/problems"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

// Environment is everything that tells one environment of the ticketing system from the other.
type Environment struct {
	Name     string // that of its Entry
	Stage    synthesized.Stage
	Position int // where a change reaches it: after every environment with a lower one
	Account  settings.Account
	Region   string
	VPC      netip.Prefix
	Zones    []string // in which there are subnets
	NAT      network.NAT
	API      API
	Frontend Frontend
	Backend  Backend
	Database postgres.Size
	Cache    redis.Size
	Logs     Logs
	Alarms   Alarms
	// ApplyImmediately is that of the databases: changes do not wait for the maintenance window.
	ApplyImmediately bool
	Publishers       []string // ARNs of those who publish the frontend; none for no role to publish with
	// WebACLs are what AWS WAF does before the load balancer: $10 a month, and $0.60 for a million requests.
	WebACLs    waf.Mode
	Threats    account.ThreatDetection
	Protection deletion.Protection // of data, of the load balancer and of the images
	Waivers    []guardrails.Waiver // of findings of the guardrails that the environment lives with
}

// API is where clients reach the backend.
type API struct{ Domain string } // empty for plain HTTP under the load balancer's own name

// Frontend is where browsers find the static site.
type Frontend struct{ Domain string }

// Backend is the version and the size of the backend's service.
type Backend struct {
	Tag   string // of the image
	Size  fargate.Size
	Count fargate.Count
}

// Alarms are where an environment's alarms go, and what it may cost.
type Alarms struct {
	Email     string
	BudgetUSD int // in a month
}

// Logs is how long an environment's logs are kept.
type Logs struct{ RetentionDays int }

// Validate returns every problem of the environment at once, or nil. Each names the field, its value and what is
// allowed.
func (e Environment) Validate() error {
	var list []error
	report := func(ok bool, field string, value any, allowed string) {
		if !ok {
			list = append(list, fmt.Errorf("ticketing %s: %s is %v: %s", e.Name, field, value, allowed))
		}
	}
	if _, err := network.Plan(e.VPC, e.Zones, network.Public, network.Private); err != nil {
		list = append(list, fmt.Errorf("ticketing %s: %w", e.Name, err))
	}
	report(e.Stage != synthesized.Production || e.API.Domain != "", "API.Domain", `""`,
		"must be set in production, which serves HTTPS only: set context.ticketing.environments."+e.Name+".apiDomain in cdktf.json")
	report(e.Stage != synthesized.Production || e.Protection == deletion.Protected, "Protection", "Disposable", "must be Protected in production")
	report(e.Stage != synthesized.Production || e.WebACLs != waf.Off, "WebACLs", "Off", "must be Block or Count in production")
	report(e.Position > 0, "Position", e.Position, "must be at least 1")

	report(e.Alarms.Email != "", "Alarms.Email", "empty", "must be an address")
	report(e.Alarms.BudgetUSD > 0, "Alarms.BudgetUSD", e.Alarms.BudgetUSD, "must be more than 0")
	for _, problem := range slices.Concat(
		problems.In("Backend.Size.", e.Backend.Size.Validate()),
		problems.In("Backend.Count.", e.Backend.Count.Validate()),
		problems.In("Database.", e.Database.Validate()),
		problems.In("Cache.", e.Cache.Validate()),
		problems.In("Logs.", logs.ValidateDays(e.Logs.RetentionDays)),
	) {
		list = append(list, fmt.Errorf("ticketing %s: %w", e.Name, problem))
	}
	return errors.Join(list...)
}

// Entry is one line of the catalogue: an environment's name and its literal.
type Entry struct {
	Name    string // as the settings have it, for example "dev"
	Literal func(settings.TicketingEnvironment) Environment
}

// Entries returns the environments of the ticketing system.
func Entries() []Entry {
	return []Entry{
		{"dev", dev},
		{"prod", prod},
	}
}

// Environment returns the environment with its settings.
func (e Entry) Environment(from settings.Ticketing) Environment {
	environment := e.Literal(from.Environments[e.Name])
	environment.Name = e.Name
	return environment
}
