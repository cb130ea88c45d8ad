package eks

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/naming"
	"landform/constructs/policy"
)

var (
	testNames = naming.Names{System: "acme", Environment: "test", Region: "eu-west-1", AccountID: "123456789012"}
	vpc       = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1"
)

// inlineLimit is the maximum length of all inline policies of a role together, in characters.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const inlineLimit = 10_240

func TestRightsToChangeAreRestrictedToResources(t *testing.T) {
	for name, rights := range map[string][]policy.Statement{
		"load balancer controller": loadBalancerRights(testNames, "acme-test", vpc),
		"cluster autoscaler":       autoscalerRights(testNames, "acme-test"),
		"external-dns":             append(recordRights("arn:aws:route53:::hostedzone/Z1"), zoneListRights()),
	} {
		if size := len(policy.Document(rights...)); size > inlineLimit {
			t.Errorf("%s: the policy has %d characters, a role allows %d", name, size, inlineLimit)
		}
		for _, statement := range rights {
			if !slices.Contains(statement.Resources, "*") {
				continue
			}
			for _, action := range statement.Actions {
				_, verb, _ := strings.Cut(action, ":")
				if !strings.HasPrefix(verb, "Describe") && !strings.HasPrefix(verb, "List") && !strings.HasPrefix(verb, "Get") {
					t.Errorf("%s: %s allows %s on all resources", name, statement.Sid, action)
				}
			}
		}
	}
}

// restricted is a condition that a statement must have.
type restricted struct{ sid, operator, key, value string }

func TestRightsAreRestrictedToTheCluster(t *testing.T) {
	const owner = "aws:ResourceTag/elbv2.k8s.aws/cluster"
	balancers := loadBalancerRights(testNames, "acme-test", vpc)
	autoscaler := autoscalerRights(testNames, "acme-test")
	for _, want := range []struct {
		rights []policy.Statement
		restricted
	}{
		{balancers, restricted{"ChangeItsOwn", "StringEquals", owner, "acme-test"}},
		{balancers, restricted{"CreateTagged", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, restricted{"TagWhatItCreates", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, restricted{"CreateTaggedGroup", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, restricted{"TagNewGroup", "StringEquals", "ec2:CreateAction", "CreateSecurityGroup"}},
		{balancers, restricted{"RetagItsGroups", "Null", "aws:RequestTag/elbv2.k8s.aws/cluster", "true"}},
		{balancers, restricted{"DeleteItsGroups", "StringEquals", owner, "acme-test"}},
		{balancers, restricted{"OpenGroupsOfThisVPC", "ArnEquals", "ec2:Vpc", vpc}},
		{balancers, restricted{"ServiceLinkedRole", "StringEquals", "iam:AWSServiceName", "elasticloadbalancing.amazonaws.com"}},
		{autoscaler, restricted{"ScaleThisCluster", "StringEquals", "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled", "true"}},
		{autoscaler, restricted{"ScaleThisCluster", "StringEquals", "aws:ResourceTag/k8s.io/cluster-autoscaler/acme-test", "owned"}},
	} {
		index := slices.IndexFunc(want.rights, func(s policy.Statement) bool { return s.Sid == want.sid })
		if index < 0 {
			t.Errorf("no statement %s", want.sid)
			continue
		}
		if got := want.rights[index].Conditions[want.operator][want.key]; !slices.Equal(got, []string{want.value}) {
			t.Errorf("%s: %s %s is %q, want %q", want.sid, want.operator, want.key, got, want.value)
		}
	}
}

func TestExternalDNSCannotDelegate(t *testing.T) {
	for _, statement := range recordRights("arn:aws:route53:::hostedzone/Z1") {
		if !slices.Contains(statement.Actions, "route53:ChangeResourceRecordSets") {
			continue
		}
		kinds := statement.Conditions["ForAllValues:StringEquals"]["route53:ChangeResourceRecordSetsRecordTypes"]
		if len(kinds) == 0 || slices.Contains(kinds, "NS") || slices.Contains(kinds, "SOA") {
			t.Errorf("external-dns may write records of the types %q, want address records only", kinds)
		}
		return
	}
	t.Error("no statement lets external-dns write records")
}
