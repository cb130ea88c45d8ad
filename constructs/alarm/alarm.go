// Package alarm describes, as data, what CloudWatch measures of a resource and when to alarm on it. Each construct offers
// its own; package monitoring makes alarms and a dashboard of them.
package alarm

// Target is one resource with metrics of its own.
type Target struct {
	Section    string // heading of the dashboard, shared by the targets that have the same rules: "NAT gateways"
	Name       string // begins the names of the target's alarms, for example "redis-001"
	Namespace  string // of CloudWatch, for example "AWS/RDS"
	Dimensions []Dimension
	Rules      []Rule
}

// Dimension tells one target from another in CloudWatch. The value may be a token: it refers to the resource, so that an
// alarm to which missing data is breaching is created after the resource.
type Dimension struct{ Name, Value string }

// Rule is a metric of a target, and when to alarm on it.
type Rule struct {
	Name        string // ends the alarm's name: "cpu" gives "volteryde-dev-postgres-cpu"; unique in the section
	Metric      string
	Statistic   string // of CloudWatch, for example Average, or a percentile such as "p95"
	Comparison  Comparison
	Threshold   float64 // in the metric's unit
	Periods     int     // of PeriodMinutes, in a row
	MissingData MissingData
	// OnlyWhile is another metric of the target: while its maximum is 0, the rule's metric counts as 0. Empty for always.
	OnlyWhile string
	Reason    string // what is wrong when the alarm goes off: it stands in the message
}

// SurplusCredits goes off when a burstable instance has worked above its baseline for so long that CPU credits are charged for.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html
func SurplusCredits() Rule {
	return Rule{
		Name: "credits", Metric: "CPUSurplusCreditsCharged", Statistic: Sum, Comparison: Above, Threshold: 0, Periods: 3,
		MissingData: NotBreaching, Reason: "A day's work was above the baseline and is charged for: a larger type is cheaper",
	}
}

// PeriodMinutes is the resolution of every alarm. EC2 has no finer metrics without detailed monitoring.
const PeriodMinutes = 5

// The statistics of CloudWatch that rules use.
const (
	Average = "Average"
	Maximum = "Maximum"
	Minimum = "Minimum"
	Sum     = "Sum"
)

// Comparison is whether to alarm above or below the threshold.
type Comparison string

// The comparisons, as CloudWatch spells them.
const (
	Above Comparison = "GreaterThanThreshold"
	Below Comparison = "LessThanThreshold"
)

// MissingData is how an alarm treats a period without data.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
type MissingData string

const (
	// Breaching is for a metric that the target reports as long as it runs.
	Breaching MissingData = "breaching"
	// NotBreaching is for a metric that has data only when something happens.
	NotBreaching MissingData = "notBreaching"
	// Missing leaves the alarm without a verdict: another alarm of the target says that it no longer reports.
	Missing MissingData = "missing"
)
