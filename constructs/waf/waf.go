// Package waf builds web ACLs of AWS WAF for load balancers and for CloudFront.
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

// Mode says what happens to a request that matches a rule.
type Mode int

const (
	// Block blocks the request.
	Block Mode = iota
	// Count allows the request, and counts and logs it. It shows what new rules would block.
	Count
	// Off creates no web ACL. A web ACL costs $5 a month, $1 a month for each rule, and $0.60 for a million requests.
	// https://aws.amazon.com/waf/pricing/
	Off
)

// Reach is the scope of a web ACL.
type Reach string

const (
	// Regional is for load balancers in the web ACL's region.
	Regional Reach = "REGIONAL"
	// Edge is for CloudFront. Such a web ACL must be in us-east-1.
	Edge Reach = "CLOUDFRONT"
)

// Props are the arguments of New.
type Props struct {
	Names    naming.Names
	Purpose  string // part of the name: "api" gives the web ACL "volteryde-dev-api"
	Reach    Reach
	Mode     Mode                    // Block or Count
	Provider cdktf.TerraformProvider // for us-east-1, required with Edge in an environment of another region
	// RequestsPerFiveMinutes is the limit for one IP address: 10 to 2,000,000,000.
	RequestsPerFiveMinutes int
	// Logs configures the log of requests that match a rule; the zero value disables it. The key must be in the web ACL's
	// region.
	Logs logs.Retention
}

// ACL is a web ACL.
type ACL struct {
	Resource wafv2webacl.Wafv2WebAcl
	ARN      *string
	Name     string

	scope    constructs.Construct
	provider cdktf.TerraformProvider
}

// The limits of a rate-based rule.
// https://docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html
const (
	minRequests = 10
	maxRequests = 2_000_000_000
)

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var list problems.List
	list.Unless(p.Purpose != "", "Purpose", "empty", `must name the web ACL, for example "api"`)
	list.Unless(p.Reach == Regional || p.Reach == Edge, "Reach", strconv.Quote(string(p.Reach)), "must be Regional or Edge")
	list.Unless(p.Mode == Block || p.Mode == Count, "Mode", "Off", "must be Block or Count")
	list.Unless(p.RequestsPerFiveMinutes >= minRequests && p.RequestsPerFiveMinutes <= maxRequests,
		"RequestsPerFiveMinutes", p.RequestsPerFiveMinutes, fmt.Sprintf("must be %d to %d", minRequests, maxRequests))
	return errors.Join(list...)
}

// New creates the web ACL with its rules and its log. It panics unless props.Validate accepts the arguments. Use Protect to
// associate it with a load balancer; a distribution refers to its ARN.
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

// Protect associates the web ACL with a load balancer.
func (a *ACL) Protect(id string, loadBalancerARN *string) {
	wafv2webaclassociation.NewWafv2WebAclAssociation(a.scope, &id, &wafv2webaclassociation.Wafv2WebAclAssociationConfigA{
		Provider: a.provider, ResourceArn: loadBalancerARN, WebAclArn: a.ARN,
	})
}
