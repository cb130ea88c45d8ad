package ticketing

import (
	"fmt"

	"landform/constructs/certificate"
	"landform/stacks/base"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// addOutputs writes the outputs of the document, under its names, and what Cloudflare, a release and a teardown need.
func addOutputs(stack cdktf.TerraformStack, env Environment, built deployed) {
	host := built.loadBalancer.HostName
	url := "http://" + *host
	if env.API.Domain != "" {
		url = "https://" + env.API.Domain
	}
	base.AddOutputs(stack,
		base.Output{Name: "alb_url", Value: &url, Description: "Backend API endpoint"},
		base.Output{Name: "s3_bucket_name", Value: built.storage.ID, Description: "Bucket of the object storage"},
		base.Output{Name: "redis_endpoint", Value: built.cache.Endpoint, Description: "Host of the Redis primary or, in cluster mode, of its configuration"},
		base.Output{Name: "db_endpoint", Value: built.database.Resource.Endpoint(), Description: "Host and port of PostgreSQL", Sensitive: true},
		base.Output{Name: "db_secret_arn", Value: built.database.Secret.ARN, Description: "Secret with user, password, host, port and name of the database"},
		base.Output{Name: "redis_secret_arn", Value: built.cache.Secret.ARN, Description: "Secret with the host, port and token of Redis"},
		base.Output{Name: "frontend_bucket_name", Value: built.frontend.ID, Description: "Bucket of the frontend's public files"},
		base.Output{Name: "image_repository_url", Value: built.images.URL, Description: "Where the backend's images are pushed to"},
		base.Output{Name: "ecs_cluster_name", Value: built.backend.Cluster.Name(), Description: "Cluster that the backend runs in"},
		base.Output{Name: "ecs_service_name", Value: built.backend.Resource.Name(), Description: "Service that runs the backend"},
		base.Output{Name: "backend_environment", Value: built.variables.listed(), Description: "Environment variables of the backend; secret ones by their place in Secrets Manager"},
		base.Output{Name: "cloudflare_records", Value: records(env, built), Description: "DNS records to create at Cloudflare"},
		base.Output{Name: "cloudflare_rewrite", Value: deepLinks(env), Description: "URL rewrite rule to create at Cloudflare"},
		base.Output{Name: "deletion_protection", Value: protected(built), Description: "Whether anything refuses to be deleted"},
	)
}

// protected is a reference to what AWS last said, not to what the code says: a teardown relies on it.
func protected(built deployed) any {
	return cdktf.Fn_Anytrue(&[]any{
		built.database.Resource.DeletionProtection(), built.loadBalancer.Resource.EnableDeletionProtection(),
	})
}

// record is a DNS record at Cloudflare. A proxied one leads through its CDN.
type record map[string]any

// records are the frontend behind Cloudflare's CDN and, with a host name, the API beside it with the proof of its
// certificate. https://developers.cloudflare.com/dns/manage-dns-records/reference/proxied-dns-records/
func records(env Environment, built deployed) []record {
	all := []record{cname(env.Frontend.Domain, built.frontend.WebsiteEndpoint, true)}
	if built.certificate != nil {
		all = append(all, cname(env.API.Domain, built.loadBalancer.HostName, false), proof(built.certificate.Validation))
	}
	return all
}

// deepLinks is the rule that answers with the application for a path that is no file: one of the application's own pages.
// S3 answers such a path with the application as well, and with the status 403, since Cloudflare may not list the bucket.
// https://developers.cloudflare.com/rules/transform/url-rewrite/
// https://developers.cloudflare.com/ruleset-engine/rules-language/fields/reference/http.request.uri.path.extension/
func deepLinks(env Environment) map[string]string {
	return map[string]string{
		"when":         fmt.Sprintf("http.host eq %q and http.request.uri.path.extension eq \"\"", env.Frontend.Domain),
		"rewrite_path": "/index.html",
	}
}

func cname(name string, target *string, proxied bool) record {
	return record{"name": name, "type": "CNAME", "content": target, "proxied": proxied}
}

func proof(validation certificate.Record) record {
	return record{"name": validation.Name, "type": validation.Type, "content": validation.Value, "proxied": false}
}
