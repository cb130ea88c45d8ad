package ticketing

import "landform/internal/guardrails"

const owner = "Ticketing team"

// waivedEverywhere are the waivers of every environment. The guardrails refuse all findings without a waiver.
var waivedEverywhere = []guardrails.Waiver{
	{Rule: "sg-no-open-ingress", Path: "load-balancer/security-group/from-anywhere-tcp-80", Finding: "port 80 open to the Internet", Owner: owner,
		Reason: "Users reach the API from the Internet; with a domain, port 80 redirects to HTTPS.", Source: "T7"},
	{Rule: "lb-internal", Path: "load-balancer/balancer", Finding: "internal = false", Owner: owner,
		Reason: "The load balancer is the API's entry from the Internet.", Source: "T7"},
	{Rule: "sg-egress-restricted", Path: "backend-service/security-group/to-anywhere-tcp-443", Finding: "port 443 open to the Internet", Owner: owner,
		Reason: "The backend calls S3, Secrets Manager and the registry, through the NAT gateway where there is no endpoint.", Source: "T3"},
	{Rule: "s3-customer-key", Path: "storage/server-side-encryption", Finding: "*sse_algorithm = AES256", Owner: owner,
		Reason: "The document names AES-256, which is S3's own key.", Source: "T13"},
	{Rule: "s3-customer-key", Path: "frontend/server-side-encryption", Finding: "*sse_algorithm = AES256", Owner: owner,
		Reason: "The document names AES-256, and a website endpoint reads nothing that is encrypted with another key.", Source: "T13"},
	{Rule: "s3-name-without-dots", Path: "frontend/bucket", Finding: "bucket = *", Owner: owner,
		Reason: "A website's bucket must be named as its host, and Cloudflare speaks TLS with the visitors.", Source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html"},
	{Rule: "s3-policy-known-networks", Path: "frontend/policy", Finding: "policy: statement ReadThroughTheCDN: *", Owner: owner,
		Reason: "Cloudflare cannot sign requests to S3, so its published networks are what tells it; the files are public.", Source: "decision: readable from Cloudflare's IPv4 networks only"},
	{Rule: "secret-rotated", Path: "*secret", Finding: "no aws_secretsmanager_secret_rotation names it", Owner: owner,
		Reason: "The password and the JWT secret are asked for by provision.sh, and rotated by running it again.", Source: "T17"},
	{Rule: "sns-encrypted", Path: "event-topic/topic", Finding: "kms_master_key_id is not set", Owner: owner,
		Reason: "ElastiCache publishes to no encrypted topic; events name resources, and no data.", Source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html"},
	{Rule: "policy-confused-deputy", Path: "event-topic/policy", Finding: "policy: statement EventBridge: *", Owner: owner,
		Reason: "AWS supports no condition on what EventBridge publishes; nothing but mail to people reads the topic.", Source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"},
}

// waivedIfDisposable are the waivers of environments that may be destroyed with their data.
var waivedIfDisposable = []guardrails.Waiver{
	{Rule: "rds-deletion-protection", Path: "postgres/instance", Finding: "deletion_protection = false", Owner: owner,
		Reason: "The document has no deletion protection in dev.", Source: "T14"},
	{Rule: "rds-final-snapshot", Path: "postgres/instance", Finding: "skip_final_snapshot = true", Owner: owner,
		Reason: "Dev is torn down and provisioned again, and holds no data of customers.", Source: "T14"},
	{Rule: "rds-multi-az", Path: "postgres/instance", Finding: "multi_az = false", Owner: owner,
		Reason: "The document has a standby in production alone.", Source: "T11"},
	{Rule: "elasticache-failover", Path: "redis/group", Finding: "*_enabled = false", Owner: owner,
		Reason: "Dev is one of each, and one node has nothing that takes over.", Source: "T14"},
	{Rule: "lb-deletion-protection", Path: "load-balancer/balancer", Finding: "enable_deletion_protection = false", Owner: owner,
		Reason: "The document has no deletion protection in dev.", Source: "T14"},
	{Rule: "ecr-kept", Path: "images/repository", Finding: "force_delete = true", Owner: owner,
		Reason: "The document has no deletion protection in dev, and images are built again from their commit.", Source: "T14"},
	{Rule: "s3-not-emptied", Path: "*/bucket", Finding: "force_destroy = true", Owner: owner,
		Reason: "Dev is torn down and provisioned again, and holds no data of customers.", Source: "T14"},
	{Rule: "secret-recoverable", Path: "*secret", Finding: "recovery_window_in_days = 0", Owner: owner,
		Reason: "A secret that waits for its deletion keeps its name, and dev could not be provisioned again for a week.", Source: "T14"},
	{Rule: "lb-firewall", Path: "load-balancer/balancer", Finding: "no aws_wafv2_web_acl_association names it", Owner: owner,
		Reason: "The firewall costs $10 a month, and dev has no customers.", Source: "decision: AWS WAF before production's load balancer, as for Volteryde"},
	{Rule: "logs-retention-a-year", Path: "*logs*", Finding: "retention_in_days = 30", Owner: owner,
		Reason: "Nobody audits what happened a year ago in an environment without customers.", Source: "judged: log retention below a year outside of production"},
}

// withDomain are the waivers of an API with a domain, withoutDomain those of one with plain HTTP.
var (
	withDomain = []guardrails.Waiver{
		{Rule: "sg-no-open-ingress", Path: "load-balancer/security-group/from-anywhere-tcp-443", Finding: "port 443 open to the Internet", Owner: owner,
			Reason: "Users reach the API from the Internet.", Source: "T7"},
	}
	withoutDomain = []guardrails.Waiver{
		{Rule: "lb-listener-tls", Path: "load-balancer/http", Finding: "protocol = HTTP", Owner: owner,
			Reason: "HTTPS needs a certificate and so a domain, which is a setting; production refuses to synthesize without one.", Source: "judged: plain HTTP in dev without a domain"},
	}
)

// ofDomain returns the waivers for the domain of an API, which is a setting.
func ofDomain(domain string) []guardrails.Waiver {
	if domain == "" {
		return withoutDomain
	}
	return withDomain
}
