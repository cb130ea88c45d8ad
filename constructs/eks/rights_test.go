package eks

import (
	"slices"
	"strings"
	"testing"

	"landform/constructs/naming"
	"landform/constructs/policy"
)

var (
	somewhere = naming.Names{System: "acme", Environment: "test", Region: "eu-west-1", AccountID: "123456789012"}
	vpc       = "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1"
)

// inlineLimit is how many characters all inline policies of a role may have together.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const inlineLimit = 10_240

func TestRightsThatChangeSomethingAreNarrow(t *testing.T) {
	for name, rights := range map[string][]policy.Statement{
		"load balancer controller": loadBalancerRights(somewhere, "acme-test", vpc),
		"cluster autoscaler":       autoscalerRights(somewhere, "acme-test"),
		"external-dns":             append(recordRights("arn:aws:route53:::hostedzone/Z1"), zoneListRights()),
	} {
		if size := len(policy.Document(rights...)); size > inlineLimit {
			t.Errorf("%s: policy has %d characters, at most %d fit a role", name, size, inlineLimit)
		}
		for _, statement := range rights {
			if !slices.Contains(statement.Resources, "*") {
				continue
			}
			for _, action := range statement.Actions {
				_, verb, _ := strings.Cut(action, ":")
				if !strings.HasPrefix(verb, "Describe") && !strings.HasPrefix(verb, "List") && !strings.HasPrefix(verb, "Get") {
					t.Errorf("%s: %s allows %s on everything", name, statement.Sid, action)
				}
			}
		}
	}
}

// narrowed says what must be true of a request before a statement allows it.
type narrowed struct{ sid, operator, key, value string }

func TestRightsAreBoundToTheCluster(t *testing.T) {
	const owner = "aws:ResourceTag/elbv2.k8s.aws/cluster"
	balancers := loadBalancerRights(somewhere, "acme-test", vpc)
	autoscaler := autoscalerRights(somewhere, "acme-test")
	for _, want := range []struct {
		rights []policy.Statement
		narrowed
	}{
		{balancers, narrowed{"ChangeItsOwn", "StringEquals", owner, "acme-test"}},
		{balancers, narrowed{"CreateTagged", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, narrowed{"TagWhatItCreates", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, narrowed{"CreateTaggedGroup", "StringEquals", "aws:RequestTag/elbv2.k8s.aws/cluster", "acme-test"}},
		{balancers, narrowed{"TagNewGroup", "StringEquals", "ec2:CreateAction", "CreateSecurityGroup"}},
		{balancers, narrowed{"RetagItsGroups", "Null", "aws:RequestTag/elbv2.k8s.aws/cluster", "true"}},
		{balancers, narrowed{"DeleteItsGroups", "StringEquals", owner, "acme-test"}},
		{balancers, narrowed{"OpenGroupsOfThisVPC", "ArnEquals", "ec2:Vpc", vpc}},
		{balancers, narrowed{"ServiceLinkedRole", "StringEquals", "iam:AWSServiceName", "elasticloadbalancing.amazonaws.com"}},
		{autoscaler, narrowed{"ScaleThisCluster", "StringEquals", "aws:ResourceTag/k8s.io/cluster-autoscaler/enabled", "true"}},
		{autoscaler, narrowed{"ScaleThisCluster", "StringEquals", "aws:ResourceTag/k8s.io/cluster-autoscaler/acme-test", "owned"}},
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
			t.Errorf("may write records of the kinds %q, want addresses only", kinds)
		}
		return
	}
	t.Error("no statement lets external-dns write records")
}
