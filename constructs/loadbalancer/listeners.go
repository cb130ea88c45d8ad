package loadbalancer

import (
	"strconv"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/lblistener"
)

// The ports that a balancer listens on.
const (
	HTTPSPort = 443
	HTTPPort  = 80
)

// tlsPolicy allows TLS 1.3, and 1.2 with forward secrecy and authenticated encryption only.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
const tlsPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"

// Listeners is where clients come in.
type Listeners int

const (
	// HTTPS listens on 443 only.
	HTTPS Listeners = iota
	// HTTPSWithRedirect listens on 443, and on 80 to send clients there.
	HTTPSWithRedirect
	// PlainHTTP listens on 80, unencrypted: for an environment without a domain, and so without a certificate.
	PlainHTTP
)

func (e Listeners) port() int {
	if e == PlainHTTP {
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
