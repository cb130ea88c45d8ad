// Package dns builds the public hosted zone of an environment's domain, its certificates and its records.
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

// Props are the arguments of New.
type Props struct {
	Names      naming.Names
	Domain     string                  // in lower case and without a trailing dot, at most 64 characters
	Edge       cdktf.TerraformProvider // the AWS provider for naming.EdgeRegion; nil if the environment is in that region
	Logs       logs.Retention          // of the query log
	Signing    Signing
	Protection deletion.Protection
}

// Zone is a hosted zone with a certificate for its domain and every name one level below it.
type Zone struct {
	Resource    route53zone.Route53Zone
	ID          *string
	Domain      string
	NameServers *[]*string // the parent zone must delegate to them
	DSRecord    *string    // for the parent zone, if the zone is Signed; nil if it is Unsigned

	// Certificate is the ARN of the certificate in the zone's region, for load balancers. EdgeCertificate is the ARN of the
	// one in naming.EdgeRegion, for CloudFront. A resource that refers to one is created after ACM has issued it.
	Certificate     *string
	EdgeCertificate *string

	scope constructs.Construct
}

// New creates the public hosted zone and its certificates. It panics if a provider for naming.EdgeRegion is needed and
// missing. ACM issues the certificates once the parent zone delegates to the name servers; until then, an apply waits.
// The zone has a query log only if the environment is in naming.EdgeRegion: Route 53 writes to no other region, and the
// key of the logs is in the environment's region.
func New(scope constructs.Construct, id string, props Props) *Zone {
	if props.Edge == nil && props.Names.Region != naming.EdgeRegion {
		panic("dns: " + props.Domain + ": Edge is nil: must be a provider for " + naming.EdgeRegion + ", since the environment is in " + props.Names.Region)
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
		// Without it, Route 53 refuses to delete a zone with records that Terraform does not manage, such as those of external-dns.
		ForceDestroy: props.Protection == deletion.Disposable,
		Tags:         props.Names.Tags(props.Domain),
	})
	z.ID = z.Resource.ZoneId()
	z.NameServers = z.Resource.NameServers()
}

// Target is an AWS resource with a DNS name, such as a load balancer or a distribution.
type Target struct {
	HostName *string
	ZoneID   *string // of the hosted zone, owned by AWS, that contains HostName
	IPv6     bool    // whether the target has IPv6 addresses as well
	// Health says whether Route 53 evaluates the target's health. CloudFront does not support it.
	// https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias.html
	Health bool
}

// Host returns the full name of a host in the zone, for example "api.dev.example.com".
func (z *Zone) Host(name string) string { return name + "." + z.Domain }

// Alias creates alias records for a host in the zone, for example "api": one of type A and, for a target with IPv6, one
// of type AAAA.
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
