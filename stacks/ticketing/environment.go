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

// Environment contains everything in which environments of the ticketing system differ.
type Environment struct {
	Name     string // the same as in its Entry
	Stage    synthesized.Stage
	Position int // in the promotion: changes reach environments with a lower position first
	Account  settings.Account
	Region   string
	VPC      netip.Prefix
	Zones    []string // Availability Zones of the subnets
	NAT      network.NAT
	API      API
	Frontend Frontend
	Backend  Backend
	Database postgres.Size
	Cache    redis.Size
	Logs     Logs
	Alarms   Alarms
	// ApplyImmediately applies changes of the databases at once instead of in the maintenance window.
	ApplyImmediately bool
	Publishers       []string // ARNs of principals that publish the frontend; empty for no publisher role
	// WebACLs is the mode of the load balancer's web ACL, which costs $10 a month, and $0.60 for a million requests.
	WebACLs    waf.Mode
	Threats    account.ThreatDetection
	Protection deletion.Protection // of data, the load balancer and the images
	Waivers    []guardrails.Waiver // accepted findings of the guardrails
}

// API is the domain of the backend's API; empty for plain HTTP with the load balancer's own name.
type API struct{ Domain string }

// Frontend is the domain of the static site.
type Frontend struct{ Domain string }

// Backend configures the backend's service.
type Backend struct {
	Tag   string // of the image
	Size  fargate.Size
	Count fargate.Count
}

// Alarms configures the recipient of an environment's alarms, and its budget.
type Alarms struct {
	Email     string
	BudgetUSD int // a month
}

// Logs is the retention of an environment's logs.
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
	Name    string // the same as in the settings, for example "dev"
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
