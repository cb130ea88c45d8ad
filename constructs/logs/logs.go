// Package logs builds encrypted CloudWatch log groups with a retention. Where one is missing, AWS services create it
// themselves, without a KMS key and without a retention.
package logs

import (
	"fmt"
	"slices"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchloggroup"
)

// Retention is the retention and the key of log groups.
type Retention struct {
	Days int             // one of AllowedDays
	Key  *encryption.Key // its key policy must contain the statement encryption.ForLogs
}

// RetentionProps are the arguments of NewRetention.
type RetentionProps struct {
	Names      naming.Names
	Days       int                 // one of AllowedDays
	Protection deletion.Protection // of the key
}

// NewRetention creates a key for the log groups of an environment, and returns it with their retention.
func NewRetention(scope constructs.Construct, id string, props RetentionProps) Retention {
	return Retention{Days: props.Days, Key: encryption.New(scope, id, encryption.Props{
		Names:       props.Names,
		Purpose:     "logs",
		Description: "CloudWatch Logs encryption key for " + props.Names.Environment,
		Services:    []policy.Statement{encryption.ForLogs(props.Names)},
		Protection:  props.Protection,
	})}
}

// AllowedDays returns the retention periods that CloudWatch Logs supports, in days.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
func AllowedDays() []int {
	return []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
}

// ValidateDays returns an error unless CloudWatch Logs supports the retention period.
func ValidateDays(days int) error {
	if !slices.Contains(AllowedDays(), days) {
		return fmt.Errorf("RetentionDays is %d: must be one of %v", days, AllowedDays())
	}
	return nil
}

// Props are the arguments of New.
type Props struct {
	Names     naming.Names
	Name      string // where the service writes, for example "/aws/eks/volteryde-dev/cluster"
	Retention Retention
}

// Group is a log group.
type Group struct {
	Resource cloudwatchloggroup.CloudwatchLogGroup
	Name     string
	ARN      *string
}

// New creates a log group. It panics unless ValidateDays accepts the retention.
func New(scope constructs.Construct, id string, props Props) *Group {
	if err := ValidateDays(props.Retention.Days); err != nil {
		panic("logs: " + props.Name + ": " + err.Error())
	}
	resource := cloudwatchloggroup.NewCloudwatchLogGroup(scope, &id, &cloudwatchloggroup.CloudwatchLogGroupConfig{
		Name:            &props.Name,
		RetentionInDays: jsii.Number(props.Retention.Days),
		KmsKeyId:        props.Retention.Key.ARN,
		Tags:            props.Names.Tags(props.Name),
	})
	return &Group{Resource: resource, Name: props.Name, ARN: resource.Arn()}
}
