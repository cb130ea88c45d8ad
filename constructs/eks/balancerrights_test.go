package eks

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// withheld lists the actions in the policy of the project that the role does not have, by feature. The values of the Helm
// chart disable the first two features; an Ingress has to request the others.
var withheld = map[string][]string{
	"Shield Advanced": {"shield:CreateProtection", "shield:DeleteProtection", "shield:DescribeProtection"},
	"WAF Classic": {
		"waf-regional:AssociateWebACL", "waf-regional:DisassociateWebACL", "waf-regional:GetWebACL", "waf-regional:GetWebACLForResource",
	},
	"Cognito authentication":   {"cognito-idp:DescribeUserPoolClient"},
	"server certificates":      {"iam:GetServerCertificate", "iam:ListServerCertificates"},
	"addresses of Outposts":    {"ec2:DescribeCoipPools", "ec2:GetCoipPoolUsage"},
	"address pools of the VPC": {"ec2:DescribeIpamPools", "elasticloadbalancing:ModifyIpPools"},
}

// TestControllerHasTheRightsOfItsVersion compares the rights with the policy that the project publishes for this version:
// each action in it is allowed or withheld, and no other action is allowed.
func TestControllerHasTheRightsOfItsVersion(t *testing.T) {
	text, err := os.ReadFile("testdata/load-balancer-controller-" + LoadBalancerControllerVersion + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	called := strings.Fields(string(text))
	if len(called) < 70 || !slices.IsSorted(called) {
		t.Fatalf("%d actions, want all actions of the policy, sorted", len(called))
	}
	var allowed []string
	for _, statement := range loadBalancerRights(testNames, "acme-test", vpc) {
		allowed = append(allowed, statement.Actions...)
	}
	refused := []string{}
	for _, actions := range withheld {
		refused = append(refused, actions...)
	}
	for _, action := range called {
		if covers(allowed, action) == slices.Contains(refused, action) {
			t.Errorf("%s: allowed is %v, withheld is %v", action, covers(allowed, action), slices.Contains(refused, action))
		}
	}
	for _, action := range slices.Concat(allowed, refused) {
		if !strings.HasSuffix(action, "*") && !slices.Contains(called, action) {
			t.Errorf("the controller does not call %s", action)
		}
	}
}

func covers(allowed []string, action string) bool {
	return slices.ContainsFunc(allowed, func(pattern string) bool {
		prefix, wild := strings.CutSuffix(pattern, "*")
		return pattern == action || wild && strings.HasPrefix(action, prefix)
	})
}
