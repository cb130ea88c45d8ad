// Package loadbalancer builds an internet-facing Application Load Balancer with its listeners, its target group and its
// access logs.
package loadbalancer

import (
	"errors"
	"slices"

	"landform/constructs/bucket"
	"landform/constructs/deletion"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/securitygroup"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lb"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lblistener"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lbtargetgroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// maxNameLength is the longest name of a load balancer or a target group, in characters.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
const maxNameLength = 32

// Props are the arguments of New.
type Props struct {
	Names       naming.Names
	Network     *network.Network
	Listeners   Listeners
	Certificate *string // ARN of a certificate in the same region; nil with PlainHTTP
	Targets     Targets
	Logs        Logs
	Protection  deletion.Protection
}

// Logs configures the bucket of the load balancer's access logs.
type Logs struct {
	RetentionDays int            // at least 1
	AccessLogs    *bucket.Bucket // receives the access logs of that bucket itself
}

// LoadBalancer is a load balancer that forwards every request to its targets.
type LoadBalancer struct {
	Resource      lb.Lb
	SecurityGroup *securitygroup.Group // listens on 443, or on 80 with PlainHTTP
	HostName      *string              // from AWS, for example "acme-test-alb-1234567890.us-east-1.elb.amazonaws.com"
	ZoneID        *string              // of the hosted zone of HostName, for alias records
	TargetGroup   lbtargetgroup.LbTargetGroup
	Listener      lblistener.LbListener // a service that registers targets depends on it
	Logs          *bucket.Bucket

	scope constructs.Construct
}

// New creates the load balancer in the public subnets, its security group, listeners, target group and the bucket of its
// access logs. It panics unless props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *LoadBalancer {
	if err := props.Validate(); err != nil {
		panic("loadbalancer: " + err.Error())
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

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Listeners != PlainHTTP || p.Certificate == nil, "Certificate", "set", "must be nil with PlainHTTP")
	list.Unless(p.Listeners == PlainHTTP || p.Certificate != nil, "Certificate", "nil", "must be set with HTTPS")
	list.Unless(p.Logs.RetentionDays >= 1, "Logs.RetentionDays", p.Logs.RetentionDays, "must be at least 1")
	return errors.Join(slices.Concat(list, problems.In("Targets.", p.Targets.Validate()))...)
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
		// Elastic Load Balancing writes a test object to the bucket when logging is enabled.
		DependsOn: &[]cdktf.ITerraformDependable{props.Network.InternetGateway, b.Logs.Policy},
	})
	b.HostName = b.Resource.DnsName()
	b.ZoneID = b.Resource.ZoneId()
}

// logs creates the bucket for the access logs. Elastic Load Balancing writes only to buckets with S3 managed encryption.
// Its requests do not contain a source ARN to put a condition on; the account ID in the path restricts whose load
// balancers may write.
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
