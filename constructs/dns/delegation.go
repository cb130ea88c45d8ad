package dns

import (
	"errors"
	"fmt"
	"strings"

	"landform/internal/lazyregexp"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53record"
)

// delegationTTLSeconds is how long resolvers cache the name servers of a delegated domain.
const delegationTTLSeconds = 3600

// Delegation delegates a subdomain to another hosted zone, for example that of another environment's account.
type Delegation struct {
	Domain      string   // for example "dev.example.com" in the zone "example.com"
	NameServers []string // of the other zone, at least two, without trailing dots
	DSRecord    string   // of the other zone; empty if it is not signed
}

// serverForm matches a host name in lower case. dsForm matches a DS record with a SHA-256 digest: key tag, algorithm,
// digest type and digest.
// https://www.rfc-editor.org/rfc/rfc4509
var (
	serverForm = lazyregexp.New(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	dsForm     = lazyregexp.New(`^\d{1,5} \d{1,3} 2 [0-9A-Fa-f]{64}$`)
)

// Validate returns every problem of the delegation from the domain parent at once, or nil. Each names the field, its value
// and what is allowed.
func (d Delegation) Validate(parent string) error {
	var problems []error
	report := func(ok bool, field string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("delegation of %q: %s is %q: %s", d.Domain, field, value, allowed))
		}
	}
	report(strings.HasSuffix(d.Domain, "."+parent), "Domain", d.Domain, "must be a subdomain of "+parent)
	report(len(d.NameServers) >= 2, "NameServers", d.NameServers, "must be at least two")
	for _, server := range d.NameServers {
		report(serverForm.MatchString(server), "NameServers", server, `must be a host name in lower case without a trailing dot, for example "ns-1.awsdns-01.com"`)
	}
	report(d.DSRecord == "" || dsForm.MatchString(d.DSRecord), "DSRecord", d.DSRecord,
		`must be a DS record with a SHA-256 digest, for example "12345 13 2 <64 hexadecimal digits>", or empty`)
	return errors.Join(problems...)
}

// Delegate creates the NS record of a subdomain and, if the other zone is signed, its DS record. It panics unless
// delegation.Validate accepts the delegation.
// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-routing-traffic-for-subdomains.html
func (z *Zone) Delegate(delegation Delegation) {
	if err := delegation.Validate(z.Domain); err != nil {
		panic("dns: " + err.Error())
	}
	z.delegate(delegation.Domain, "NS", delegation.NameServers)
	if delegation.DSRecord != "" {
		z.delegate(delegation.Domain, "DS", []string{delegation.DSRecord})
	}
}

func (z *Zone) delegate(domain, kind string, values []string) {
	route53record.NewRoute53Record(z.scope, new("delegation-"+domain+"-"+kind), &route53record.Route53RecordConfig{
		ZoneId:  z.ID,
		Name:    &domain,
		Type:    &kind,
		Records: jsii.Strings(values...),
		Ttl:     jsii.Number(delegationTTLSeconds),
	})
}
