package monitoring

// alarm is one row of the table of alarms: a metric that each subject of a kind has, and when it means trouble.
type alarm struct {
	kind      kind
	name      string // what the alarm is called after its subject: "cpu" gives "volteryde-dev-postgres-cpu"
	metric    string
	statistic string // of CloudWatch, or a percentile such as "p95"
	breach    breach
	threshold threshold
	periods   int // of five minutes, in a row
	silence   silence
	reason    string // what is wrong when it goes off
}

// periodMinutes is the resolution of every alarm. The metrics of EC2 come no closer without detailed monitoring.
const periodMinutes = 5

// breach is on which side of the threshold the trouble is.
type breach string

const (
	above breach = "GreaterThanThreshold"
	below breach = "LessThanThreshold"
)

// silence is what it means that a metric has no data.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html#alarms-and-missing-data
type silence string

const (
	trouble silence = "breaching"    // the subject reports as long as it lives
	calm    silence = "notBreaching" // there is data only when something happens
	unknown silence = "missing"      // another alarm of the subject tells
)

// threshold is where trouble begins for a subject.
type threshold func(subject) float64

func fixed(value float64) threshold { return func(subject) float64 { return value } }

// connections is a share of how many clients a database admits.
func connections(share float64) threshold {
	return func(of subject) float64 { return float64(int(share * float64(of.maxConnections))) }
}

// storage is a share of the bytes that a database begins with.
func storage(share float64) threshold {
	return func(of subject) float64 { return share * of.storageBytes }
}

// alarms is every alarm there is. The thresholds follow what AWS recommends where it does.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
var alarms = []alarm{
	// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-metrics.html
	{postgresKind, "cpu", "CPUUtilization", "Average", above, fixed(80), 3, trouble, "Queries wait for a processor, or the instance is gone"},
	{postgresKind, "storage", "FreeStorageSpace", "Minimum", below, storage(0.1), 3, unknown, "Storage autoscaling has reached its limit, or cannot keep up"},
	{postgresKind, "connections", "DatabaseConnections", "Maximum", above, connections(0.8), 2, unknown, "Clients are soon refused"},

	// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html
	{redisKind, "memory", "DatabaseMemoryUsagePercentage", "Maximum", above, fixed(80), 2, unknown, "Keys are soon thrown out before they expire"},
	{redisKind, "evictions", "Evictions", "Sum", above, fixed(0), 3, calm, "Keys are thrown out before they expire, sessions among them"},
	{redisKind, "engine-cpu", "EngineCPUUtilization", "Average", above, fixed(90), 3, trouble, "The engine's one thread is busy, or the node is gone"},
	{redisKind, "cpu", "CPUUtilization", "Average", above, fixed(90), 3, unknown, "TLS and snapshots leave the engine no processor"},

	// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
	{serverKind, "status", "StatusCheckFailed", "Maximum", above, fixed(0), 2, trouble, "The server does not answer EC2's checks, or is gone"},
	{serverKind, "cpu", "CPUUtilization", "Average", above, fixed(80), 3, unknown, "What the server does waits for a processor"},
	{diskKind, "disk", "disk_used_percent", "Maximum", above, fixed(80), 3, trouble, "The data soon fills its volume, or the server no longer reports"},

	// https://docs.aws.amazon.com/vpc/latest/userguide/metrics-dimensions-nat-gateway.html
	{natKind, "ports", "ErrorPortAllocation", "Sum", above, fixed(0), 2, calm, "Too many connections to one destination: new ones fail"},
	{natKind, "drops", "PacketsDropCount", "Sum", above, fixed(100), 3, calm, "The gateway itself is in trouble"},

	// EKS collects no metrics of the Auto Scaling group, but EC2 sums up its instances'.
	// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/viewing_metrics_with_cloudwatch.html
	{nodesKind, "cpu", "CPUUtilization", "Average", above, fixed(80), 3, trouble, "The nodes are busy, or there is none"},
	{nodesKind, "status", "StatusCheckFailed", "Maximum", above, fixed(0), 2, unknown, "A node does not answer EC2's checks"},

	// https://docs.aws.amazon.com/eks/latest/userguide/cloudwatch.html
	{clusterKind, "pending", "scheduler_pending_pods_UNSCHEDULABLE", "Maximum", above, fixed(0), 3, calm, "Pods find no node: the group has reached its maximum, or does not grow"},

	// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
	{balancerKind, "5xx", "HTTPCode_ELB_5XX_Count", "Sum", above, fixed(10), 2, calm, "The load balancer finds no target that answers"},
	{balancerKind, "target-5xx", "HTTPCode_Target_5XX_Count", "Sum", above, fixed(25), 2, calm, "The application fails"},
	{balancerKind, "latency-p95", "TargetResponseTime", "p95", above, fixed(1), 3, calm, "One request in twenty takes more than a second"},
	{balancerKind, "latency-p99", "TargetResponseTime", "p99", above, fixed(3), 3, calm, "One request in a hundred takes more than three seconds"},
	{targetsKind, "unhealthy", "UnHealthyHostCount", "Maximum", above, fixed(0), 3, calm, "A target fails its health checks"},
}
