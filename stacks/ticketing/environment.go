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
	"landform/constructs/waf"
	"landform/internal/guardrails"
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
	Database Database
	Cache    Cache
	Logs     Logs
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

// Database is the size of an environment's PostgreSQL instance.
type Database struct {
	InstanceClass       string
	StorageGiB          int
	MaxStorageGiB       int
	MultiAZ             bool
	BackupRetentionDays int
}

// Cache is the size of an environment's Redis.
type Cache struct {
	NodeType              string
	Shards                int // 0 for a single one, without cluster mode
	Nodes                 int // of each shard
	SnapshotRetentionDays int
}

// Logs is how long an environment's logs are kept.
type Logs struct{ RetentionDays int }

// Validate returns every problem of the environment at once, or nil. Each names the field, its value and what is
// allowed.
func (e Environment) Validate() error {
	var problems []error
	report := func(ok bool, field string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("ticketing %s: %s is %v: %s", e.Name, field, value, allowed))
		}
	}
	if _, err := network.Plan(e.VPC, e.Zones, network.Public, network.Private); err != nil {
		problems = append(problems, fmt.Errorf("ticketing %s: %w", e.Name, err))
	}
	report(e.Stage != synthesized.Production || e.API.Domain != "", "API.Domain", `""`,
		"must be set in production, which serves HTTPS only: set context.ticketing.environments."+e.Name+".apiDomain in cdktf.json")
	report(e.Stage != synthesized.Production || e.Protection == deletion.Protected, "Protection", "Disposable", "must be Protected in production")
	report(e.Stage != synthesized.Production || e.WebACLs != waf.Off, "WebACLs", "Off", "must be Block or Count in production")
	report(e.Position > 0, "Position", e.Position, "must be at least 1")
	backend := e.Backend
	report(backend.Size.Problem() == "", "Backend.Size", fmt.Sprintf("%+v", backend.Size), backend.Size.Problem())
	report(backend.Count.Problem() == "", "Backend.Count", fmt.Sprintf("%+v", backend.Count), backend.Count.Problem())
	database := e.Database
	report(database.StorageGiB >= 20, "Database.StorageGiB", database.StorageGiB, "must be at least 20, the least of gp3")
	report(database.MaxStorageGiB*10 >= database.StorageGiB*11, "Database.MaxStorageGiB", database.MaxStorageGiB,
		"must be at least a tenth above StorageGiB")
	report(database.BackupRetentionDays >= 1 && database.BackupRetentionDays <= 35, "Database.BackupRetentionDays",
		database.BackupRetentionDays, "must be 1 to 35")
	cache := e.Cache
	report(cache.Shards >= 0 && cache.Shards <= 90, "Cache.Shards", cache.Shards, "must be 0 to 90")
	report(cache.Nodes >= 1 && cache.Nodes <= 6, "Cache.Nodes", cache.Nodes, "must be 1 to 6")
	report(cache.Shards == 0 || cache.Nodes >= 2, "Cache.Nodes", cache.Nodes, "must be at least 2 with several shards")
	report(cache.SnapshotRetentionDays >= 0 && cache.SnapshotRetentionDays <= 35, "Cache.SnapshotRetentionDays",
		cache.SnapshotRetentionDays, "must be 0 to 35")
	report(slices.Contains(logs.AllowedDays(), e.Logs.RetentionDays), "Logs.RetentionDays", e.Logs.RetentionDays,
		fmt.Sprintf("must be one of %v", logs.AllowedDays()))
	return errors.Join(problems...)
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
