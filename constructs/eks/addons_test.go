package eks_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/eks"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

func TestEveryAddonIsPinned(t *testing.T) {
	addons := build(t).OfType("aws_eks_addon")
	if len(addons) != 9 {
		t.Errorf("%d add-ons, want 9", len(addons))
	}
	for _, addon := range addons {
		if version := addon.Get("addon_version").String(); !strings.HasPrefix(version, "v") || !strings.Contains(version, "-eksbuild.") {
			t.Errorf("%s has version %q", addon.Path, version)
		}
	}
}

// TestRolesOfControllersNameTheirVersion: the tag Version names the version that the role's rights are written for. That
// of the autoscaler has the minor version of Kubernetes.
func TestRolesOfControllersNameTheirVersion(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/aws-load-balancer-controller-identity"), map[string]any{
		"tags.Version": eks.LoadBalancerControllerVersion,
	})
	autoscaler := constructtest.Find(t, stack, "eks/cluster-autoscaler-identity").Get("tags.Version").String()
	if !strings.HasPrefix(autoscaler, "v1.35.") {
		t.Errorf("the autoscaler of Kubernetes 1.35 has version %q", autoscaler)
	}
}

func configuration(t *testing.T, stack synthesized.Stack, name string) synthesized.Resource {
	t.Helper()
	return constructtest.Document(t, constructtest.Find(t, stack, "eks/addon-"+name), "configuration_values")
}

func TestNetworkAddonEnforcesPoliciesAndLimitsSpareAddresses(t *testing.T) {
	constructtest.Expect(t, configuration(t, build(t), "vpc-cni"), map[string]any{
		"enableNetworkPolicy": "true", "env.WARM_IP_TARGET": "1", "env.MINIMUM_IP_TARGET": "10",
	})
}

func TestExternalDNSMayWriteOnlyToItsZone(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, configuration(t, stack, "external-dns"), map[string]any{
		"domainFilters": `["acme.example"]`, "txtOwnerId": "acme-test", "policy": "sync", "registry": "txt",
	})
	records := constructtest.Document(t, constructtest.Find(t, stack, "eks/external-dns-role/policy-records"), "policy")
	arn := constructtest.Find(t, stack, "dns/zone").Reference("arn")
	for _, statement := range records.Get("Statement").Array() {
		if got := statement.Get("Resource").Raw; got != `["`+arn+`"]` {
			t.Errorf("%s covers %s, want only the zone", statement.Get("Sid"), got)
		}
	}
}

func TestWithoutAZoneThereIsNoExternalDNS(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) { eks.New(stack, "eks", props(stack)) })
	if _, ok := stack.At("eks/addon-external-dns"); ok {
		t.Error("external-dns is installed without a zone")
	}
}

func TestLogGroupsOfPodsExistBeforeTheirAddon(t *testing.T) {
	stack := build(t)
	dependencies := constructtest.Find(t, stack, "eks/addon-amazon-cloudwatch-observability").Get("depends_on").Raw
	for _, kind := range []string{"application", "dataplane", "host", "performance"} {
		group := constructtest.Find(t, stack, "eks/pod-logs-"+kind)
		constructtest.Expect(t, group, map[string]any{
			"name": "/aws/containerinsights/acme-test/" + kind, "retention_in_days": 30,
			"kms_key_id": constructtest.Find(t, stack, "log-encryption/key").Reference("arn"),
		})
		if !strings.Contains(dependencies, `"`+group.Address()+`"`) {
			t.Errorf("the add-on does not depend on %s", group.Address())
		}
	}
}

func TestContainerInsightsAreOptionalAndLogsAreNot(t *testing.T) {
	for insights, want := range map[eks.Insights]bool{eks.InsightsOn: true, eks.InsightsOff: false} {
		stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			chosen := props(stack)
			chosen.Insights = insights
			eks.New(stack, "eks", chosen)
		})
		constructtest.Expect(t, configuration(t, stack, "amazon-cloudwatch-observability"), map[string]any{
			"containerLogs.enabled": true, "containerInsights.enabled": want, "applicationSignals.enabled": false,
		})
	}
}

// TestReplacedNodeGroupHasAnotherName: EKS refuses a replacement with the old group's name. A new name without need would
// replace every node.
func TestReplacedNodeGroupHasAnotherName(t *testing.T) {
	name := func(change func(*eks.Props)) string {
		stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			changed := props(stack)
			change(&changed)
			eks.New(stack, "eks", changed)
		})
		return constructtest.Find(t, stack, "eks/node-group").Get("node_group_name").String()
	}
	before := name(func(*eks.Props) {})
	if !strings.HasPrefix(before, "acme-test-node-group-") || len(before) > 63 {
		t.Errorf("the group is named %q", before)
	}
	for argument, change := range map[string]func(*eks.Props){
		"instance types": func(p *eks.Props) { p.Nodes.InstanceTypes = []string{"m5.large"} },
		"subnets":        func(p *eks.Props) { p.Network.Private, p.Nodes.Max = p.Network.Private[:1], 5 },
	} {
		if name(change) == before {
			t.Errorf("with other %s, the group is still named %s", argument, before)
		}
	}
	if after := name(func(p *eks.Props) { p.Nodes.Desired, p.Nodes.Max = 4, 8 }); after != before {
		t.Errorf("with another size, the group's name changes from %s to %s", before, after)
	}
}

func TestEveryNodeHasThePodLimitOfTheSmallestType(t *testing.T) {
	userData := constructtest.Find(t, build(t), "eks/node-template").Get("user_data").String()
	text, err := base64.StdEncoding.DecodeString(userData)
	if err != nil || !strings.Contains(string(text), "maxPods: 29\n") || !strings.Contains(string(text), "Content-Type: application/node.eks.aws\n") {
		t.Errorf("user data is %q (%v), want a NodeConfig with the 29 pods of an m5.large", text, err)
	}
}

func TestMisuseIsRefused(t *testing.T) {
	for words, change := range map[string]func(*eks.Props){
		`Version is "1.28"`: func(p *eks.Props) { p.Version = "1.28" },
		"Nodes.Max is 30: must be smaller, since 29 pods on each node need 486 addresses": func(p *eks.Props) { p.Nodes.Max = 30 },
		"role/Developer: must be named only once":                                         func(p *eks.Props) { p.Administrators = p.Viewers },
		"must be one of 1.35": func(p *eks.Props) { p.Version = "" },
		"Nodes.InstanceTypes is []: must name at least one\nNodes.Min is 0": func(p *eks.Props) {
			p.Nodes.InstanceTypes, p.Nodes.Min = nil, 0
		},
	} {
		constructtest.Refused(t, words, func() {
			constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
				refused := props(stack)
				change(&refused)
				eks.New(stack, "eks", refused)
			})
		})
	}
}
