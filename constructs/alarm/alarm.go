// Package alarm describes, as data, the CloudWatch metrics of a resource and when to alarm on them. Each construct returns
// the description of its own alarms; package monitoring creates the alarms and a dashboard from it.
package alarm

// Target is a resource with metrics.
type Target struct {
	Section    string // heading on the dashboard, shared by targets with the same rules: "NAT gateways"
	Name       string // prefix of the names of the target's alarms, for example "redis-001"
	Namespace  string // of the metrics, for example "AWS/RDS"
	Dimensions []Dimension
	Rules      []Rule
}

// Dimension identifies a target in CloudWatch. The value may be a token: it refers to the resource, so that Terraform
// creates the alarm after the resource. Otherwise, an alarm that treats missing data as breaching would alarm at once.
type Dimension struct{ Name, Value string }

// Rule is a metric of a target and the condition on which to alarm.
type Rule struct {
	Name        string // suffix of the alarm's name: "cpu" gives "volteryde-dev-postgres-cpu"; unique in the section
	Metric      string
	Statistic   string // Average, Maximum, Minimum or Sum, or a percentile such as "p95"
	Comparison  Comparison
	Threshold   float64 // in the metric's unit
	Periods     int     // number of consecutive periods, of PeriodMinutes each
	MissingData MissingData
	// OnlyWhile is another metric of the target: while its maximum is 0, the rule's metric counts as 0. Empty for always.
	OnlyWhile string
	Reason    string // what is wrong when the alarm fires, for the message
}

// SurplusCredits returns the rule that alarms when a burstable instance has run above its baseline for so long that AWS
// charges for surplus CPU credits.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
func SurplusCredits() Rule {
	return Rule{
		Name: "credits", Metric: "CPUSurplusCreditsCharged", Statistic: Sum, Comparison: Above, Threshold: 0, Periods: 3,
		MissingData: NotBreaching, Reason: "A day's work was above the baseline and is charged for: a larger type is cheaper",
	}
}

// PeriodMinutes is the period of every alarm. Without detailed monitoring, EC2 publishes metrics every 5 minutes.
const PeriodMinutes = 5

// The CloudWatch statistics that rules use.
const (
	Average = "Average"
	Maximum = "Maximum"
	Minimum = "Minimum"
	Sum     = "Sum"
)

// Comparison says whether to alarm above or below the threshold.
type Comparison string

// The comparison operators of CloudWatch that rules use.
const (
	Above Comparison = "GreaterThanThreshold"
	Below Comparison = "LessThanThreshold"
)

// MissingData says how an alarm treats a period without data.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
type MissingData string

const (
	// Breaching is for a metric that the target publishes as long as it runs.
	Breaching MissingData = "breaching"
	// NotBreaching is for a metric that has data only when something happens.
	NotBreaching MissingData = "notBreaching"
	// Missing puts the alarm into the state INSUFFICIENT_DATA: another alarm of the target fires when data is missing.
	Missing MissingData = "missing"
)
