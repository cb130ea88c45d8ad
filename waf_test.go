package main

import (
	"testing"

	"landform/internal/synthesized"
)

// TestProductionFacesTheInternetThroughAWebACL holds whatever faces the internet in production against the web ACLs.
func TestProductionFacesTheInternetThroughAWebACL(t *testing.T) {
	checked := 0
	for _, stack := range shipped {
		if stack.Metadata().Stage != synthesized.Production {
			continue
		}
		protected := map[string]bool{}
		for _, association := range stack.OfType("aws_wafv2_web_acl_association") {
			protected[association.Get("resource_arn").String()] = true
		}
		for _, balancer := range stack.OfType("aws_lb") {
			checked++
			if !balancer.Get("internal").Bool() && !protected[balancer.Reference("arn")] {
				t.Errorf("%s: %s has no web ACL", stack.Name, balancer.Path)
			}
		}
		for _, distribution := range stack.OfType("aws_cloudfront_distribution") {
			checked++
			if distribution.Get("web_acl_id").String() == "" {
				t.Errorf("%s: %s has no web ACL", stack.Name, distribution.Path)
			}
		}
		logged := map[string]bool{}
		for _, logging := range stack.OfType("aws_wafv2_web_acl_logging_configuration") {
			logged[logging.Get("resource_arn").String()] = true
		}
		for _, acl := range stack.OfType("aws_wafv2_web_acl") {
			if !logged[acl.Reference("arn")] {
				t.Errorf("%s: what %s refuses is not logged", stack.Name, acl.Path)
			}
		}
	}
	if checked != 3 {
		t.Errorf("%d load balancers and distributions were checked, want 3", checked)
	}
}
