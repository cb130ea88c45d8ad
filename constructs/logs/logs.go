// Package logs builds CloudWatch log groups: those that AWS would otherwise create on its own, unencrypted and kept for
// ever.
package logs

import (
	"fmt"
	"slices"

	"landform/constructs/encryption"
	"landform/constructs/naming"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudwatchloggroup"
)

// Retention is how logs are kept in an environment.
type Retention struct {
	Days int             // one of AllowedDays
	Key  *encryption.Key // its policy allows CloudWatch Logs: see encryption.ForLogs
}

// AllowedDays are the retention periods that CloudWatch Logs knows.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
func AllowedDays() []int {
	return []int{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}
}

// ValidateDays says whether CloudWatch Logs knows a retention period.
func ValidateDays(days int) error {
	if !slices.Contains(AllowedDays(), days) {
		return fmt.Errorf("RetentionDays is %d: must be one of %v", days, AllowedDays())
	}
	return nil
}

// Props are what New cannot decide by itself.
type Props struct {
	Names     naming.Names
	Name      string // that the group's writer looks for, such as "/aws/eks/volteryde-dev/cluster"
	Retention Retention
}

// Group is a log group.
type Group struct {
	Resource cloudwatchloggroup.CloudwatchLogGroup
	Name     string
	ARN      *string
}

// New creates a log group. It panics if CloudWatch Logs does not know the retention.
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
