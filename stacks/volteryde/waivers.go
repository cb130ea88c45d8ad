package volteryde

import "landform/internal/guardrails"

// Waivers are accepted findings of the guardrails, each with its reason. The guardrails refuse all other findings.
type Waivers struct {
	Stack []guardrails.Waiver
	// Developers are accepted findings in the organization's stack about developers' rights in the account, without Path.
	Developers []guardrails.Waiver
}

const owner = "Volteryde platform team"

// waivedEverywhere are the waivers of every environment.
var waivedEverywhere = []guardrails.Waiver{
	{Rule: "sg-no-open-ingress", Path: "ingress/security-group/from-anywhere-tcp-443", Finding: "port 443 open to the Internet", Owner: owner,
		Reason: "The security group table opens the load balancer to the Internet on 443.", Source: "V31"},
	{Rule: "lb-internal", Path: "ingress/balancer", Finding: "internal = false", Owner: owner,
		Reason: "The load balancer is the platform's entry from the Internet.", Source: "V31"},
	{Rule: "subnet-no-public-addresses", Path: "network/public-subnet-*", Finding: "map_public_ip_on_launch = true", Owner: owner,
		Reason: "The document sets map_public_ip_on_launch on the public subnets, which hold load balancers and NAT gateways alone.", Source: "V11"},
	{Rule: "sg-egress-restricted", Path: "eks/node-security-group/to-anywhere-all", Finding: "all ports open to the Internet", Owner: owner,
		Reason: "The security group table lets the nodes reach everything, for images and AWS APIs.", Source: "V31"},
	{Rule: "sg-egress-restricted", Path: "postgres/security-group/to-anywhere-all", Finding: "all ports open to the Internet", Owner: owner,
		Reason: "The document has egress to everything; the database's subnets have no route to the Internet.", Source: "V20"},
	{Rule: "sg-egress-restricted", Path: "redis/security-group/to-anywhere-all", Finding: "all ports open to the Internet", Owner: owner,
		Reason: "The security group table has egress to everything; the cache's subnets have no route to the Internet.", Source: "V31"},
	{Rule: "sg-egress-restricted", Path: "timescale/security-group/to-anywhere-all", Finding: "all ports open to the Internet", Owner: owner,
		Reason: "The security group table has egress to everything; the server's subnet has no route to the Internet.", Source: "V31"},
	{Rule: "sg-egress-restricted", Path: "egress/security-group/to-anywhere-tcp-*", Finding: "port * open to the Internet", Owner: owner,
		Reason: "The proxy exists to reach a list of package servers and AWS APIs, whose addresses change; it filters by host name.", Source: "decision: how a server without an internet route gets its packages"},
	{Rule: "acm-names-listed", Path: "dns/certificate", Finding: "subject_alternative_names has *", Owner: owner,
		Reason: "Hosts of the ingress come and go with Kubernetes resources, which Terraform does not see.", Source: "judged: one wildcard certificate for the environment's own subdomain"},
	{Rule: "s3-no-access-control-lists", Path: "cdn/logs/bucket", Finding: "rule.object_ownership = BucketOwnerPreferred", Owner: owner,
		Reason: "CloudFront's standard logging writes its logs with an access control list.", Source: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html"},
	{Rule: "s3-customer-key", Path: "cdn/assets/server-side-encryption", Finding: "*sse_algorithm = AES256", Owner: owner,
		Reason: "The assets are public files, and a key would cost a call for each that is read.", Source: "judged: AES-256 on assets and log buckets"},
	{Rule: "secret-rotated", Path: "*/secret/secret", Finding: "no aws_secretsmanager_secret_rotation names it", Owner: owner,
		Reason: "The document fixes the form of the secrets and how they are made; they are rotated by hand.", Source: "V23"},
	{Rule: "sns-encrypted", Path: "event-topic/topic", Finding: "kms_master_key_id is not set", Owner: owner,
		Reason: "ElastiCache publishes to no encrypted topic; events name resources, and no data.", Source: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ElastiCacheSNS.html"},
	{Rule: "policy-confused-deputy", Path: "event-topic/policy", Finding: "policy: statement EventBridge: *", Owner: owner,
		Reason: "AWS supports no condition on what EventBridge publishes; nothing but mail to people reads the topic.", Source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"},
}

// waivedIfDisposable are the waivers of environments that may be destroyed with their data.
var waivedIfDisposable = []guardrails.Waiver{
	{Rule: "rds-deletion-protection", Path: "postgres/instance", Finding: "deletion_protection = false", Owner: owner,
		Reason: "The document protects production's database alone.", Source: "V22"},
	{Rule: "rds-final-snapshot", Path: "postgres/instance", Finding: "skip_final_snapshot = true", Owner: owner,
		Reason: "The document takes no final snapshot outside of production.", Source: "V22"},
	{Rule: "rds-multi-az", Path: "postgres/instance", Finding: "multi_az = false", Owner: owner,
		Reason: "The document has a standby in production alone.", Source: "V22"},
	{Rule: "elasticache-failover", Path: "redis/group", Finding: "*_enabled = false", Owner: owner,
		Reason: "The document has one node outside of production, which nothing can take over from.", Source: "V26"},
	{Rule: "lb-deletion-protection", Path: "ingress/balancer", Finding: "enable_deletion_protection = false", Owner: owner,
		Reason: "The environment is destroyed and built again.", Source: "judged: no protection of load balancers in dev and staging"},
	{Rule: "route53-zone-kept", Path: "dns/zone", Finding: "force_destroy = true", Owner: owner,
		Reason: "The environment is destroyed and built again, with the records that its cluster made.", Source: "judged: no protection in dev and staging"},
	{Rule: "s3-not-emptied", Path: "*/bucket", Finding: "force_destroy = true", Owner: owner,
		Reason: "The environment is destroyed and built again, and holds no data of customers.", Source: "judged: no protection in dev and staging"},
	{Rule: "route53-signed", Path: "dns/zone", Finding: "no aws_route53_hosted_zone_dnssec names it", Owner: owner,
		Reason: "A zone that is destroyed and built again would leave its old key in the parent zone, and every name unresolvable.", Source: "decision: production's zone is signed"},
	{Rule: "lb-firewall", Path: "ingress/balancer", Finding: "no aws_wafv2_web_acl_association names it", Owner: owner,
		Reason: "The firewall costs $10 a month, and the environment has no customers.", Source: "decision: AWS WAF before production's load balancer and distribution"},
	{Rule: "cloudfront-firewall", Path: "cdn/distribution", Finding: "web_acl_id is not set", Owner: owner,
		Reason: "The firewall costs $10 a month, and the environment has no customers.", Source: "decision: AWS WAF before production's load balancer and distribution"},
	{Rule: "logs-retention-a-year", Path: "*logs*", Finding: "retention_in_days = ??", Owner: owner,
		Reason: "Nobody audits what happened a year ago in an environment without customers.", Source: "judged: log retention below a year outside of production"},
	{Rule: "eks-endpoint-not-open", Path: "eks/cluster", Finding: "vpc_config.public_access_cidrs = 0.0.0.0/0", Owner: owner,
		Reason: "The document opens the API server to every network outside of production; calls still need a role of AWS.", Source: "V14"},
}

// waivedInProduction are the waivers of environments with customers.
var waivedInProduction = []guardrails.Waiver{
	{Rule: "eks-endpoint-not-public", Path: "eks/cluster", Finding: "vpc_config.endpoint_public_access = true", Owner: owner,
		Reason: "The document has a public endpoint, in production for the office's networks alone.", Source: "V14"},
	{Rule: "production-rehearsed", Path: "dns/*", Finding: "* has no such resource", Owner: owner,
		Reason: "DNSSEC signs the zone of production alone, since a zone that is built again would not resolve.", Source: "decision: production's zone is signed"},
	{Rule: "production-rehearsed", Path: "*-acl/*", Finding: "* has no such resource", Owner: owner,
		Reason: "The firewall stands before production alone; new rules count there before they refuse.", Source: "decision: AWS WAF before production's load balancer and distribution"},
	{Rule: "production-rehearsed", Path: "postgres/final-snapshot", Finding: "* has no such resource", Owner: owner,
		Reason: "It names the final snapshot, which the document takes in production alone.", Source: "V22"},
}

// waivedAdministrators are the waivers of environments in whose account developers are administrators.
var waivedAdministrators = []guardrails.Waiver{
	{Rule: "iam-no-broad-attachment", Finding: "managed_policy_arn = arn:aws:iam::aws:policy/AdministratorAccess", Owner: owner,
		Reason: "The document makes developers administrators of the development account.", Source: "V3"},
}

// waivedPowerUsers are the waivers of environments in whose account developers are power users.
var waivedPowerUsers = []guardrails.Waiver{
	{Rule: "iam-no-broad-attachment", Finding: "managed_policy_arn = arn:aws:iam::aws:policy/PowerUserAccess", Owner: owner,
		Reason: "Developers rehearse releases in staging, where the document gives them neither all rights nor reading alone.", Source: "V3"},
}
