package volteryde

import (
	"landform/constructs/eks"
	"landform/constructs/monitoring"
	"landform/constructs/network"
	"landform/constructs/stack"
)

// The outputs have the names of the document, if the document contains them.

func (b *builder) networkOutputs(net *network.Network) {
	b.stack.AddOutputs(
		stack.Output{Name: "vpc_id", Value: net.ID, Description: "VPC of the environment"},
		stack.Output{Name: "public_subnet_ids", Value: network.IDs(net.Public), Description: "Subnets of load balancers and NAT gateways, one in each zone"},
		stack.Output{Name: "private_subnet_ids", Value: network.IDs(net.Private), Description: "Subnets of the worker nodes, one in each zone"},
		stack.Output{Name: "database_subnet_ids", Value: network.IDs(net.Database), Description: "Subnets of the data stores, one in each zone"},
	)
}

func (b *builder) clusterOutputs(cluster *eks.Cluster) {
	endpoint := cluster.Resource.Endpoint()
	b.stack.AddOutputs(
		stack.Output{Name: "cluster_id", Value: cluster.Resource.Id(), Description: "Name of the EKS cluster"},
		stack.Output{Name: "cluster_endpoint", Value: endpoint, Description: "URL of the Kubernetes API server"},
		stack.Output{Name: "cluster_certificate_authority_data", Value: cluster.CertificateAuthority(), Description: "Base64 encoded certificate that clients of the API server trust"},
		stack.Output{Name: "eks_cluster_endpoint", Value: endpoint, Description: "URL of the Kubernetes API server"},
		stack.Output{Name: "cluster_oidc_provider_arn", Value: cluster.OIDCProviderARN, Description: "Identity provider that roles for service accounts trust"},
		stack.Output{Name: "load_balancer_controller_role_arn", Value: cluster.LoadBalancerController.ARN, Description: "Role of the service account kube-system/aws-load-balancer-controller"},
		stack.Output{Name: "cluster_autoscaler_role_arn", Value: cluster.ClusterAutoscaler.ARN, Description: "Role of the service account kube-system/cluster-autoscaler"},
	)
}

// workloadOutputs adds the roles of pods that use the environment's secrets and buckets.
func (b *builder) workloadOutputs(w workloads) {
	b.stack.AddOutputs(
		stack.Output{Name: "workload_role_arn", Value: w.platform.ARN, Description: "Role of the platform's own pods"},
		stack.Output{Name: "external_secrets_role_arn", Value: w.externalSecrets.ARN, Description: "Role of External Secrets, which reads the environment's secrets"},
	)
}

func (b *builder) dataOutputs(data data) {
	endpoint := data.postgres.Resource.Endpoint()
	b.stack.AddOutputs(
		stack.Output{Name: "db_instance_endpoint", Value: endpoint, Description: "Host and port of PostgreSQL"},
		stack.Output{Name: "db_instance_name", Value: data.postgres.Resource.DbName(), Description: "Name of the PostgreSQL database"},
		stack.Output{Name: "db_secret_arn", Value: data.postgres.Secret.ARN, Description: "Secret with user, password, host, port and name of the database"},
		stack.Output{Name: "rds_endpoint", Value: endpoint, Description: "Host and port of PostgreSQL"},
		stack.Output{Name: "redis_endpoint", Value: data.redis.Endpoint, Description: "Host of the Redis primary"},
		stack.Output{Name: "redis_secret_arn", Value: data.redis.Secret.ARN, Description: "Secret with the primary's host, port and token"},
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

// storageOutputs adds the names of the buckets.
func (b *builder) storageOutputs(s storage) {
	b.stack.AddOutputs(
		stack.Output{Name: "documents_bucket_name", Value: s.documents.ID, Description: "Bucket of the documents"},
		stack.Output{Name: "logs_bucket_name", Value: s.logs.ID, Description: "Bucket of the access logs of every other bucket"},
		stack.Output{Name: "backups_bucket_name", Value: s.backups.ID, Description: "Bucket of the backups"},
	)
}

// edgeOutputs adds the environment's public endpoints, and the values that the ingress controller needs.
func (b *builder) edgeOutputs(e edge) {
	if e.zone.DSRecord != nil {
		b.stack.AddOutputs(stack.Output{Name: "zone_ds_record", Value: e.zone.DSRecord,
			Description: "DS record of the domain, for the parent zone, once it delegates the domain"})
	}
	b.stack.AddOutputs(
		stack.Output{Name: "zone_id", Value: e.zone.ID, Description: "Hosted zone of the environment's domain"},
		stack.Output{Name: "zone_name_servers", Value: e.zone.NameServers, Description: "Name servers that the parent zone delegates the domain to"},
		stack.Output{Name: "certificate_arn", Value: e.zone.Certificate, Description: "Certificate of the domain and every name right below it, for load balancers"},
		stack.Output{Name: "api_url", Value: "https://" + e.zone.Host(apiHost), Description: "URL of the API"},
		stack.Output{Name: "external_dns_role_arn", Value: e.records.ARN, Description: "Role of the service account external-dns/external-dns"},
		stack.Output{Name: "alb_host_name", Value: e.ingress.HostName, Description: "Host name that AWS gave the load balancer"},
		stack.Output{Name: "ingress_node_port", Value: ingressNodePort, Description: "Port on which the ingress controller's NodePort service listens for HTTPS"},
		stack.Output{Name: "cdn_url", Value: "https://" + e.cdn.Host, Description: "URL of the static assets"},
		stack.Output{Name: "cdn_host_name", Value: e.cdn.HostName, Description: "Host name that AWS gave the distribution"},
		stack.Output{Name: "cdn_distribution_id", Value: e.cdn.Resource.Id(), Description: "Distribution whose cache a release invalidates"},
		stack.Output{Name: "assets_bucket_name", Value: e.cdn.Assets.ID, Description: "Bucket that static assets are published to"},
	)
}

// telemetryOutputs adds the address and the secret of TimescaleDB, and its server.
func (b *builder) telemetryOutputs(t telemetry) {
	b.stack.AddOutputs(
		stack.Output{Name: "timescale_host", Value: t.database.Host, Description: "Private address of TimescaleDB, which listens on port 5432"},
		stack.Output{Name: "timescale_instance_id", Value: t.database.Server.ID, Description: "Server of TimescaleDB, for sessions over Systems Manager"},
		stack.Output{Name: "timescale_secret_arn", Value: t.database.Secret.ARN, Description: "Secret with user, password, host, port and name of the telemetry database"},
	)
}
