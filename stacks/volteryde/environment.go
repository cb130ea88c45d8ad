// Package volteryde composes the Volteryde platform: one stack for each environment.
package volteryde

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	"landform/constructs/account"
	"landform/constructs/deletion"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/logs"
	"landform/constructs/network"
	"landform/constructs/organization"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/timescale"
	"landform/constructs/waf"
	"landform/internal/problems"
	"landform/internal/settings"
	"landform/internal/synthesized"
)

// Environment contains everything in which Volteryde environments differ.
type Environment struct {
	Name        string // the same as in its Entry
	Stage       synthesized.Stage
	Position    int // in the promotion: changes reach environments with a lower position first
	Account     settings.Account
	Region      string
	VPC         netip.Prefix
	Domain      string // of the hosted zone
	Signing     dns.Signing
	Delegations []dns.Delegation // of subdomains of Domain to the zones of other environments
	Zones       []string         // Availability Zones of the subnets
	NAT         network.NAT
	Cluster     Cluster
	Database    Database
	Cache       redis.Size
	Timescale   Timescale
	Logs        Logs
	Alarms      Alarms
	Publishers  []string // ARNs of principals that publish the frontend; empty for no publisher role
	// WebACLs is the mode of the web ACLs of the load balancer and the distribution. Each web ACL costs $10 a month, and
	// $0.60 for a million requests.
	WebACLs waf.Mode
	// ApplyImmediately applies changes of the databases at once instead of in the maintenance window.
	ApplyImmediately bool
	// DetailedMonitoring publishes EC2's metrics of the servers every minute instead of every five, for $2.10 a month each.
	// For the nodes, see NodeProps.DetailedMonitoring.
	DetailedMonitoring bool
	Threats            account.ThreatDetection
	Developers         organization.Access // of developers to the environment's account
	// Protection applies to the load balancer, the hosted zone and the buckets.
	Protection deletion.Protection
	Waivers    Waivers
}

// Cluster configures an environment's EKS cluster: see eks.Props.
type Cluster struct {
	Version        string // of Kubernetes
	PublicAccess   []netip.Prefix
	Administrators []string // ARNs
	Viewers        []string // ARNs
	Nodes          eks.NodeProps
	Insights       eks.Insights // costs $10 to $20 a month in an environment of the size of dev
}

// Database is an environment's PostgreSQL instance.
type Database struct {
	Size       postgres.Size
	Protection deletion.Protection
}

// Alarms configures the recipient of an environment's alarms, and its budget.
type Alarms struct {
	Email     string
	BudgetUSD int // a month
}

// Timescale is an environment's TimescaleDB.
type Timescale struct {
	Size       timescale.Size
	Protection deletion.Protection
}

// Logs is the retention of an environment's logs.
type Logs struct{ RetentionDays int }

// Validate returns every problem of the environment at once, or nil. Each names the field, its value and what is
// allowed.
func (e Environment) Validate() error {
	var list []error
	report := func(ok bool, field string, value any, allowed string) {
		if !ok {
			list = append(list, fmt.Errorf("volteryde %s: %s is %v: %s", e.Name, field, value, allowed))
		}
	}
	plans, err := network.Plan(e.VPC, e.Zones, network.Public, network.Private, network.Database)
	if err != nil {
		list = append(list, fmt.Errorf("volteryde %s: %w", e.Name, err))
	}
	report(e.Stage != synthesized.Production || !slices.ContainsFunc(e.Cluster.PublicAccess, everywhere),
		"Cluster.PublicAccess", e.Cluster.PublicAccess, "must be the office networks in production")
	for _, problem := range slices.Concat(
		problems.In("Cluster.", eks.ValidateVersion(e.Cluster.Version)),
		problems.In("Cluster.Nodes.", e.Cluster.Nodes.Validate(network.CIDRs(plans, network.Private))),
		problems.In("Cluster: ", eks.ValidateAccess(e.Cluster.Administrators, e.Cluster.Viewers)),
		problems.In("Database.", e.Database.Size.Validate()),
		problems.In("Cache.", e.Cache.Validate()),
		problems.In("Timescale.", e.Timescale.Size.Validate()),
		problems.In("Logs.", logs.ValidateDays(e.Logs.RetentionDays)),
	) {
		list = append(list, fmt.Errorf("volteryde %s: %w", e.Name, problem))
	}
	report(e.Stage != synthesized.Production || e.Database.Protection == deletion.Protected, "Database.Protection", "Disposable", "must be Protected in production")
	report(e.Stage != synthesized.Production || e.Timescale.Protection == deletion.Protected, "Timescale.Protection", "Disposable", "must be Protected in production")
	report(e.Alarms.Email != "", "Alarms.Email", "empty", "must be an address")
	report(e.Alarms.BudgetUSD > 0, "Alarms.BudgetUSD", e.Alarms.BudgetUSD, "must be more than 0")
	report(e.Position > 0, "Position", e.Position, "must be at least 1")
	report(e.Stage != synthesized.Production || e.WebACLs != waf.Off, "WebACLs", "Off", "must be Block or Count in production")
	for _, delegation := range e.Delegations {
		if err := delegation.Validate(e.Domain); err != nil && e.Domain != "" { // an empty Domain is reported below
			list = append(list, fmt.Errorf("volteryde %s: Delegations: %w", e.Name, err))
		}
	}
	report(e.Domain != "", "Domain", `""`, "must be the name of the environment's hosted zone")
	report(e.Stage != synthesized.Production || e.Protection == deletion.Protected, "Protection", "Disposable", "must be Protected in production")
	return errors.Join(list...)
}

func everywhere(prefix netip.Prefix) bool { return prefix.Bits() == 0 }

// Entry is one line of the catalogue: an environment's name and its literal.
type Entry struct {
	Name    string // the same as in the settings, for example "dev"
	Literal func(settings.Volteryde, settings.VolterydeEnvironment) Environment
}

// Entries returns the environments of the Volteryde platform.
func Entries() []Entry {
	return []Entry{
		{"dev", dev},
		{"staging", staging},
		{"production", production},
	}
}

// Environment returns the environment with its settings.
func (e Entry) Environment(from settings.Volteryde) Environment {
	environment := e.Literal(from, from.Environments[e.Name])
	environment.Name = e.Name
	return environment
}

// delegations converts the delegations of the settings.
func delegations(own []settings.Delegation) []dns.Delegation {
	var all []dns.Delegation
	for _, delegation := range own {
		all = append(all, dns.Delegation(delegation))
	}
	return all
}
