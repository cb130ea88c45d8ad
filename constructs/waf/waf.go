// Package waf builds web access control lists of AWS WAF: for load balancers and for CloudFront.
package waf

import (
	"errors"
	"fmt"
	"strconv"

	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/wafv2webacl"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/wafv2webaclassociation"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// Mode is what happens to a request that a rule matches.
type Mode int

const (
	// Block refuses it.
	Block Mode = iota
	// Count lets it pass, and counts and logs it: what new rules would have refused is known before they do.
	Count
	// Off is no web ACL at all. One costs $5 a month, $1 for each of its rules, and $0.60 for a million requests.
	// https://aws.amazon.com/waf/pricing/
	Off
)

// Reach is what a web ACL protects.
type Reach string

const (
	// Regional is for the load balancers of the ACL's region.
	Regional Reach = "REGIONAL"
	// Edge is for CloudFront: such an ACL lies in us-east-1.
	Edge Reach = "CLOUDFRONT"
)

// Props are the arguments of New.
type Props struct {
	Names    naming.Names
	Purpose  string // what is protected: "api" gives the web ACL "volteryde-dev-api"
	Reach    Reach
	Mode     Mode                    // Block or Count
	Provider cdktf.TerraformProvider // of us-east-1, with Edge in an environment of another region
	// RequestsPerFiveMinutes is how many requests one address may make in any five minutes: 10 to 2,000,000,000.
	RequestsPerFiveMinutes int
	// Logs is how requests that a rule matched are kept; the zero value keeps none. WAF writes to the ACL's own region,
	// which the key lies in as well.
	Logs logs.Retention
}

// ACL is a web access control list.
type ACL struct {
	Resource wafv2webacl.Wafv2WebAcl
	ARN      *string
	Name     string

	scope    constructs.Construct
	provider cdktf.TerraformProvider
}

// The bounds of a rate-based rule.
// https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
const (
	minRequests = 10
	maxRequests = 2_000_000_000
)

// Validate says what AWS WAF would refuse.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Purpose != "", "Purpose", "empty", "must be a word for what is protected")
	list.Unless(p.Reach == Regional || p.Reach == Edge, "Reach", strconv.Quote(string(p.Reach)), "must be Regional or Edge")
	list.Unless(p.Mode == Block || p.Mode == Count, "Mode", "Off", "must be Block or Count")
	list.Unless(p.RequestsPerFiveMinutes >= minRequests && p.RequestsPerFiveMinutes <= maxRequests,
		"RequestsPerFiveMinutes", p.RequestsPerFiveMinutes, fmt.Sprintf("must be %d to %d", minRequests, maxRequests))
	return errors.Join(list...)
}

// New creates the web ACL with its rules and its log. It panics if the props are not valid. CloudFront takes the ACL by
// its ARN; a load balancer is given to Protect.
func New(scope constructs.Construct, id string, props Props) *ACL {
	if err := props.Validate(); err != nil {
		panic(fmt.Sprintf("waf: %s: %s", props.Purpose, err))
	}
	namespace := constructs.NewConstruct(scope, &id)
	name := props.Names.Name(props.Purpose)
	a := &ACL{Name: name, scope: namespace, provider: props.Provider}
	a.Resource = wafv2webacl.NewWafv2WebAcl(namespace, new("acl"), &wafv2webacl.Wafv2WebAclConfig{
		Provider:      props.Provider,
		Name:          &name,
		Description:   new("Requests to the " + props.Purpose + " of " + props.Names.Prefix()),
		Scope:         new(string(props.Reach)),
		DefaultAction: &wafv2webacl.Wafv2WebAclDefaultAction{Allow: &wafv2webacl.Wafv2WebAclDefaultActionAllow{}},
		Rule:          rules(props),
		VisibilityConfig: &wafv2webacl.Wafv2WebAclVisibilityConfig{
			MetricName: &name, CloudwatchMetricsEnabled: true, SampledRequestsEnabled: true,
		},
		Tags: props.Names.Tags(name),
	})
	a.ARN = a.Resource.Arn()
	if props.Logs.Key != nil {
		a.logs(namespace, props)
	}
	return a
}

// Protect puts the ACL in front of a load balancer.
func (a *ACL) Protect(id string, loadBalancerARN *string) {
	wafv2webaclassociation.NewWafv2WebAclAssociation(a.scope, &id, &wafv2webaclassociation.Wafv2WebAclAssociationConfigA{
		Provider: a.provider, ResourceArn: loadBalancerARN, WebAclArn: a.ARN,
	})
}
