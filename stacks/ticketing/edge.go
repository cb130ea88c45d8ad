package ticketing

import (
	"landform/constructs/alarm"
	"landform/constructs/bucket"
	"landform/constructs/certificate"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
	"landform/constructs/waf"
)

// buckets are the private object storage and the public frontend, and where requests to any bucket are logged to.
type buckets struct {
	requests *bucket.Bucket
	storage  *bucket.Bucket
	frontend *bucket.Bucket
}

// oldVersionDays is how long an object that was overwritten or deleted can be brought back.
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

// apiRequests is how many requests one address may make in five minutes. Behind one, there may be an office or a carrier's
// network.
const apiRequests = 2000

// edge is how clients reach the backend.
type edge struct {
	certificate  *certificate.Certificate // nil with plain HTTP
	loadBalancer *loadbalancer.LoadBalancer
}

// edge adds the load balancer: HTTPS where there is a host name, plain HTTP where there is none.
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
	var proven *certificate.Certificate
	if b.env.API.Domain != "" {
		proven = certificate.New(b.scope, "certificate", certificate.Props{Names: b.names, Host: b.env.API.Domain})
		props.Listeners, props.Certificate = loadbalancer.HTTPSWithRedirect, proven.ARN
	}
	balancer := loadbalancer.New(b.scope, "load-balancer", props)
	if b.env.WebACLs != waf.Off {
		waf.New(b.scope, "api-acl", waf.Props{
			Names: b.names, Purpose: "api", Reach: waf.Regional, Mode: b.env.WebACLs, Logs: b.logs,
			RequestsPerFiveMinutes: apiRequests,
		}).Protect("balancer", balancer.Resource.Arn())
	}
	return edge{certificate: proven, loadBalancer: balancer}
}

// events are those of the certificate, where there is one.
func (e edge) events() []alarm.Event {
	if e.certificate == nil {
		return nil
	}
	return e.certificate.Events()
}
