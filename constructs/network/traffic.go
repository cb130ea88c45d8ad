package network

import (
	"landform/constructs/identity"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/defaultsecuritygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/flowlog"
)

// emptyDefaultSecurityGroup removes every rule from the VPC's default security group, which AWS uses for resources without
// a security group. The empty lists are explicit, so that the next plan shows a rule that somebody adds by hand.
func (b *builder) emptyDefaultSecurityGroup() {
	defaultsecuritygroup.NewDefaultSecurityGroup(b.scope, new("default-security-group"),
		&defaultsecuritygroup.DefaultSecurityGroupConfig{
			VpcId:   b.net.ID,
			Ingress: []*defaultsecuritygroup.DefaultSecurityGroupIngress{},
			Egress:  []*defaultsecuritygroup.DefaultSecurityGroupEgress{},
			Tags:    b.props.Names.Tags(b.props.Names.Name("default-sg")),
		})
}

// flowLog creates the flow log of accepted and rejected traffic in the VPC.
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
func (b *builder) flowLog() {
	names := b.props.Names
	group := logs.New(b.scope, "flow-logs", logs.Props{Names: names, Name: "/aws/vpc/" + names.Name("vpc") + "/flow-logs", Retention: b.props.Logs})
	role := identity.NewRole(b.scope, "flow-log-role", identity.RoleProps{
		Names:       names,
		Name:        names.NameWithin("flow-log-role", 64),
		Description: "Flow logs of " + names.Name("vpc"),
		TrustPolicy: policy.AssumableFor("vpc-flow-logs.amazonaws.com", names.AccountID, names.ARN("ec2", "vpc-flow-log/*")),
	})
	role.Allow("write", flowLogRights(names, *group.ARN)...)
	flowlog.NewFlowLog(b.scope, new("flow-log"), &flowlog.FlowLogConfig{
		VpcId:              b.net.ID,
		TrafficType:        new("ALL"),
		LogDestinationType: new("cloud-watch-logs"),
		LogDestination:     group.ARN,
		IamRoleArn:         role.ARN,
		Tags:               names.Tags(names.Name("flow-log")),
		DependsOn:          &role.Attachments,
	})
}

// flowLogRights returns the rights to write to one log group. IAM checks DescribeLogGroups against all log groups of the
// account.
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
func flowLogRights(names naming.Names, groupARN string) []policy.Statement {
	return []policy.Statement{
		{
			Sid:       "WriteFlowLog",
			Effect:    policy.Allow,
			Actions:   []string{"logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"},
			Resources: []string{groupARN + ":*"},
		},
		{
			Sid:       "FindLogGroup",
			Effect:    policy.Allow,
			Actions:   []string{"logs:DescribeLogGroups"},
			Resources: []string{names.ARN("logs", "log-group:*")},
		},
	}
}
