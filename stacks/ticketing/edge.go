package ticketing

import (
	"landform/constructs/alarm"
	"landform/constructs/bucket"
	"landform/constructs/certificate"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
	"landform/constructs/waf"
)

// buckets are the environment's buckets.
type buckets struct {
	requests *bucket.Bucket // access logs of all buckets
	storage  *bucket.Bucket // private object storage
	frontend *bucket.Bucket // public static site
}

// oldVersionDays is for how many days an object can be restored after it was overwritten or deleted.
const oldVersionDays = 90

func (b *builder) buckets() buckets {
	requests := bucket.New(b.scope, "access-logs", bucket.Props{
		Names:      b.names,
		Purpose:    "access-logs",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ExpireAfterDays: b.env.Logs.RetentionDays, ForgetVersionsAfterDays: 1},
		Protection: b.env.Protection,
	})
	storage := bucket.New(b.scope, "storage", bucket.Props{
		Names:      b.names,
		Purpose:    "storage",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{MoveTo: bucket.IntelligentTiering, ForgetVersionsAfterDays: oldVersionDays},
		AccessLogs: requests,
		Protection: b.env.Protection,
	})
	frontend := bucket.New(b.scope, "frontend", bucket.Props{
		Names:      b.names,
		Purpose:    "frontend",
		Encryption: bucket.S3Managed,
		Lifecycle:  bucket.Lifecycle{ForgetVersionsAfterDays: oldVersionDays},
		AccessLogs: requests,
		Website:    &bucket.Website{Host: b.env.Frontend.Domain, Readers: cloudflare()},
		Protection: b.env.Protection,
	})
	return buckets{requests: requests, storage: storage, frontend: frontend}
}

// apiRequests is the limit of requests from one IP address in five minutes. An office or a carrier's network may share one
// address.
const apiRequests = 2000

// edge contains the load balancer with its certificate.
type edge struct {
	certificate  *certificate.Certificate // nil with plain HTTP
	loadBalancer *loadbalancer.LoadBalancer
}

// edge creates the load balancer: with HTTPS if the environment has a domain for the API, otherwise with plain HTTP.
func (b *builder) edge(net *network.Network, buckets buckets) edge {
	props := loadbalancer.Props{
		Names:     b.names,
		Network:   net,
		Listeners: loadbalancer.PlainHTTP,
		Targets: loadbalancer.Targets{
			Name: "backend", Kind: loadbalancer.Addresses, TargetProtocol: loadbalancer.Cleartext, Port: backendPort, HealthPath: healthPath,
		},
		Logs:       loadbalancer.Logs{RetentionDays: b.env.Logs.RetentionDays, AccessLogs: buckets.requests},
		Protection: b.env.Protection,
	}
	var issued *certificate.Certificate
	if b.env.API.Domain != "" {
		issued = certificate.New(b.scope, "certificate", certificate.Props{Names: b.names, Host: b.env.API.Domain})
		props.Listeners, props.Certificate = loadbalancer.HTTPSWithRedirect, issued.ARN
	}
	balancer := loadbalancer.New(b.scope, "load-balancer", props)
	if b.env.WebACLs != waf.Off {
		waf.New(b.scope, "api-acl", waf.Props{
			Names: b.names, Purpose: "api", Reach: waf.Regional, Mode: b.env.WebACLs, Logs: b.logs,
			RequestsPerFiveMinutes: apiRequests,
		}).Protect("balancer", balancer.Resource.Arn())
	}
	return edge{certificate: issued, loadBalancer: balancer}
}

// events returns the events of the certificate, if there is one.
func (e edge) events() []alarm.Event {
	if e.certificate == nil {
		return nil
	}
	return e.certificate.Events()
}
