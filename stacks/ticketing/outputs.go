package ticketing

import (
	"fmt"
	"landform/constructs/certificate"
	"landform/constructs/monitoring"
	"landform/constructs/stack"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// The outputs that programs read. The stack's metadata contains their names.
const (
	variablesOutput  = "backend_environment"
	protectionOutput = "deletion_protection"
)

// The outputs have the names of the document, if the document contains them.

func (b *builder) dataOutputs(data data) {
	b.stack.AddOutputs(
		stack.Output{Name: "redis_endpoint", Value: data.redis.Endpoint, Description: "Host of the Redis primary or, in cluster mode, of its configuration"},
		stack.Output{Name: "db_endpoint", Value: data.postgres.Resource.Endpoint(), Description: "Host and port of PostgreSQL", Sensitive: true},
		stack.Output{Name: "db_secret_arn", Value: data.postgres.Secret.ARN, Description: "Secret with user, password, host, port and name of the database"},
		stack.Output{Name: "redis_secret_arn", Value: data.redis.Secret.ARN, Description: "Secret with the host, port and token of Redis"},
	)
}

func (b *builder) bucketOutputs(buckets buckets) {
	b.stack.AddOutputs(
		stack.Output{Name: "s3_bucket_name", Value: buckets.storage.ID, Description: "Bucket of the object storage"},
		stack.Output{Name: "frontend_bucket_name", Value: buckets.frontend.ID, Description: "Bucket of the frontend's public files"},
	)
}

// edgeOutputs adds the URL of the API, and the records and the rule to create at Cloudflare.
func (b *builder) edgeOutputs(edge edge, buckets buckets) {
	url := "http://" + *edge.loadBalancer.HostName
	if b.env.API.Domain != "" {
		url = "https://" + b.env.API.Domain
	}
	b.stack.AddOutputs(
		stack.Output{Name: "alb_url", Value: &url, Description: "Backend API endpoint"},
		stack.Output{Name: "cloudflare_records", Value: b.records(edge, buckets), Description: "DNS records to create at Cloudflare"},
		stack.Output{Name: "cloudflare_rewrite", Value: b.deepLinks(), Description: "URL rewrite rule to create at Cloudflare"},
	)
}

// backendOutputs adds the values that a release needs.
func (b *builder) backendOutputs(backend backend) {
	b.stack.AddOutputs(
		stack.Output{Name: "image_repository_url", Value: backend.images.URL, Description: "Where the backend's images are pushed to"},
		stack.Output{Name: "ecs_cluster_name", Value: backend.service.Cluster.Name(), Description: "Cluster that the backend runs in"},
		stack.Output{Name: "ecs_service_name", Value: backend.service.Resource.Name(), Description: "Service that runs the backend"},
		stack.Output{Name: variablesOutput, Value: backend.variables.listed(), Description: "Environment variables of the backend; secret ones by their place in Secrets Manager"},
	)
}

// alarmTopicOutput is the output with which programs find the alarm topic.
const alarmTopicOutput = "alarm_topic_arn"

// monitoringOutputs adds the topics and the dashboard.
func (b *builder) monitoringOutputs(topics monitoring.Topics, monitored *monitoring.Monitoring) {
	b.stack.AddOutputs(
		stack.Output{Name: alarmTopicOutput, Value: topics.Alarms.ARN, Description: "Topic that alarms and the budget publish to"},
		stack.Output{Name: "event_topic_arn", Value: topics.Events.ARN, Description: "Topic that EventBridge and ElastiCache publish to"},
		stack.Output{Name: "dashboard_name", Value: monitored.Dashboard, Description: "CloudWatch dashboard of the environment"},
	)
}

// protectionOutput adds the actual deletion protection in AWS, not the one in the code: the teardown script relies on it.
func (b *builder) protectionOutput(data data, edge edge) {
	b.stack.AddOutputs(stack.Output{
		Name: protectionOutput,
		Value: cdktf.Fn_Anytrue(&[]any{
			data.postgres.Resource.DeletionProtection(), edge.loadBalancer.Resource.EnableDeletionProtection(),
		}),
		Description: "Whether anything refuses to be deleted",
	})
}

// record is a DNS record at Cloudflare. Requests to a proxied one pass Cloudflare's CDN.
type record map[string]any

// records returns the record of the frontend, which is proxied, and with a domain for the API its record and the validation
// record of its certificate. https://developers.cloudflare.com/dns/manage-dns-records/reference/proxied-dns-records/
func (b *builder) records(edge edge, buckets buckets) []record {
	all := []record{cname(b.env.Frontend.Domain, buckets.frontend.WebsiteEndpoint, true)}
	if edge.certificate != nil {
		all = append(all, cname(b.env.API.Domain, edge.loadBalancer.HostName, false), proof(edge.certificate.Validation))
	}
	return all
}

// deepLinks returns the URL rewrite rule for paths without a file, which are the application's own pages. Without the rule,
// S3 returns the application for such a path as well, but with status 403, since Cloudflare may not list the bucket.
// https://developers.cloudflare.com/rules/transform/url-rewrite/
// https://developers.cloudflare.com/ruleset-engine/rules-language/fields/reference/http.request.uri.path.extension/
func (b *builder) deepLinks() map[string]string {
	return map[string]string{
		"when":         fmt.Sprintf("http.host eq %q and http.request.uri.path.extension eq \"\"", b.env.Frontend.Domain),
		"rewrite_path": "/index.html",
	}
}

func cname(name string, target *string, proxied bool) record {
	return record{"name": name, "type": "CNAME", "content": target, "proxied": proxied}
}

func proof(validation certificate.Record) record {
	return record{"name": validation.Name, "type": validation.Type, "content": validation.Value, "proxied": false}
}
