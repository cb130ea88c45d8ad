package settings

import (
	"net/netip"
	"regexp"
	"strings"
)

// Ticketing are the settings of the ticketing system.
type Ticketing struct {
	Region string   // for example "us-east-1"
	Zones  []string // at least three, all in Region
	State  StateAccount
	Dev    TicketingEnvironment
	Prod   TicketingEnvironment
}

// TicketingEnvironment is what an organization decides about one environment of the ticketing system.
type TicketingEnvironment struct {
	Account        Account
	VPC            netip.Prefix
	APIDomain      string // host name of the backend; empty for plain HTTP under the load balancer's own name
	FrontendDomain string // host name of the frontend, which its bucket must be named after
	BackendTag     string // of the image in the environment's repository that the service runs
}

// ticketingZones are as many zones as production spreads over.
const ticketingZones = 3

// The forms of values, as DNS and the container registries define them. A label of a host name is bounded at 63
// characters, and the frontend's name by that of a bucket.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
var (
	hostForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)
	tagForm  = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`)
)

const longestBucketName = 63

type (
	rawTicketing struct {
		Region            string                  `mapstructure:"region"`
		AvailabilityZones []string                `mapstructure:"availabilityZones"`
		State             rawAccount              `mapstructure:"state"`
		Dev               rawTicketingEnvironment `mapstructure:"dev"`
		Prod              rawTicketingEnvironment `mapstructure:"prod"`
	}
	rawTicketingEnvironment struct {
		rawAccount     `mapstructure:",squash"`
		VPCCIDR        string `mapstructure:"vpcCidr"`
		APIDomain      string `mapstructure:"apiDomain"`
		FrontendDomain string `mapstructure:"frontendDomain"`
		BackendTag     string `mapstructure:"backendTag"`
	}
)

func (raw rawTicketing) parse(r *report) Ticketing {
	at := "ticketing."
	parsed := Ticketing{
		Region: r.region(at+"region", raw.Region),
		State:  StateAccount{Account: raw.State.parse(r, at+"state.")},
		Dev:    raw.Dev.parse(r, at+"dev."),
		Prod:   raw.Prod.parse(r, at+"prod."),
	}
	parsed.Zones = r.zones(at+"availabilityZones", raw.AvailabilityZones, parsed.Region)
	if len(parsed.Zones) < ticketingZones {
		r.add(at+"availabilityZones", parsed.Zones, "must be at least three availability zones: production spreads over three")
	}
	r.disjoint([]located{{at + "dev.vpcCidr", parsed.Dev.VPC}, {at + "prod.vpcCidr", parsed.Prod.VPC}})
	return parsed
}

func (raw rawTicketingEnvironment) parse(r *report, at string) TicketingEnvironment {
	environment := TicketingEnvironment{
		Account:        raw.rawAccount.parse(r, at),
		VPC:            r.vpc(at+"vpcCidr", raw.VPCCIDR),
		APIDomain:      raw.APIDomain,
		FrontendDomain: r.host(at+"frontendDomain", raw.FrontendDomain),
		BackendTag:     r.imageTag(at+"backendTag", raw.BackendTag),
	}
	if raw.APIDomain != "" {
		r.host(at+"apiDomain", raw.APIDomain)
	}
	if len(raw.FrontendDomain) > longestBucketName {
		r.add(at+"frontendDomain", raw.FrontendDomain, "must have at most 63 characters: the frontend's bucket bears this name")
	}
	if raw.APIDomain != "" && raw.APIDomain == raw.FrontendDomain {
		r.add(at+"apiDomain", raw.APIDomain, "must differ from frontendDomain: the one leads to the load balancer, the other to the bucket")
	}
	return environment
}

func (r *report) host(path, value string) string {
	if !hostForm.MatchString(value) {
		r.add(path, value, `must be a host name in lower case, for example "api.example.com"`)
	}
	return value
}

// imageTag refuses "latest" and its kind by their use: the repository's tags never move.
func (r *report) imageTag(path, value string) string {
	if !tagForm.MatchString(value) || strings.EqualFold(value, "latest") {
		r.add(path, value, `must be the tag of one build, for example "1.4.2": tags are immutable, so "latest" cannot move`)
	}
	return value
}
