// Package leftover makes sure that a destroyed stack can be deployed again. EKS and Container Insights write to their
// log groups for a while after they were switched off or deleted, and AWS then recreates the groups outside of any
// state: the next apply would fail because they exist.
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

// Logs are the log groups of a stack that is being destroyed.
type Logs struct {
	Config   aws.Config
	State    []*tfjson.StateResource // before the destruction
	Report   func(line string)
	Interval time.Duration // between two checks
	Limit    time.Duration // of each of the two waits
	Calm     int           // consecutive checks that must find no log group
}

// SwitchOff disables the logging of clusters before they are destroyed, and waits until AWS has done so.
func (l *Logs) SwitchOff(ctx context.Context) error {
	var problems []error
	for _, resource := range l.State {
		name, _ := resource.AttributeValues["name"].(string)
		var err error
		switch {
		case resource.Type == "aws_eks_cluster" && len(list(resource.AttributeValues["enabled_cluster_log_types"])) > 0:
			l.Report("switching off the logs of EKS cluster " + name)
			err = l.switchOffEKS(ctx, name, list(resource.AttributeValues["enabled_cluster_log_types"]))
		case resource.Type == "aws_ecs_cluster" && insights(resource.AttributeValues["setting"]):
			l.Report("switching off Container Insights of ECS cluster " + name)
			err = l.switchOffECS(ctx, name)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", resource.Address, err))
		}
	}
	return errors.Join(problems...)
}

// switchOffEKS disables the logs of a control plane and waits for the update.
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
		return nil // the cluster is deleted, or its logs are already off
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
			return false, fmt.Errorf("the update of the cluster has the status %s", update.Update.Status)
		}
		return false, nil
	})
}

// switchOffECS disables Container Insights of a cluster.
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

// Sweep deletes the log groups of the destroyed state that AWS recreates, until none has appeared for a while.
func (l *Logs) Sweep(ctx context.Context) error {
	names := l.groups()
	if len(names) == 0 {
		return nil
	}
	l.Report("waiting until AWS no longer recreates deleted log groups")
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
			l.Report("deleted log group " + name + ", which AWS had recreated")
			calm = 0
		}
		return calm >= l.Calm, nil
	})
}

// groups returns the log groups of the state that AWS services write to. Those of applications get no entries after the
// destruction.
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

// until repeats a check until it succeeds, fails or times out.
func (l *Logs) until(ctx context.Context, check func() (bool, error)) error {
	ctx, end := context.WithTimeoutCause(ctx, l.Limit, fmt.Errorf("timed out after %s", l.Limit))
	defer end()
	for {
		done, err := check()
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

// insights reports whether Container Insights is enabled in the settings of a cluster.
func insights(settings any) bool {
	return slices.ContainsFunc(list(settings), func(setting any) bool {
		block, _ := setting.(map[string]any)
		return block["name"] == "containerInsights" && block["value"] != "disabled"
	})
}

func list(value any) []any { read, _ := value.([]any); return read }
