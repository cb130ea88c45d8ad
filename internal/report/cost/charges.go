package cost

import (
	"strconv"

	"landform/internal/synthesized"
)

// charges computes, for each resource type, what AWS bills for a resource.
var charges = map[string]func(*bill){
	"aws_cloudfront_distribution": func(b *bill) { b.assume("cloudfront.data", "data delivered", b.calculator.Usage.CDNGB) },
	"aws_cloudwatch_dashboard":    func(b *bill) { b.add("cloudwatch.dashboard", "dashboard", 1) },
	"aws_cloudwatch_log_group":    logGroup,
	"aws_cloudwatch_metric_alarm": alarm,
	"aws_db_instance":             database,
	"aws_dlm_lifecycle_policy":    snapshots,
	"aws_dynamodb_table": func(b *bill) {
		b.assume("dynamodb.request", "requests", b.calculator.Usage.LockRequests)
	},
	"aws_ebs_volume":                    func(b *bill) { b.add("ebs.gp3", "volume", number(b.resource, "size")) },
	"aws_ecr_repository":                func(b *bill) { b.assume("ecr.storage", "images", b.calculator.Usage.ImageRepositoryGB) },
	"aws_ecs_service":                   service,
	"aws_eip":                           func(b *bill) { b.add("vpc.public-ipv4", "public IPv4 address", 1) },
	"aws_eks_cluster":                   func(b *bill) { b.add("eks.cluster", "control plane", 1) },
	"aws_eks_node_group":                nodes,
	"aws_elasticache_replication_group": cache,
	"aws_instance":                      instance,
	"aws_kms_key":                       func(b *bill) { b.add("kms.key", "key", 1) },
	"aws_lb":                            balancer,
	"aws_nat_gateway": func(b *bill) {
		b.add("vpc.nat-gateway", "gateway", 1)
		b.assume("vpc.nat-gateway.data", "data processed", b.calculator.Usage.NATGatewayGB)
	},
	"aws_route53_zone":          func(b *bill) { b.add("route53.zone", "hosted zone", 1) },
	"aws_s3_bucket":             bucket,
	"aws_secretsmanager_secret": func(b *bill) { b.add("secretsmanager.secret", "secret", 1) },
	"aws_sqs_queue":             func(b *bill) { b.assume("sqs.request", "requests", b.calculator.Usage.QueueRequests) },
	"aws_vpc_endpoint":          endpoint,
	"aws_wafv2_web_acl": func(b *bill) {
		b.add("wafv2.acl", "web ACL", 1)
		b.add("wafv2.rule", "rules", float64(len(b.resource.All("rule"))))
	},
	"aws_guardduty_detector": func(b *bill) { b.assume("guardduty.base", "threat detection", 1) },
}

func logGroup(b *bill) {
	name := text(b.resource, "name")
	written := matching(b.calculator.Usage.LogGroupsGB, name, b.calculator.Usage.LogGroupGB)
	b.assume("logs.ingested", "log ingestion", written)
	months := number(b.resource, "retention_in_days") / 30
	b.assume("logs.stored", "log storage", written*months)
}

// alarm is billed per metric that it evaluates.
func alarm(b *bill) {
	metrics := 0
	for _, query := range b.resource.All("metric_query") {
		if query.Get("metric").Exists() {
			metrics++
		}
	}
	b.add("cloudwatch.alarm", "alarm", float64(max(metrics, 1)))
}

// database is billed twice with Multi-AZ, because of the standby. Backups up to the size of the storage are free.
func database(b *bill) {
	copies := 1.0
	if standby, _ := b.resource.Value("multi_az").Bool(); standby {
		copies = 2
	}
	b.add("rds.postgres."+text(b.resource, "instance_class"), text(b.resource, "instance_class"), copies)
	b.add("rds.gp3", "storage", copies*number(b.resource, "allocated_storage"))
}

func cache(b *bill) {
	count := number(b.resource, "num_cache_clusters")
	if shards := number(b.resource, "num_node_groups"); shards > 0 {
		count = shards * (1 + number(b.resource, "replicas_per_node_group"))
	}
	kind := text(b.resource, "node_type")
	b.add("elasticache.redis."+kind, kind, count)
}

// nodes are priced by the group's first instance type and its desired size.
func nodes(b *bill) {
	count := number(b.resource, "scaling_config.desired_size")
	kind := text(b.resource, "instance_types.0")
	b.add("ec2.instance."+kind, kind, count)
	for _, template := range b.resource.Targets("launch_template") {
		b.volumes(template, count)
	}
}

func instance(b *bill) {
	kind := text(b.resource, "instance_type")
	templates := b.resource.Targets("launch_template")
	if kind == "" && len(templates) > 0 {
		kind = text(templates[0], "instance_type")
	}
	b.add("ec2.instance."+kind, kind, 1)
	if minutely, _ := b.resource.Value("monitoring").Bool(); minutely {
		b.add("ec2.detailed-monitoring", "detailed monitoring", 1)
	}
	for _, template := range templates {
		b.volumes(template, 1)
	}
}

// volumes adds the block devices of a launch template for a number of instances.
func (b *bill) volumes(template synthesized.Resource, count float64) {
	for _, size := range template.All("block_device_mappings.ebs.volume_size") {
		gib, _ := strconv.ParseFloat(size.String(), 64)
		b.add("ebs.gp3", "root volumes", gib*count)
	}
}

// snapshots are those of all volumes of the stack: the lifecycle policy selects volumes by tag.
func snapshots(b *bill) {
	var gib float64
	for _, volume := range b.stack.OfType("aws_ebs_volume") {
		gib += number(volume, "size")
	}
	b.assume("ebs.snapshot", "snapshots", gib*b.calculator.Usage.SnapshotShare)
}

// balancer is billed with one public IPv4 address per subnet, unless it is internal.
func balancer(b *bill) {
	b.add("elb.application", "load balancer", 1)
	b.assume("elb.application.lcu", "capacity units", b.calculator.Usage.LoadBalancerLCU)
	if internal, _ := b.resource.Value("internal").Bool(); !internal {
		b.add("vpc.public-ipv4", "public IPv4 addresses", float64(len(b.resource.All("subnets"))))
	}
}

// service is priced by its desired number of tasks.
func service(b *bill) {
	count := number(b.resource, "desired_count")
	for _, task := range b.resource.Targets("task_definition") {
		b.add("fargate.vcpu", "vCPUs of the tasks", count*number(task, "cpu")/1024)
		b.add("fargate.memory", "memory of the tasks", count*number(task, "memory")/1024)
	}
}

func bucket(b *bill) {
	name := text(b.resource, "bucket")
	b.assume("s3.standard", "objects", matching(b.calculator.Usage.BucketsGB, name, b.calculator.Usage.BucketGB))
}

// endpoint is billed per Availability Zone. Gateway endpoints are free.
func endpoint(b *bill) {
	if text(b.resource, "vpc_endpoint_type") != "Interface" {
		return
	}
	zones := float64(len(b.resource.All("subnet_ids")))
	b.add("vpc.interface-endpoint", "interface endpoint", zones)
	b.assume("vpc.interface-endpoint.data", "data processed", zones*b.calculator.Usage.InterfaceEndpointGB)
}

// number returns an argument as a number, also if it is written as a string. It returns 0 if the value is unknown.
func number(resource synthesized.Resource, path string) float64 {
	value, _ := strconv.ParseFloat(resource.Value(path).String(), 64)
	return value
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }
