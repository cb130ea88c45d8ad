package network

import (
	"landform/constructs/identity"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/defaultsecuritygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/flowlog"
)

// emptyDefaultSecurityGroup takes every rule from the group that AWS gives whatever names none. The empty lists are written
// out, so that a rule that somebody adds by hand shows up in the next plan.
func (b *builder) emptyDefaultSecurityGroup() {
	defaultsecuritygroup.NewDefaultSecurityGroup(b.scope, new("default-security-group"),
		&defaultsecuritygroup.DefaultSecurityGroupConfig{
			VpcId:   b.net.ID,
			Ingress: []*defaultsecuritygroup.DefaultSecurityGroupIngress{},
			Egress:  []*defaultsecuritygroup.DefaultSecurityGroupEgress{},
			Tags:    b.props.Names.Tags(b.props.Names.Name("default-sg")),
		})
}

// flowLog records who talked to whom in the VPC, and who was refused.
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

// flowLogRights are what writing into one log group takes. Listing groups is checked against the account's, not one.
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
