package settings

import (
	"net/netip"
	"slices"
	"strings"

	"landform/internal/lazyregexp"
)

// Ticketing are the settings of the ticketing system.
type Ticketing struct {
	Region       string // of the states, and of environments without their own; for example "us-east-1"
	State        StateAccount
	Environments map[string]TicketingEnvironment // by name
}

// TicketingEnvironment holds the settings of one environment of the ticketing system.
type TicketingEnvironment struct {
	Location
	Account        Account
	VPC            netip.Prefix
	APIDomain      string   // host name of the backend; empty for plain HTTP under the load balancer's own name
	FrontendDomain string   // host name of the frontend, which its bucket must be named after
	Publishers     []string // ARNs of the IAM roles and users that publish the frontend
	BackendTag     string   // tag of the image that the service runs, in the environment's ECR repository
	AlarmEmail     string   // receives alarms and the alerts of the monthly budget
}

// The formats of values, as DNS and container registries define them. DNS limits a label of a host name to 63
// characters; S3 limits the frontend's host name, since its bucket has that name.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var (
	hostForm = lazyregexp.New(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	tagForm  = lazyregexp.New(`^\w[\w.-]*$`)
)

const (
	longestBucketName = 63
	longestTag        = 128
)

type (
	rawTicketing struct {
		Region            string                    `mapstructure:"region"`
		AvailabilityZones []string                  `mapstructure:"availabilityZones"`
		State             rawState                  `mapstructure:"state"`
		Environments      map[string]map[string]any `mapstructure:"environments"`
	}
	rawTicketingEnvironment struct {
		rawAccount     `mapstructure:",squash"`
		rawLocation    `mapstructure:",squash"`
		VPCCIDR        string   `mapstructure:"vpcCidr"`
		APIDomain      string   `mapstructure:"apiDomain"`
		FrontendDomain string   `mapstructure:"frontendDomain"`
		PublisherARNs  []string `mapstructure:"publisherArns"`
		BackendTag     string   `mapstructure:"backendTag"`
		AlarmEmail     string   `mapstructure:"alarmEmail"`
	}
)

func (raw rawTicketing) parse(r *report, known []string) Ticketing {
	at := "ticketing."
	system := r.location(at, raw.Region, raw.AvailabilityZones)
	parsed := Ticketing{
		Region:       system.Region,
		State:        raw.State.parse(r, at+"state."),
		Environments: map[string]TicketingEnvironment{},
	}
	blocks := environments[rawTicketingEnvironment](r, at+"environments.", raw.Environments, known)
	var networks, accounts, hosts []located
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
		hosts = append(hosts, located{at + "frontendDomain", one.FrontendDomain}, located{at + "apiDomain", one.APIDomain})
	}
	r.disjoint(networks)
	r.differing(accounts)
	r.differing(hosts)
	return parsed
}

func (raw rawTicketingEnvironment) parse(r *report, at string, system Location) TicketingEnvironment {
	environment := TicketingEnvironment{
		Location:       raw.rawLocation.parse(r, at, system),
		Publishers:     r.principals(at+"publisherArns", raw.PublisherARNs),
		Account:        raw.rawAccount.parse(r, at),
		VPC:            r.vpc(at+"vpcCidr", raw.VPCCIDR),
		APIDomain:      raw.APIDomain,
		FrontendDomain: r.host(at+"frontendDomain", raw.FrontendDomain),
		BackendTag:     r.imageTag(at+"backendTag", raw.BackendTag),
		AlarmEmail:     r.email(at+"alarmEmail", raw.AlarmEmail),
	}
	if raw.APIDomain != "" {
		r.host(at+"apiDomain", raw.APIDomain)
	}
	if len(raw.FrontendDomain) > longestBucketName {
		r.add(at+"frontendDomain", raw.FrontendDomain, "must have at most 63 characters: the frontend's bucket has this name")
	}
	return environment
}

// maxLabelLength is the longest label of a name in DNS: https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4
const maxLabelLength = 63

func hasLongLabel(domain string) bool {
	return slices.ContainsFunc(strings.Split(domain, "."), func(label string) bool { return len(label) > maxLabelLength })
}

func (r *report) host(path, value string) string {
	if !hostForm.MatchString(value) || hasLongLabel(value) {
		r.add(path, value, `must be a host name in lower case, for example "api.example.com"`)
	}
	return value
}

// imageTag rejects "latest": tags of the repository are immutable.
func (r *report) imageTag(path, value string) string {
	if !tagForm.MatchString(value) || len(value) > longestTag || strings.EqualFold(value, "latest") {
		r.add(path, value, `must be the tag of one build, for example "1.4.2": tags are immutable, so "latest" cannot move`)
	}
	return value
}
