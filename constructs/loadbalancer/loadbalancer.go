// Package loadbalancer builds an Application Load Balancer that faces the internet, with what it forwards to.
package loadbalancer

import (
	"landform/constructs/bucket"
	"landform/constructs/deletion"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lb"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lblistener"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lbtargetgroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// maxNameLength is the most that a load balancer and a target group may have.
const maxNameLength = 32

// Props are what New cannot decide by itself.
type Props struct {
	Names       naming.Names
	Network     *network.Network
	Listeners   Listeners
	Certificate *string // ARN of a certificate of the same region; none with PlainHTTP
	Targets     Targets
	Logs        Logs
	Protection  deletion.Protection
}

// Logs is how the balancer's access logs are kept.
type Logs struct {
	RetentionDays int            // at least 1
	AccessLogs    *bucket.Bucket // where requests for the logs are themselves logged to
}

// LoadBalancer is a load balancer that forwards every request to its targets.
type LoadBalancer struct {
	Resource      lb.Lb
	SecurityGroup *securitygroup.Group // listens on 443, or on 80 with PlainHTTP
	HostName      *string              // of AWS, for example "acme-test-alb-1234567890.us-east-1.elb.amazonaws.com"
	ZoneID        *string              // of the hosted zone that HostName lies in, for alias records
	TargetGroup   lbtargetgroup.LbTargetGroup
	Listener      lblistener.LbListener // what a service that registers targets waits for
	Logs          *bucket.Bucket

	scope constructs.Construct
}

// New creates the balancer in the public subnets, its security group, listeners, target group and the bucket of its access
// logs. It panics if the listeners and the certificate, or the targets' port and path, do not fit.
func New(scope constructs.Construct, id string, props Props) *LoadBalancer {
	if problem := props.problem(); problem != "" {
		panic("loadbalancer: " + problem)
	}
	namespace := constructs.NewConstruct(scope, &id)
	b := &LoadBalancer{scope: namespace}
	b.SecurityGroup = securitygroup.New(namespace, "security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("alb-sg"),
		Description: "Security group for the load balancer",
		Listens:     securitygroup.TCP(props.Listeners.port()),
	})
	b.logs(namespace, props)
	b.balancer(namespace, props)
	b.targetGroup(namespace, props)
	b.listeners(namespace, props)
	return b
}

// problem is what is wrong with the props, in words; empty if nothing is.
func (p Props) problem() string {
	switch {
	case p.Listeners == PlainHTTP && p.Certificate != nil:
		return "plain HTTP takes no certificate"
	case p.Listeners != PlainHTTP && p.Certificate == nil:
		return "HTTPS needs a certificate"
	case p.Logs.RetentionDays < 1:
		return "access logs must be kept for at least 1 day"
	default:
		return p.Targets.problem()
	}
}

func (b *LoadBalancer) balancer(scope constructs.Construct, props Props) {
	name := props.Names.NameWithin("alb", maxNameLength)
	b.Resource = lb.NewLb(scope, new("balancer"), &lb.LbConfig{
		Name:                     &name,
		LoadBalancerType:         new("application"),
		Internal:                 false,
		Subnets:                  network.IDs(props.Network.Public),
		SecurityGroups:           &[]*string{b.SecurityGroup.ID},
		DropInvalidHeaderFields:  true,
		DesyncMitigationMode:     new("defensive"),
		EnableDeletionProtection: props.Protection == deletion.Protected,
		AccessLogs:               &lb.LbAccessLogs{Bucket: b.Logs.ID, Enabled: true},
		Tags:                     props.Names.Tags(name),
		// AWS writes a test file to the bucket when logging is switched on.
		DependsOn: &[]cdktf.ITerraformDependable{props.Network.InternetGateway, b.Logs.Policy},
	})
	b.HostName = b.Resource.DnsName()
	b.ZoneID = b.Resource.ZoneId()
}

// logs creates the bucket for the access logs. Elastic Load Balancing writes only to buckets with keys of S3. There is
// no condition on the source, which its requests do not carry: the account in the path is whose balancers may write.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
func (b *LoadBalancer) logs(scope constructs.Construct, props Props) {
	b.Logs = bucket.New(scope, "logs", bucket.Props{
		Names:      props.Names,
		Purpose:    "alb-logs",
		Encryption: bucket.S3Managed,
		Lifecycle: bucket.Lifecycle{
			ExpireAfterDays:         props.Logs.RetentionDays,
			ForgetVersionsAfterDays: 1,
		},
		AccessLogs: props.Logs.AccessLogs,
		Protection: props.Protection,
	})
	b.Logs.AddToPolicy(policy.Statement{
		Sid:       "LoadBalancerLogs",
		Effect:    policy.Allow,
		Principal: policy.Service("logdelivery.elasticloadbalancing.amazonaws.com"),
		Actions:   []string{"s3:PutObject"},
		Resources: []string{b.Logs.ARN + "/AWSLogs/" + props.Names.AccountID + "/*"},
	})
}
