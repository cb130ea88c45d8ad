// Package dns builds the hosted zone of an environment's domain, the certificates for it and records in it.
package dns

import (
	"landform/constructs/deletion"
	"landform/constructs/logs"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53record"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53zone"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Props are what New cannot decide by itself.
type Props struct {
	Names      naming.Names
	Domain     string                  // in lower case and without the dot at its end, at most 64 characters
	Edge       cdktf.TerraformProvider // AWS in naming.EdgeRegion; nil where the environment lies there itself
	Logs       logs.Retention          // of queries
	Signing    Signing
	Protection deletion.Protection
}

// Zone is a hosted zone with a certificate for its domain and every name right below it.
type Zone struct {
	Resource    route53zone.Route53Zone
	ID          *string
	Domain      string
	NameServers *[]*string // that the parent zone delegates to
	DSRecord    *string    // that the parent zone vouches for a Signed zone with; nil for an Unsigned one

	// Certificate is the ARN of the certificate in the zone's region, for load balancers; EdgeCertificate of that in
	// naming.EdgeRegion, for CloudFront. What uses them waits until they are issued.
	Certificate     *string
	EdgeCertificate *string

	scope constructs.Construct
}

// New creates the public hosted zone and its certificates. It panics without a provider for naming.EdgeRegion where one is
// needed. Certificates are issued once the parent zone delegates to the name servers: until then, an apply waits.
// Queries are logged in naming.EdgeRegion only: Route 53 writes nowhere else, and the key of the logs lies in the environment's region.
func New(scope constructs.Construct, id string, props Props) *Zone {
	if props.Edge == nil && props.Names.Region != naming.EdgeRegion {
		panic("dns: " + props.Domain + " lies in " + props.Names.Region + ": its certificate for CloudFront needs a provider in " + naming.EdgeRegion)
	}
	namespace := constructs.NewConstruct(scope, &id)
	z := &Zone{Domain: props.Domain, scope: namespace}
	z.zone(namespace, props)
	issued := z.certificates(namespace, props)
	if props.Names.Region == naming.EdgeRegion {
		z.queryLog(namespace, props, issued)
	}
	if props.Signing == Signed {
		z.sign(namespace, props)
	}
	return z
}

func (z *Zone) zone(scope constructs.Construct, props Props) {
	z.Resource = route53zone.NewRoute53Zone(scope, new("zone"), &route53zone.Route53ZoneConfig{
		Name:    &props.Domain,
		Comment: new(props.Names.Prefix()),
		// Without it, Route 53 refuses to delete a zone to which others, such as external-dns, have added records.
		ForceDestroy: props.Protection == deletion.Disposable,
		Tags:         props.Names.Tags(props.Domain),
	})
	z.ID = z.Resource.ZoneId()
	z.NameServers = z.Resource.NameServers()
}

// Target is something in AWS that answers under a name of its own.
type Target struct {
	HostName *string
	ZoneID   *string // of the hosted zone of AWS that the name lies in
	IPv6     bool    // whether it has IPv6 addresses as well
	// Health tells whether Route 53 can see if the target is well; it cannot for CloudFront.
	Health bool
}

// Host is the full name of a host in the zone, for example "api.dev.example.com".
func (z *Zone) Host(name string) string { return name + "." + z.Domain }

// Alias makes a host of the zone, for example "api", answer with the addresses of the target.
func (z *Zone) Alias(name string, target Target) {
	z.alias(name, "A", target)
	if target.IPv6 {
		z.alias(name, "AAAA", target)
	}
}

func (z *Zone) alias(name, kind string, target Target) {
	route53record.NewRoute53Record(z.scope, new(name+"-"+kind), &route53record.Route53RecordConfig{
		ZoneId: z.ID,
		Name:   new(z.Host(name)),
		Type:   &kind,
		Alias: &route53record.Route53RecordAlias{
			Name:                 target.HostName,
			ZoneId:               target.ZoneID,
			EvaluateTargetHealth: target.Health,
		},
	})
}
