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

// Group is a log group.
type Group struct {
	Resource cloudwatchloggroup.CloudwatchLogGroup
	Name     string
	ARN      *string
}

// New creates a log group with the name that its writer looks for, such as "/aws/eks/volteryde-dev/cluster". It panics
// if CloudWatch Logs does not know the retention.
func New(scope constructs.Construct, id string, names naming.Names, name string, kept Retention) *Group {
	if !slices.Contains(AllowedDays(), kept.Days) {
		panic(fmt.Sprintf("logs: %s is to be kept for %d days: must be one of %v", name, kept.Days, AllowedDays()))
	}
	resource := cloudwatchloggroup.NewCloudwatchLogGroup(scope, &id, &cloudwatchloggroup.CloudwatchLogGroupConfig{
		Name:            &name,
		RetentionInDays: jsii.Number(kept.Days),
		KmsKeyId:        kept.Key.ARN,
		Tags:            names.Tags(name),
	})
	return &Group{Resource: resource, Name: name, ARN: resource.Arn()}
}
