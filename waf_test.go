package main

import (
	"testing"

	"landform/internal/synthesized"
)

// TestProductionHasWebACLs: in production, each internet-facing load balancer and each distribution has a web ACL with a
// log.
func TestProductionHasWebACLs(t *testing.T) {
	for _, stack := range shipped {
		if stack.Metadata().Stage != synthesized.Production {
			continue
		}
		checked := 0
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
				t.Errorf("%s: %s has no log", stack.Name, acl.Path)
			}
		}
		if checked == 0 {
			t.Errorf("%s has neither a load balancer nor a distribution", stack.Name)
		}
	}
}
