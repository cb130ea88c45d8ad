package loadbalancer

import (
	"strconv"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lblistener"
)

// The ports of a load balancer's listeners.
const (
	HTTPSPort = 443
	HTTPPort  = 80
)

// tlsPolicy allows TLS 1.3, and TLS 1.2 only with forward secrecy and authenticated encryption.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"

// Listeners says on which ports and with which protocol clients reach the load balancer.
type Listeners int

const (
	// HTTPS listens on 443 only.
	HTTPS Listeners = iota
	// HTTPSWithRedirect listens on 443, and on 80 to redirect clients to 443.
	HTTPSWithRedirect
	// PlainHTTP listens on 80 without encryption: for an environment without a domain, and so without a certificate.
	PlainHTTP
)

func (l Listeners) port() int {
	if l == PlainHTTP {
		return HTTPPort
	}
	return HTTPSPort
}

func (b *LoadBalancer) listeners(scope constructs.Construct, props Props) {
	arn := b.Resource.Arn()
	forward := []*lblistener.LbListenerDefaultAction{{Type: new("forward"), TargetGroupArn: b.TargetGroup.Arn()}}
	if props.Listeners == PlainHTTP {
		b.Listener = lblistener.NewLbListener(scope, new("http"), &lblistener.LbListenerConfig{
			LoadBalancerArn: arn,
			Port:            jsii.Number(HTTPPort),
			Protocol:        new("HTTP"),
			DefaultAction:   forward,
			Tags:            props.Names.Tags(props.Names.Name("alb-http")),
		})
		return
	}
	b.Listener = lblistener.NewLbListener(scope, new("https"), &lblistener.LbListenerConfig{
		LoadBalancerArn: arn,
		Port:            jsii.Number(HTTPSPort),
		Protocol:        new("HTTPS"),
		SslPolicy:       new(tlsPolicy),
		CertificateArn:  props.Certificate,
		DefaultAction:   forward,
		Tags:            props.Names.Tags(props.Names.Name("alb-https")),
	})
	if props.Listeners == HTTPSWithRedirect {
		redirect(scope, props, arn)
	}
}

func redirect(scope constructs.Construct, props Props, balancerARN *string) {
	lblistener.NewLbListener(scope, new("http"), &lblistener.LbListenerConfig{
		LoadBalancerArn: balancerARN,
		Port:            jsii.Number(HTTPPort),
		Protocol:        new("HTTP"),
		DefaultAction: []*lblistener.LbListenerDefaultAction{{
			Type: new("redirect"),
			Redirect: &lblistener.LbListenerDefaultActionRedirect{
				Protocol:   new("HTTPS"),
				Port:       new(strconv.Itoa(HTTPSPort)),
				StatusCode: new("HTTP_301"),
			},
		}},
		Tags: props.Names.Tags(props.Names.Name("alb-http")),
	})
}
