package monitoring

import (
	"landform/constructs/egress"
	"landform/constructs/eks"
	"landform/constructs/loadbalancer"
	"landform/constructs/network"
	"landform/constructs/postgres"
	"landform/constructs/redis"
	"landform/constructs/timescale"
)

// Targets is what there is to watch; what is nil is not.
type Targets struct {
	Network   *network.Network
	Cluster   *eks.Cluster
	Balancer  *loadbalancer.LoadBalancer
	Database  *postgres.Postgres
	Cache     *redis.Redis
	Timescale *timescale.Timescale
	Proxy     *egress.Proxy
}

// kind is what has the same metrics, in one namespace of CloudWatch.
type kind struct{ title, namespace string }

var (
	clusterKind  = kind{"Kubernetes", "AWS/EKS"}
	nodesKind    = kind{"Worker nodes", "AWS/EC2"}
	balancerKind = kind{"Load balancer", "AWS/ApplicationELB"}
	targetsKind  = kind{"Load balancer targets", "AWS/ApplicationELB"}
	postgresKind = kind{"PostgreSQL", "AWS/RDS"}
	redisKind    = kind{"Redis", "AWS/ElastiCache"}
	serverKind   = kind{"Servers", "AWS/EC2"}
	diskKind     = kind{"Disks of servers", timescale.MetricNamespace}
	natKind      = kind{"NAT gateways", "AWS/NATGateway"}
)

// subject is one thing with metrics of its own.
type subject struct {
	kind       kind
	name       string // unique in the environment, for example "redis-001"
	dimensions []dimension

	maxConnections int     // of a database
	storageBytes   float64 // of a database, before storage autoscaling
}

// dimension is how CloudWatch tells one subject from another. The value may be a token: it refers to the resource, so
// that an alarm which takes silence for trouble comes after what it watches.
type dimension struct{ name, value string }

// subjects lists what there is to watch, in the order of the dashboard.
func (w Targets) subjects() []subject {
	var all []subject
	if w.Cluster != nil {
		all = append(all,
			subject{kind: clusterKind, name: "eks", dimensions: []dimension{{"ClusterName", *w.Cluster.Name}}},
			subject{kind: nodesKind, name: "nodes", dimensions: []dimension{{"AutoScalingGroupName", *w.Cluster.Nodes.AutoScalingGroup()}}})
	}
	if w.Balancer != nil {
		balancer := dimension{"LoadBalancer", *w.Balancer.Resource.ArnSuffix()}
		targets := dimension{"TargetGroup", *w.Balancer.TargetGroup.ArnSuffix()}
		all = append(all,
			subject{kind: balancerKind, name: "alb", dimensions: []dimension{balancer}},
			subject{kind: targetsKind, name: "alb-targets", dimensions: []dimension{targets, balancer}})
	}
	if w.Database != nil {
		all = append(all, subject{
			kind: postgresKind, name: "postgres",
			dimensions:     []dimension{{"DBInstanceIdentifier", *w.Database.Instance.Identifier()}},
			maxConnections: w.Database.MaxConnections(),
			storageBytes:   w.Database.StorageBytes(),
		})
	}
	if w.Cache != nil {
		group := *w.Cache.Group.ReplicationGroupId()
		for _, node := range w.Cache.NodeNames() {
			all = append(all, subject{
				kind: redisKind, name: "redis-" + node,
				dimensions: []dimension{{"CacheClusterId", group + "-" + node}},
			})
		}
	}
	if w.Timescale != nil {
		all = append(all, subject{
			kind: serverKind, name: "timescale", dimensions: []dimension{{"InstanceId", *w.Timescale.Server.ID}},
		})
	}
	if w.Proxy != nil {
		all = append(all, subject{
			kind: serverKind, name: "egress", dimensions: []dimension{{"InstanceId", *w.Proxy.Server.ID}},
		})
	}
	if w.Timescale != nil {
		all = append(all, subject{kind: diskKind, name: "timescale", dimensions: []dimension{
			{"InstanceId", *w.Timescale.Server.ID}, {"path", timescale.DataPath}, {"fstype", timescale.Filesystem},
		}})
	}
	if w.Network != nil {
		for _, gateway := range w.Network.NATGateways {
			all = append(all, subject{
				kind: natKind, name: "nat-" + gateway.Zone, dimensions: []dimension{{"NatGatewayId", *gateway.ID}},
			})
		}
	}
	return all
}
