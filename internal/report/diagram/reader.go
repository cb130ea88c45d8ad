package diagram

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"landform/internal/synthesized"
)

// reader fills a model from a stack.
type reader struct {
	stack  synthesized.Stack
	model  *model
	prefix string // prefix of resource names, which the diagram omits: "ticketing-dev-"
}

// placement defines how to find the subnets and security groups of a resource type, and its label.
type placement struct {
	kind    string
	subnets []string // arguments to follow from resource to resource to the subnets
	groups  []string
	label   func(synthesized.Resource) (name, detail string)
}

// placements are the resource types with network interfaces in subnets.
var placements = []placement{
	{"aws_nat_gateway", []string{"subnet_id"}, nil, func(synthesized.Resource) (string, string) {
		return "NAT gateways", "outbound traffic of the private subnets"
	}},
	{"aws_lb", []string{"subnets"}, []string{"security_groups"}, func(r synthesized.Resource) (string, string) {
		return "Application Load Balancer", text(r, "name")
	}},
	{"aws_eks_node_group", []string{"subnet_ids"}, []string{"launch_template", "vpc_security_group_ids"}, func(r synthesized.Resource) (string, string) {
		return "EKS worker nodes", fmt.Sprintf("%s to %s × %s", text(r, "scaling_config.min_size"), text(r, "scaling_config.max_size"),
			strings.Join(r.Value("instance_types").Strings(), " or "))
	}},
	{"aws_ecs_service", []string{"network_configuration.subnets"}, []string{"network_configuration.security_groups"}, func(r synthesized.Resource) (string, string) {
		tasks := " tasks"
		if text(r, "desired_count") == "1" {
			tasks = " task"
		}
		return "ECS Fargate service", text(r, "name") + ", starts with " + text(r, "desired_count") + tasks
	}},
	{"aws_db_instance", []string{"db_subnet_group_name", "subnet_ids"}, []string{"vpc_security_group_ids"}, func(r synthesized.Resource) (string, string) {
		standby := ""
		if r.Value("multi_az").IsTrue() {
			standby = ", Multi-AZ"
		}
		return "RDS PostgreSQL " + text(r, "engine_version"), text(r, "instance_class") + standby + ", encrypted"
	}},
	{"aws_elasticache_replication_group", []string{"subnet_group_name", "subnet_ids"}, []string{"security_group_ids"}, func(r synthesized.Resource) (string, string) {
		count := text(r, "num_cache_clusters") + " × "
		if shards := text(r, "num_node_groups"); shards != "" {
			replicas, _ := strconv.Atoi(text(r, "replicas_per_node_group"))
			count = fmt.Sprintf("%s shards of %d × ", shards, 1+replicas)
		}
		return "ElastiCache Redis " + text(r, "engine_version"), count + text(r, "node_type") + ", encrypted"
	}},
	{"aws_instance", []string{"network_interface", "subnet_id"},
		[]string{"network_interface", "security_groups"}, func(r synthesized.Resource) (string, string) {
			kind := text(r, "instance_type")
			for _, template := range r.Targets("launch_template") {
				kind = cmp.Or(kind, text(template, "instance_type"))
			}
			return text(r, "tags.Name"), "EC2 " + kind
		}},
}

// components adds the resources in the subnets of each tier. Resources with the same security group are one bar.
func (r *reader) components() {
	for _, kind := range placements {
		for _, resource := range r.stack.OfType(kind.kind) {
			id := resource.Address()
			if groups := follow(resource, kind.groups, "aws_security_group"); len(groups) > 0 {
				id = groups[0].Address()
			} else if kind.groups == nil {
				id = kind.kind
			}
			name, detail := kind.label(resource)
			name = strings.TrimPrefix(name, r.prefix)
			r.place(component{id: id, name: name, detail: detail}, follow(resource, kind.subnets, "aws_subnet"))
		}
	}
	for _, endpoint := range r.stack.OfType("aws_vpc_endpoint") {
		service := text(endpoint, "service_name")
		short := service[strings.LastIndex(service, ".")+1:]
		if text(endpoint, "vpc_endpoint_type") == "Interface" {
			r.place(component{id: "endpoints", name: "Interface endpoints", detail: short}, endpoint.Targets("subnet_ids"))
			continue
		}
		line := "Gateway endpoint for " + short
		if !slices.Contains(r.model.gateways, line) {
			r.model.gateways = append(r.model.gateways, line)
		}
	}
	if len(r.stack.OfType("aws_internet_gateway")) > 0 {
		r.model.gateways = append([]string{"Internet gateway"}, r.model.gateways...)
	}
}

// follow follows references through a list of arguments and returns the resources of a type at the end.
func follow(resource synthesized.Resource, arguments []string, kind string) []synthesized.Resource {
	found := []synthesized.Resource{resource}
	for _, argument := range arguments {
		var next []synthesized.Resource
		for _, one := range found {
			next = append(next, one.Targets(argument)...)
		}
		found = next
	}
	return slices.DeleteFunc(found, func(one synthesized.Resource) bool { return one.Type != kind })
}

// place adds a component to the tiers of its subnets. Components with the same id are merged.
func (r *reader) place(c component, subnets []synthesized.Resource) {
	for _, one := range subnets {
		kind := cmp.Or(text(one, "tags.Type"), "subnets")
		at := slices.IndexFunc(r.model.tiers, func(t tier) bool { return t.name == kind })
		if at < 0 {
			continue
		}
		tier := &r.model.tiers[at]
		index := slices.IndexFunc(tier.components, func(other component) bool { return other.id == c.id })
		if index < 0 {
			index = len(tier.components)
			tier.components = append(tier.components, c)
		}
		if zone := text(one, "availability_zone"); !slices.Contains(tier.components[index].zones, zone) {
			tier.components[index].zones = append(tier.components[index].zones, zone)
		}
	}
}

// edges adds the services outside of the VPC (DNS, EKS control plane, CDN, Cloudflare) and their flows.
func (r *reader) edges() {
	for _, zone := range r.stack.OfType("aws_route53_zone") {
		r.outside(zone.Address(), "Route 53", text(zone, "name"))
		r.flow(internet, zone.Address(), "DNS", "Names of the environment")
	}
	for _, cluster := range r.stack.OfType("aws_eks_cluster") {
		access := strings.Join(cluster.Value("vpc_config.public_access_cidrs").Strings(), ", ")
		r.outside(cluster.Address(), "EKS control plane "+text(cluster, "version"), "API server, with IAM; public access from "+access)
		r.flow(internet, cluster.Address(), "https", "Kubernetes API, from "+access)
	}
	for _, cdn := range r.stack.OfType("aws_cloudfront_distribution") {
		r.outside(cdn.Address(), "CloudFront", strings.Join(cdn.Value("aliases").Strings(), ", "))
		r.flow(internet, cdn.Address(), "https", "Static assets")
		for _, bucket := range cdn.Targets("origin.0.domain_name") {
			r.outside(bucket.Address(), "S3 bucket", text(bucket, "bucket"))
			r.flow(cdn.Address(), bucket.Address(), "https", "Origin of the assets, by origin access control")
		}
	}
	for _, record := range r.stack.OfType("aws_route53_record") {
		for _, target := range record.Targets("alias.name") {
			r.alias(record, target)
		}
	}
	r.cloudflare()
	r.taskBuckets()
}

// alias adds an arrow from the zone of an alias record to its target.
func (r *reader) alias(record, target synthesized.Resource) {
	to := target.Address()
	if groups := follow(target, []string{"security_groups"}, "aws_security_group"); len(groups) > 0 {
		to = groups[0].Address()
	}
	for _, zone := range record.Targets("zone_id") {
		r.flow(zone.Address(), to, "alias", text(record, "name"))
	}
}

// cloudflare adds Cloudflare and the website behind it, if the stack outputs Cloudflare records.
func (r *reader) cloudflare() {
	if !r.stack.Get("output.cloudflare_records").Exists() {
		return
	}
	r.outside("cloudflare", "Cloudflare CDN", "outside of this stack: DNS records and DDoS protection")
	r.flow(internet, "cloudflare", "https", "Frontend")
	for _, website := range r.stack.OfType("aws_s3_bucket_website_configuration") {
		for _, bucket := range website.Targets("bucket") {
			r.outside(bucket.Address(), "S3 website", text(bucket, "bucket"))
			r.flow("cloudflare", bucket.Address(), "http", "Static site, from Cloudflare's networks only")
		}
	}
}

// taskBuckets adds the buckets that the task role of a service has access to.
func (r *reader) taskBuckets() {
	for _, service := range r.stack.OfType("aws_ecs_service") {
		groups := follow(service, []string{"network_configuration.security_groups"}, "aws_security_group")
		for _, role := range follow(service, []string{"task_definition", "task_role_arn"}, "aws_iam_role") {
			for _, policy := range role.Companions("aws_iam_role_policy", "role") {
				for _, bucket := range r.stack.OfType("aws_s3_bucket") {
					if name := text(bucket, "bucket"); len(groups) > 0 && strings.Contains(text(policy, "policy"), "arn:aws:s3:::"+name+`"`) {
						r.outside(bucket.Address(), "S3 bucket", name)
						r.flow(groups[0].Address(), bucket.Address(), "https", "Objects, by the task's role")
					}
				}
			}
		}
	}
}

func (r *reader) outside(id, name, detail string) {
	if !slices.ContainsFunc(r.model.outside, func(c component) bool { return c.id == id }) {
		r.model.outside = append(r.model.outside, component{id: id, name: name, detail: detail})
	}
}

func (r *reader) flow(from, to, ports, reason string) {
	one := flow{from, to, ports, reason}
	if !slices.Contains(r.model.flows, one) {
		r.model.flows = append(r.model.flows, one)
	}
}
