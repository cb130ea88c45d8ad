package dns

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53record"
)

// delegationTTLSeconds is how long resolvers remember who answers for a domain below the zone's.
const delegationTTLSeconds = 3600

// Delegation hands a domain below a zone's to another zone, such as that of another environment's account.
type Delegation struct {
	Domain      string   // for example "dev.example.com", below "example.com"
	NameServers []string // of the other zone, without dots at their ends: two or more
	DSRecord    string   // of the other zone; empty where it is not signed
}

// serverForm is a host name in lower case. dsForm is a DS record of SHA-256: key tag, algorithm, digest type and digest.
// https://www.rfc-editor.org/rfc/rfc4509
var (
	serverForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	dsForm     = regexp.MustCompile(`^\d{1,5} \d{1,3} 2 [0-9A-Fa-f]{64}$`)
)

// Validate says what is wrong with the delegation of a domain below parent.
func (d Delegation) Validate(parent string) error {
	var problems []error
	report := func(ok bool, field string, value any, allowed string) {
		if !ok {
			problems = append(problems, fmt.Errorf("delegation of %q: %s is %q: %s", d.Domain, field, value, allowed))
		}
	}
	report(strings.HasSuffix(d.Domain, "."+parent), "Domain", d.Domain, "must lie below "+parent)
	report(len(d.NameServers) >= 2, "NameServers", d.NameServers, "must be two or more")
	for _, server := range d.NameServers {
		report(serverForm.MatchString(server), "NameServers", server, `must be a host name in lower case without a dot at its end, for example "ns-1.awsdns-01.com"`)
	}
	report(d.DSRecord == "" || dsForm.MatchString(d.DSRecord), "DSRecord", d.DSRecord,
		`must be a DS record with a digest of SHA-256, for example "12345 13 2 <64 hexadecimal digits>", or empty`)
	return errors.Join(problems...)
}

// Delegate creates the NS record of a domain below the zone's, and its DS record where the other zone is signed. It panics
// if the delegation is not valid.
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
