package loadbalancer

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/autoscalingattachment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lbtargetgroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// drainingSeconds is how long requests under way may still take when a target goes.
	drainingSeconds = 60
	// A target joins after two checks that succeed, and leaves after three that fail.
	checkIntervalSeconds = 15
	checkTimeoutSeconds  = 5
	healthyChecks        = 2
	unhealthyChecks      = 3
)

// TargetKind is how targets are registered.
type TargetKind string

const (
	// Instances are EC2 instances, reached on a port of their own, such as a Kubernetes NodePort.
	Instances TargetKind = "instance"
	// Addresses are IP addresses in the VPC, such as those of Fargate tasks.
	Addresses TargetKind = "ip"
)

// TargetProtocol is how the balancer talks to its targets.
type TargetProtocol string

const (
	// TLS encrypts the way to the targets as well. The balancer takes whatever certificate they show.
	TLS TargetProtocol = "HTTPS"
	// Cleartext is for targets that speak nothing else; it stays inside the VPC.
	Cleartext TargetProtocol = "HTTP"
)

// Targets are what a balancer forwards to.
type Targets struct {
	Name           string // a word for them: "nodes" gives "volteryde-dev-nodes-https-30443"
	Kind           TargetKind
	TargetProtocol TargetProtocol
	Port           int    // that they listen on
	HealthPath     string // that the balancer asks for, to see whether a target is well
	HealthCodes    string // that a target answers where it is, for example "200,404"; empty for "200"
}

// problem is what is wrong with the targets, in words; empty if nothing is.
func (t Targets) problem() string {
	switch {
	case t.Name == "":
		return "the targets have no name"
	case t.Kind != Instances && t.Kind != Addresses:
		return fmt.Sprintf("%q is no kind of target: must be Instances or Addresses", t.Kind)
	case t.TargetProtocol != TLS && t.TargetProtocol != Cleartext:
		return fmt.Sprintf("%q is no way to the targets: must be TLS or Cleartext", t.TargetProtocol)
	case t.Port < 1 || t.Port > 65535:
		return fmt.Sprintf("the targets' port is %d: must be 1 to 65535", t.Port)
	case !strings.HasPrefix(t.HealthPath, "/"):
		return fmt.Sprintf("the health path is %q: must begin with a slash", t.HealthPath)
	default:
		return ""
	}
}

// targetGroup creates the group before it deletes one that it replaces, since a listener never lets go of its only
// group. A new port or protocol replaces it: both stand in the name, which is unique in a region.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group
func (b *LoadBalancer) targetGroup(scope constructs.Construct, props Props) {
	targets := props.Targets
	protocol := strings.ToLower(string(targets.TargetProtocol))
	name := props.Names.NameWithin(fmt.Sprintf("%s-%s-%d", targets.Name, protocol, targets.Port), maxNameLength)
	b.TargetGroup = lbtargetgroup.NewLbTargetGroup(scope, new("target-group"), &lbtargetgroup.LbTargetGroupConfig{
		Name:                &name,
		VpcId:               props.Network.ID,
		TargetType:          new(string(targets.Kind)),
		Protocol:            new(string(targets.TargetProtocol)),
		Port:                jsii.Number(targets.Port),
		DeregistrationDelay: new(strconv.Itoa(drainingSeconds)),
		HealthCheck: &lbtargetgroup.LbTargetGroupHealthCheck{
			Path:               &targets.HealthPath,
			Protocol:           new(string(targets.TargetProtocol)),
			Port:               new("traffic-port"),
			Matcher:            new(cmp.Or(targets.HealthCodes, "200")),
			Interval:           jsii.Number(checkIntervalSeconds),
			Timeout:            jsii.Number(checkTimeoutSeconds),
			HealthyThreshold:   jsii.Number(healthyChecks),
			UnhealthyThreshold: jsii.Number(unhealthyChecks),
		},
		Tags:      props.Names.Tags(name),
		Lifecycle: &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
}

// Attach makes every instance of an Auto Scaling group a target, now and whenever it launches one. A group that replaces
// another is attached before the other one is detached, so that there is always a target.
func (b *LoadBalancer) Attach(autoScalingGroup *string) {
	autoscalingattachment.NewAutoscalingAttachment(b.scope, new("attachment"), &autoscalingattachment.AutoscalingAttachmentConfig{
		AutoscalingGroupName: autoScalingGroup,
		LbTargetGroupArn:     b.TargetGroup.Arn(),
		Lifecycle:            &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
}
