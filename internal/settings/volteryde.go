package settings

import (
	"fmt"
	"net/netip"
	"strings"
)

// Volteryde are the settings of the Volteryde platform.
type Volteryde struct {
	Region       string         // of the states, and of environments without their own; for example "us-east-1"
	EKSVersion   string         // of Kubernetes, "1.NN"
	OfficeCIDRs  []netip.Prefix // from which production's Kubernetes API may be reached
	State        StateAccount
	Organization Organization
	Environments map[string]VolterydeEnvironment // by name
}

// VolterydeEnvironment holds the settings of one environment of the Volteryde platform.
type VolterydeEnvironment struct {
	Location
	Account        Account
	AccountEmail   string // of the root user of the environment's account
	VPC            netip.Prefix
	Domain         string       // of the environment's hosted zone, at most 64 characters
	Delegations    []Delegation // of domains below Domain to other zones
	Publishers     []string     // ARNs of the IAM roles and users that publish the frontend
	Administrators []string     // ARNs of the IAM roles and users that administer the cluster; at least one
	Viewers        []string     // ARNs of the IAM roles and users with read-only access to the cluster; may be empty
	AlarmEmail     string       // receives alarms and the alerts of the monthly budget
}

// Delegation is a subdomain of an environment's domain whose records are in another hosted zone.
type Delegation struct {
	Domain      string
	NameServers []string // two or more
	DSRecord    string   // empty if the other zone is not signed with DNSSEC
}

type (
	rawDelegation struct {
		Domain      string   `mapstructure:"domain"`
		NameServers []string `mapstructure:"nameServers"`
		DSRecord    string   `mapstructure:"dsRecord"`
	}
	rawVolteryde struct {
		Region            string                    `mapstructure:"region"`
		AvailabilityZones []string                  `mapstructure:"availabilityZones"`
		EKSVersion        string                    `mapstructure:"eksVersion"`
		OfficeCIDRs       []string                  `mapstructure:"officeCidrs"`
		State             rawState                  `mapstructure:"state"`
		Organization      rawOrganization           `mapstructure:"organization"`
		Environments      map[string]map[string]any `mapstructure:"environments"`
	}
	rawVolterydeEnvironment struct {
		rawAccount        `mapstructure:",squash"`
		rawLocation       `mapstructure:",squash"`
		AccountEmail      string          `mapstructure:"accountEmail"`
		VPCCIDR           string          `mapstructure:"vpcCidr"`
		Domain            string          `mapstructure:"domain"`
		PublisherARNs     []string        `mapstructure:"publisherArns"`
		AdministratorARNs []string        `mapstructure:"administratorArns"`
		ViewerARNs        []string        `mapstructure:"viewerArns"`
		AlarmEmail        string          `mapstructure:"alarmEmail"`
		Delegations       []rawDelegation `mapstructure:"delegations"`
	}
)

func (raw rawVolteryde) parse(r *report, known []string) Volteryde {
	at := "volteryde."
	system := r.location(at, raw.Region, raw.AvailabilityZones)
	parsed := Volteryde{
		Region:       system.Region,
		EKSVersion:   r.kubernetesVersion(at+"eksVersion", raw.EKSVersion),
		OfficeCIDRs:  r.officeCIDRs(at+"officeCidrs", raw.OfficeCIDRs),
		State:        raw.State.parse(r, at+"state."),
		Organization: raw.Organization.parse(r, at+"organization.", system.Region),
		Environments: map[string]VolterydeEnvironment{},
	}
	blocks := environments[rawVolterydeEnvironment](r, at+"environments.", raw.Environments, known)
	var networks, accounts, domains, emails []located
	for _, name := range known {
		environment, ok := blocks[name]
		if !ok {
			continue
		}
		at := at + "environments." + name + "."
		one := environment.parse(r, at, system)
		parsed.Environments[name] = one
		networks = append(networks, located{at + "vpcCidr", one.VPC.String()})
		accounts = append(accounts, located{at + "accountId", one.Account.ID})
		domains = append(domains, located{at + "domain", one.Domain})
		emails = append(emails, located{at + "accountEmail", one.AccountEmail})
		r.notManagement(at+"accountId", one.Account, parsed.Organization)
	}
	for index, office := range parsed.OfficeCIDRs {
		networks = append(networks, located{fmt.Sprintf("%sofficeCidrs[%d]", at, index), office.String()})
	}
	r.disjoint(networks)
	r.differing(accounts)
	r.differing(domains)
	r.differing(emails)
	return parsed
}

func (raw rawVolterydeEnvironment) parse(r *report, at string, system Location) VolterydeEnvironment {
	environment := VolterydeEnvironment{
		Location:     raw.rawLocation.parse(r, at, system),
		Publishers:   r.principals(at+"publisherArns", raw.PublisherARNs),
		Account:      raw.rawAccount.parse(r, at),
		AccountEmail: r.email(at+"accountEmail", raw.AccountEmail),
		VPC:          r.vpc(at+"vpcCidr", raw.VPCCIDR),
		Domain:       r.domain(at+"domain", raw.Domain),
		AlarmEmail:   r.email(at+"alarmEmail", raw.AlarmEmail),
	}
	for index, delegation := range raw.Delegations {
		environment.Delegations = append(environment.Delegations,
			delegation.parse(r, fmt.Sprintf("%sdelegations[%d].", at, index), environment.Domain))
	}
	if len(raw.AdministratorARNs) == 0 {
		r.add(at+"administratorArns", raw.AdministratorARNs,
			"must name at least one: no other principal has access to the cluster, not even its creator")
	}
	environment.Administrators = r.principals(at+"administratorArns", raw.AdministratorARNs)
	environment.Viewers = r.principals(at+"viewerArns", raw.ViewerARNs)
	return environment
}

// principals checks a list of ARNs: each must be that of an IAM role or user, without duplicates.
func (r *report) principals(at string, arns []string) []string {
	var parsed []string
	for index, arn := range arns {
		parsed = append(parsed, r.principal(fmt.Sprintf("%s[%d]", at, index), arn))
	}
	r.distinct(at, parsed)
	return parsed
}

func (raw rawDelegation) parse(r *report, at, parent string) Delegation {
	if !strings.HasSuffix(r.domain(at+"domain", raw.Domain), "."+parent) {
		r.add(at+"domain", raw.Domain, "must be a subdomain of the environment's own domain, "+parent)
	}
	if len(raw.NameServers) < 2 {
		r.add(at+"nameServers", raw.NameServers, "must be two or more: copy the output zone_name_servers of the other environment")
	}
	for index, server := range raw.NameServers {
		r.host(fmt.Sprintf("%snameServers[%d]", at, index), server)
	}
	return Delegation(raw)
}
