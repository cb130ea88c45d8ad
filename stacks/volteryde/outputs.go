package volteryde

import (
	"landform/constructs/eks"
	"landform/constructs/monitoring"
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/stacks/base"

	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// addOutputs writes the outputs of the document's modules and of its environment, under the document's names.
func addOutputs(stack cdktf.TerraformStack, net *network.Network, cluster *eks.Cluster, database *postgres.Postgres,
	cache *redis.Redis) {
	clusterEndpoint := cluster.Resource.Endpoint()
	databaseEndpoint := database.Resource.Endpoint()
	base.AddOutputs(stack,
		base.Output{Name: "vpc_id", Value: net.ID, Description: "VPC of the environment"},
		base.Output{Name: "public_subnet_ids", Value: network.IDs(net.Public), Description: "Subnets of load balancers and NAT gateways, one in each zone"},
		base.Output{Name: "private_subnet_ids", Value: network.IDs(net.Private), Description: "Subnets of the worker nodes, one in each zone"},
		base.Output{Name: "database_subnet_ids", Value: network.IDs(net.Database), Description: "Subnets of the data stores, one in each zone"},
		base.Output{Name: "cluster_id", Value: cluster.Resource.Id(), Description: "Name of the EKS cluster"},
		base.Output{Name: "cluster_endpoint", Value: clusterEndpoint, Description: "URL of the Kubernetes API server"},
		base.Output{Name: "cluster_certificate_authority_data", Value: cluster.CertificateAuthority(), Description: "Base64 encoded certificate that clients of the API server trust"},
		base.Output{Name: "eks_cluster_endpoint", Value: clusterEndpoint, Description: "URL of the Kubernetes API server"},
		base.Output{Name: "cluster_oidc_provider_arn", Value: cluster.OIDCProviderARN, Description: "Identity provider that roles for service accounts trust"},
		base.Output{Name: "load_balancer_controller_role_arn", Value: cluster.LoadBalancerController.ARN, Description: "Role of the service account kube-system/aws-load-balancer-controller"},
		base.Output{Name: "cluster_autoscaler_role_arn", Value: cluster.ClusterAutoscaler.ARN, Description: "Role of the service account kube-system/cluster-autoscaler"},
		base.Output{Name: "db_instance_endpoint", Value: databaseEndpoint, Description: "Host and port of PostgreSQL"},
		base.Output{Name: "db_instance_name", Value: database.Resource.DbName(), Description: "Name of the PostgreSQL database"},
		base.Output{Name: "db_secret_arn", Value: database.Secret.ARN, Description: "Secret with user, password, host, port and name of the database"},
		base.Output{Name: "rds_endpoint", Value: databaseEndpoint, Description: "Host and port of PostgreSQL"},
		base.Output{Name: "redis_endpoint", Value: cache.Endpoint, Description: "Host of the Redis primary"},
		base.Output{Name: "redis_secret_arn", Value: cache.Secret.ARN, Description: "Secret with the primary's host, port and token"},
	)
}

// addWorkloadOutputs writes the roles of the pods that use what the environment stores.
func addWorkloadOutputs(stack cdktf.TerraformStack, w workloads) {
	base.AddOutputs(stack,
		base.Output{Name: "workload_role_arn", Value: w.platform.ARN, Description: "Role of the platform's own pods"},
		base.Output{Name: "external_secrets_role_arn", Value: w.externalSecrets.ARN, Description: "Role of External Secrets, which reads the environment's secrets"},
	)
}

// addMonitoringOutputs writes where alarms and the dashboard are.
func addMonitoringOutputs(stack cdktf.TerraformStack, topic *monitoring.Topic, monitored *monitoring.Monitoring) {
	base.AddOutputs(stack,
		base.Output{Name: "alarm_topic_arn", Value: topic.ARN, Description: "Topic that alarms and the budget publish to"},
		base.Output{Name: "dashboard_name", Value: monitored.Dashboard, Description: "CloudWatch dashboard of the environment"},
	)
}

// addStorageOutputs writes what the object storage is called.
func addStorageOutputs(stack cdktf.TerraformStack, s storage) {
	base.AddOutputs(stack,
		base.Output{Name: "documents_bucket_name", Value: s.documents.ID, Description: "Bucket of the documents"},
		base.Output{Name: "logs_bucket_name", Value: s.logs.ID, Description: "Bucket of the access logs of every other bucket"},
		base.Output{Name: "backups_bucket_name", Value: s.backups.ID, Description: "Bucket of the backups"},
	)
}

// addEdgeOutputs writes how the environment is reached from the internet, and what the cluster needs for that.
func addEdgeOutputs(stack cdktf.TerraformStack, e edge) {
	if e.zone.DSRecord != nil {
		base.AddOutputs(stack, base.Output{Name: "zone_ds_record", Value: e.zone.DSRecord,
			Description: "DS record of the domain, for the parent zone, once it delegates the domain"})
	}
	base.AddOutputs(stack,
		base.Output{Name: "zone_id", Value: e.zone.ID, Description: "Hosted zone of the environment's domain"},
		base.Output{Name: "zone_name_servers", Value: e.zone.NameServers, Description: "Name servers that the parent zone delegates the domain to"},
		base.Output{Name: "certificate_arn", Value: e.zone.Certificate, Description: "Certificate of the domain and every name right below it, for load balancers"},
		base.Output{Name: "api_url", Value: "https://" + e.zone.Host(apiHost), Description: "URL of the API"},
		base.Output{Name: "external_dns_role_arn", Value: e.records.ARN, Description: "Role of the service account external-dns/external-dns"},
		base.Output{Name: "alb_host_name", Value: e.ingress.HostName, Description: "Host name that AWS gave the load balancer"},
		base.Output{Name: "ingress_node_port", Value: ingressNodePort, Description: "Port on which the ingress controller's NodePort service listens for HTTPS"},
		base.Output{Name: "cdn_url", Value: "https://" + e.cdn.Host, Description: "URL of the static assets"},
		base.Output{Name: "cdn_host_name", Value: e.cdn.HostName, Description: "Host name that AWS gave the distribution"},
		base.Output{Name: "cdn_distribution_id", Value: e.cdn.Distribution.Id(), Description: "Distribution whose cache a release invalidates"},
		base.Output{Name: "assets_bucket_name", Value: e.cdn.Assets.ID, Description: "Bucket that static assets are published to"},
	)
}
