package loadbalancer_test

import (
	"strings"
	"testing"

	"landform/constructs/bucket"
	"landform/constructs/constructtest"
	"landform/constructs/deletion"
	"landform/constructs/loadbalancer"
	"landform/internal/synthesized"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

// build synthesizes a load balancer with HTTPS that forwards to nodes, with the props as change leaves them.
func build(t *testing.T, change func(*loadbalancer.Props)) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		props := loadbalancer.Props{
			Names:       constructtest.Names(),
			Network:     constructtest.Network(stack),
			Certificate: new(certificate),
			Targets: loadbalancer.Targets{
				Name: "nodes", Kind: loadbalancer.Instances, TargetProtocol: loadbalancer.TLS, Port: 30443, HealthPath: "/healthz",
			},
			Logs: loadbalancer.Logs{
				RetentionDays: 30,
				AccessLogs: bucket.New(stack, "requests", bucket.Props{
					Names: constructtest.Names(), Purpose: "logs", Encryption: bucket.S3Managed,
				}),
			},
		}
		if change != nil {
			change(&props)
		}
		loadbalancer.New(stack, "ingress", props).Attach(new("nodes-of-the-cluster"))
	})
}

func TestBalancerFacesTheInternetFromThePublicSubnets(t *testing.T) {
	stack := build(t, nil)
	balancer := constructtest.Find(t, stack, "ingress/balancer")
	constructtest.Expect(t, balancer, map[string]any{
		"name": "acme-test-alb", "load_balancer_type": "application", "internal": false,
		"subnets.#":                  2,
		"subnets.0":                  constructtest.Find(t, stack, "network/public-subnet-eu-west-1a").Reference("id"),
		"subnets.1":                  constructtest.Find(t, stack, "network/public-subnet-eu-west-1b").Reference("id"),
		"security_groups.#":          1,
		"security_groups.0":          constructtest.Find(t, stack, "ingress/security-group/group").Reference("id"),
		"drop_invalid_header_fields": true, "desync_mitigation_mode": "defensive", "enable_deletion_protection": true,
		"access_logs.bucket": constructtest.Find(t, stack, "ingress/logs/bucket").Reference("id"), "access_logs.enabled": true,
	})
	for _, path := range []string{"network/internet-gateway", "ingress/logs/policy"} {
		address := constructtest.Find(t, stack, path).Address()
		if !strings.Contains(balancer.Get("depends_on").Raw, address) {
			t.Errorf("the load balancer does not depend on %s", address)
		}
	}
}

func TestDisposableBalancerCanBeDeletedWithItsLogs(t *testing.T) {
	stack := build(t, func(props *loadbalancer.Props) { props.Protection = deletion.Disposable })
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/balancer"), map[string]any{"enable_deletion_protection": false})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/logs/bucket"), map[string]any{"force_destroy": true})
}

func TestAccessLogsAreAcceptedAndExpire(t *testing.T) {
	stack := build(t, nil)
	constructtest.Expect(t, constructtest.Statement(t, constructtest.Find(t, stack, "ingress/logs/policy"), "policy", "LoadBalancerLogs"),
		map[string]any{
			"Effect": "Allow", "Principal.Service.0": "logdelivery.elasticloadbalancing.amazonaws.com",
			"Action":    `["s3:PutObject"]`,
			"Resource":  `["arn:aws:s3:::acme-test-alb-logs-123456789012/AWSLogs/123456789012/*"]`,
			"Condition": nil,
		})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/logs/server-side-encryption"), map[string]any{
		"rule.0.apply_server_side_encryption_by_default.sse_algorithm": "AES256",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/logs/lifecycle"), map[string]any{"rule.0.expiration.0.days": 30})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/logs/access-logs"), map[string]any{
		"target_bucket": constructtest.Find(t, stack, "requests/bucket").Reference("id"),
	})
}

func TestHTTPSIsTheOnlyListenerByDefault(t *testing.T) {
	stack := build(t, nil)
	if listeners := stack.OfType("aws_lb_listener"); len(listeners) != 1 {
		t.Errorf("%d listeners, want 1", len(listeners))
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/https"), map[string]any{
		"port": 443, "protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
		"certificate_arn":                   certificate,
		"default_action.0.type":             "forward",
		"default_action.0.target_group_arn": constructtest.Find(t, stack, "ingress/target-group").Reference("arn"),
	})
}

func TestRedirectFrom80(t *testing.T) {
	stack := build(t, func(props *loadbalancer.Props) { props.Listeners = loadbalancer.HTTPSWithRedirect })
	constructtest.Find(t, stack, "ingress/https")
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/http"), map[string]any{
		"port": 80, "protocol": "HTTP", "default_action.0.type": "redirect", "default_action.0.target_group_arn": nil,
		"default_action.0.redirect.protocol": "HTTPS", "default_action.0.redirect.port": "443",
		"default_action.0.redirect.status_code": "HTTP_301",
	})
}

func TestPlainHTTPForwards(t *testing.T) {
	stack := build(t, func(props *loadbalancer.Props) {
		props.Listeners, props.Certificate = loadbalancer.PlainHTTP, nil
	})
	if listeners := stack.OfType("aws_lb_listener"); len(listeners) != 1 {
		t.Errorf("%d listeners, want 1", len(listeners))
	}
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/http"), map[string]any{
		"port": 80, "protocol": "HTTP", "ssl_policy": nil, "certificate_arn": nil, "default_action.0.type": "forward",
	})
}

func TestSecurityGroupListensWhereTheBalancerDoes(t *testing.T) {
	for listeners, port := range map[loadbalancer.Listeners]int{
		loadbalancer.HTTPS: 443, loadbalancer.HTTPSWithRedirect: 443, loadbalancer.PlainHTTP: 80,
	} {
		constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
			props := loadbalancer.Props{
				Names: constructtest.Names(), Network: constructtest.Network(stack), Listeners: listeners,
				Targets: loadbalancer.Targets{
					Name: "api", Kind: loadbalancer.Addresses, TargetProtocol: loadbalancer.Cleartext, Port: 8080, HealthPath: "/health",
				},
				Logs: loadbalancer.Logs{RetentionDays: 1},
			}
			if listeners != loadbalancer.PlainHTTP {
				props.Certificate = new(certificate)
			}
			if listens := loadbalancer.New(stack, "api", props).SecurityGroup.Listens; listens.First != port || listens.Last != port {
				t.Errorf("listeners %v: the security group listens on %v, want %d", listeners, listens, port)
			}
		})
	}
}

func TestInstancesOfAnAutoScalingGroupAreTargets(t *testing.T) {
	stack := build(t, nil)
	group := constructtest.Find(t, stack, "ingress/target-group")
	constructtest.Expect(t, group, map[string]any{
		"name": "acme-test-nodes-https-30443", "target_type": "instance", "protocol": "HTTPS", "port": 30443,
		"health_check.path": "/healthz", "health_check.protocol": "HTTPS", "health_check.port": "traffic-port",
		"health_check.matcher": "200", "lifecycle.create_before_destroy": true,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/attachment"), map[string]any{
		"autoscaling_group_name": "nodes-of-the-cluster", "lb_target_group_arn": group.Reference("arn"),
		"lifecycle.create_before_destroy": true,
	})
}

func TestAddressesAreTargets(t *testing.T) {
	stack := build(t, func(props *loadbalancer.Props) {
		props.Targets = loadbalancer.Targets{
			Name: "api", Kind: loadbalancer.Addresses, TargetProtocol: loadbalancer.Cleartext, Port: 8080,
			HealthPath: "/health", HealthCodes: "200,204",
		}
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "ingress/target-group"), map[string]any{
		"name": "acme-test-api-ip-http-8080", "target_type": "ip", "protocol": "HTTP", "port": 8080,
		"health_check.path": "/health", "health_check.protocol": "HTTP", "health_check.matcher": "200,204",
	})
}

// TestEveryReplacementHasAnotherName changes arguments that replace a target group: the new one is created first, and
// needs a name that is not taken.
func TestEveryReplacementHasAnotherName(t *testing.T) {
	names := map[string]bool{}
	for _, change := range []func(*loadbalancer.Props){
		nil,
		func(props *loadbalancer.Props) { props.Targets.Port = 30444 },
		func(props *loadbalancer.Props) { props.Targets.TargetProtocol = loadbalancer.Cleartext },
		func(props *loadbalancer.Props) { props.Targets.Kind = loadbalancer.Addresses },
	} {
		names[constructtest.Find(t, build(t, change), "ingress/target-group").Get("name").String()] = true
	}
	if len(names) != 4 {
		t.Errorf("four target groups are named %v, want four names", names)
	}
}

func TestNamesStayWithin32Characters(t *testing.T) {
	stack := build(t, func(props *loadbalancer.Props) { props.Names.Environment = "an-environment-with-a-long-name" })
	for _, path := range []string{"ingress/balancer", "ingress/target-group"} {
		resource := constructtest.Find(t, stack, path)
		if name := resource.Get("name").String(); len(name) > 32 || name == "" {
			t.Errorf("%s is named %q: want at most 32 characters", path, name)
		}
	}
}

func TestMisuseIsRefused(t *testing.T) {
	cases := map[string]struct {
		words  string
		change func(*loadbalancer.Props)
	}{
		"HTTPS without a certificate": {"Certificate is nil: must be set with HTTPS",
			func(props *loadbalancer.Props) { props.Certificate = nil }},
		"a certificate that would not be used": {"Certificate is set: must be nil with PlainHTTP",
			func(props *loadbalancer.Props) { props.Listeners = loadbalancer.PlainHTTP }},
		"logs without retention": {"Logs.RetentionDays is 0: must be at least 1",
			func(props *loadbalancer.Props) { props.Logs.RetentionDays = 0 }},
		"targets without a name": {`Targets.Name is ""`,
			func(props *loadbalancer.Props) { props.Targets.Name = "" }},
		"targets without a kind": {`Targets.Kind is "": must be Instances or Addresses`,
			func(props *loadbalancer.Props) { props.Targets.Kind = "" }},
		"targets without a protocol": {`Targets.TargetProtocol is "": must be TLS or Cleartext`,
			func(props *loadbalancer.Props) { props.Targets.TargetProtocol = "" }},
		"port 0": {"Targets.Port is 0: must be 1 to 65535",
			func(props *loadbalancer.Props) { props.Targets.Port = 0 }},
		"a relative health path": {`Targets.HealthPath is "health": must begin with a slash`,
			func(props *loadbalancer.Props) { props.Targets.HealthPath = "health" }},
		"several problems": {"Certificate is nil: must be set with HTTPS\nTargets.Port is 0",
			func(props *loadbalancer.Props) { props.Certificate, props.Targets.Port = nil, 0 }},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			constructtest.Refused(t, test.words, func() { build(t, test.change) })
		})
	}
}
