package loadbalancer

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/autoscalingattachment"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lbtargetgroup"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	// drainingSeconds is the deregistration delay: how long requests in progress may take to finish.
	drainingSeconds = 60
	// A target becomes healthy after two successful checks, and unhealthy after three failed ones.
	checkIntervalSeconds = 15
	checkTimeoutSeconds  = 5
	healthyChecks        = 2
	unhealthyChecks      = 3
)

// TargetKind is the target type of a target group.
type TargetKind string

const (
	// Instances are EC2 instances, reached on one of their ports, for example a Kubernetes NodePort.
	Instances TargetKind = "instance"
	// Addresses are IP addresses in the VPC, such as those of Fargate tasks.
	Addresses TargetKind = "ip"
)

// TargetProtocol is the protocol between the load balancer and its targets.
type TargetProtocol string

const (
	// TLS encrypts the traffic to the targets as well. The load balancer does not verify their certificates.
	// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
	TLS TargetProtocol = "HTTPS"
	// Cleartext is for targets that do not support TLS. The traffic stays inside the VPC.
	Cleartext TargetProtocol = "HTTP"
)

// Targets describes the target group.
type Targets struct {
	Name           string // part of the target group's name: "nodes" gives "volteryde-dev-nodes-https-30443"
	Kind           TargetKind
	TargetProtocol TargetProtocol
	Port           int    // on which the targets listen
	HealthPath     string // path of the health checks
	HealthCodes    string // status codes of a healthy target, for example "200,404"; empty for "200"
}

// Validate returns every problem of the targets at once, or nil. Each names the field, its value and what is allowed.
func (t Targets) Validate() error {
	var list problems.List
	list.Unless(t.Name != "", "Name", `""`, `must name the targets, for example "nodes"`)
	list.Unless(t.Kind == Instances || t.Kind == Addresses, "Kind", strconv.Quote(string(t.Kind)), "must be Instances or Addresses")
	list.Unless(t.TargetProtocol == TLS || t.TargetProtocol == Cleartext, "TargetProtocol", strconv.Quote(string(t.TargetProtocol)),
		"must be TLS or Cleartext")
	list.Unless(t.Port >= 1 && t.Port <= 65535, "Port", t.Port, "must be 1 to 65535")
	list.Unless(strings.HasPrefix(t.HealthPath, "/"), "HealthPath", strconv.Quote(t.HealthPath), "must begin with a slash")
	return errors.Join(list...)
}

// groupName returns the part of the target group's name after the environment. The kind of the targets ("-ip" for
// addresses), the protocol and the port are in it: changing one replaces the group, the new group is created before the old
// one is deleted, and names are unique in a region.
func (t Targets) groupName() string {
	name := t.Name
	if t.Kind == Addresses {
		name += "-" + string(t.Kind)
	}
	return fmt.Sprintf("%s-%s-%d", name, strings.ToLower(string(t.TargetProtocol)), t.Port)
}

// targetGroup creates a new group before it deletes the one that it replaces: a listener always needs a group.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_target_group
func (b *LoadBalancer) targetGroup(scope constructs.Construct, props Props) {
	targets := props.Targets
	name := props.Names.NameWithin(targets.groupName(), maxNameLength)
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

// Attach registers every instance of an Auto Scaling group as a target, including those that it launches later. If the
// group is replaced, the new one is attached before the old one is detached, so that there are always targets.
func (b *LoadBalancer) Attach(autoScalingGroup *string) {
	autoscalingattachment.NewAutoscalingAttachment(b.scope, new("attachment"), &autoscalingattachment.AutoscalingAttachmentConfig{
		AutoscalingGroupName: autoScalingGroup,
		LbTargetGroupArn:     b.TargetGroup.Arn(),
		Lifecycle:            &cdktf.TerraformResourceLifecycle{CreateBeforeDestroy: new(true)},
	})
}
