package eks

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// withheld are the actions of the controller's own policy that it does not get here, by what they are for. The values of
// its chart switch the first two off; the others are of features that an Ingress has to ask for.
var withheld = map[string][]string{
	"Shield Advanced": {"shield:CreateProtection", "shield:DeleteProtection", "shield:DescribeProtection"},
	"WAF Classic": {
		"waf-regional:AssociateWebACL", "waf-regional:DisassociateWebACL", "waf-regional:GetWebACL", "waf-regional:GetWebACLForResource",
	},
	"signing in with Cognito":       {"cognito-idp:DescribeUserPoolClient"},
	"certificates that IAM keeps":   {"iam:GetServerCertificate", "iam:ListServerCertificates"},
	"addresses of Outposts":         {"ec2:DescribeCoipPools", "ec2:GetCoipPoolUsage"},
	"addresses of pools of the VPC": {"ec2:DescribeIpamPools", "elasticloadbalancing:ModifyIpPools"},
}

// TestControllerMayDoWhatItsVersionCalls holds the rights against the list of actions in the policy of the version that
// they are made for: each is allowed or withheld for a reason, and none is allowed that the list has not.
func TestControllerMayDoWhatItsVersionCalls(t *testing.T) {
	text, err := os.ReadFile("testdata/load-balancer-controller-" + LoadBalancerControllerVersion + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	called := strings.Fields(string(text))
	if len(called) < 70 || !slices.IsSorted(called) {
		t.Fatalf("%d actions, want all of the policy, in order", len(called))
	}
	var allowed []string
	for _, statement := range loadBalancerRights(somewhere, "acme-test", vpc) {
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
