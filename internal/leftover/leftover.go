// Package leftover sees to it that a destroyed stack can be deployed again. EKS and Container Insights write into their log
// groups a little after they were switched off or deleted, and AWS then makes the groups anew, outside of any state: the
// next apply would find them there.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
package leftover

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/eks"
	ekstypes "github.com/aws/aws-sdk-go-v2/service/eks/types"
	tfjson "github.com/hashicorp/terraform-json"
)

// Logs are the log groups of a stack that is destroyed.
type Logs struct {
	Config   aws.Config
	State    []*tfjson.StateResource // before the destruction
	Tell     func(line string)
	Interval time.Duration // between two looks
	Limit    time.Duration // of each of the two waits
	Calm     int           // how many looks in a row must find nothing
}

// SwitchOff ends the logging of clusters, before they are destroyed, and waits until AWS has done so.
func (l *Logs) SwitchOff(ctx context.Context) error {
	var problems []error
	for _, resource := range l.State {
		name, _ := resource.AttributeValues["name"].(string)
		var err error
		switch {
		case resource.Type == "aws_eks_cluster" && len(list(resource.AttributeValues["enabled_cluster_log_types"])) > 0:
			l.Tell("switching off the logs of EKS cluster " + name)
			err = l.switchOffEKS(ctx, name, list(resource.AttributeValues["enabled_cluster_log_types"]))
		case resource.Type == "aws_ecs_cluster" && insights(resource.AttributeValues["setting"]):
			l.Tell("switching off Container Insights of ECS cluster " + name)
			err = l.switchOffECS(ctx, name)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", resource.Address, err))
		}
	}
	return errors.Join(problems...)
}

// switchOffEKS ends the logs of a control plane and waits for the update.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateClusterConfig.html
func (l *Logs) switchOffEKS(ctx context.Context, name string, kinds []any) error {
	setup := ekstypes.LogSetup{Enabled: aws.Bool(false)}
	for _, kind := range kinds {
		setup.Types = append(setup.Types, ekstypes.LogType(fmt.Sprint(kind)))
	}
	client := eks.NewFromConfig(l.Config)
	started, err := client.UpdateClusterConfig(ctx, &eks.UpdateClusterConfigInput{
		Name: aws.String(name), Logging: &ekstypes.Logging{ClusterLogging: []ekstypes.LogSetup{setup}},
	})
	var missing *ekstypes.ResourceNotFoundException
	var invalid *ekstypes.InvalidParameterException
	if errors.As(err, &missing) || errors.As(err, &invalid) && strings.Contains(invalid.ErrorMessage(), "No changes needed") {
		return nil // it is gone, or silent, already
	}
	if err != nil {
		return err
	}
	return l.until(ctx, func() (bool, error) {
		update, err := client.DescribeUpdate(ctx, &eks.DescribeUpdateInput{Name: aws.String(name), UpdateId: started.Update.Id})
		if err != nil {
			return false, err
		}
		switch update.Update.Status {
		case ekstypes.UpdateStatusSuccessful:
			return true, nil
		case ekstypes.UpdateStatusFailed, ekstypes.UpdateStatusCancelled:
			return false, fmt.Errorf("the update is %s", update.Update.Status)
		}
		return false, nil
	})
}

// switchOffECS ends Container Insights of a cluster.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateClusterSettings.html
func (l *Logs) switchOffECS(ctx context.Context, name string) error {
	_, err := ecs.NewFromConfig(l.Config).UpdateClusterSettings(ctx, &ecs.UpdateClusterSettingsInput{
		Cluster:  aws.String(name),
		Settings: []ecstypes.ClusterSetting{{Name: ecstypes.ClusterSettingNameContainerInsights, Value: aws.String("disabled")}},
	})
	var missing *ecstypes.ClusterNotFoundException
	if errors.As(err, &missing) {
		return nil
	}
	return err
}

// Sweep deletes those log groups of the destroyed state that AWS made anew, until none has come for a while.
func (l *Logs) Sweep(ctx context.Context) error {
	names := l.groups()
	if len(names) == 0 {
		return nil
	}
	l.Tell("waiting for what still writes into deleted log groups")
	client := cloudwatchlogs.NewFromConfig(l.Config)
	calm := 0
	return l.until(ctx, func() (bool, error) {
		calm++
		for _, name := range names {
			_, err := client.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(name)})
			var missing *logstypes.ResourceNotFoundException
			if errors.As(err, &missing) {
				continue
			}
			if err != nil {
				return false, fmt.Errorf("log group %s: %w", name, err)
			}
			l.Tell("removed log group " + name + ", which came back")
			calm = 0
		}
		return calm >= l.Calm, nil
	})
}

// groups are the log groups that AWS itself writes into, of those that the state had. Those of applications end with them.
func (l *Logs) groups() []string {
	var names []string
	for _, resource := range l.State {
		name, _ := resource.AttributeValues["name"].(string)
		if resource.Type == "aws_cloudwatch_log_group" && resource.Mode != tfjson.DataResourceMode && strings.HasPrefix(name, "/aws/") {
			names = append(names, name)
		}
	}
	return names
}

// until looks again and again until what it looks for is there.
func (l *Logs) until(ctx context.Context, look func() (bool, error)) error {
	ctx, end := context.WithTimeoutCause(ctx, l.Limit, errors.New("it took too long"))
	defer end()
	for {
		done, err := look()
		if done || err != nil {
			return err
		}
		select {
		case <-time.After(l.Interval):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// insights tells whether a cluster's settings have Container Insights on.
func insights(settings any) bool {
	return slices.ContainsFunc(list(settings), func(setting any) bool {
		block, _ := setting.(map[string]any)
		return block["name"] == "containerInsights" && block["value"] != "disabled"
	})
}

func list(value any) []any { read, _ := value.([]any); return read }
