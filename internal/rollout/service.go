package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecr"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// service checks an ECS service: its primary deployment must be the applied one and completed, and the load balancer's
// health checks must find the desired number of tasks healthy.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
func (g *Gate) service(ctx context.Context, v values) (string, error) {
	pushed, err := g.pushed(ctx, v.text("task_definition"))
	if err != nil || !pushed {
		return "", err
	}
	answer, err := ecs.NewFromConfig(g.Config).DescribeServices(ctx, &ecs.DescribeServicesInput{
		Cluster: aws.String(v.text("cluster")), Services: []string{v.text("name")},
	})
	if err != nil {
		return "", err
	}
	if len(answer.Services) != 1 {
		return "", errors.New("ECS has no service of this name")
	}
	found := answer.Services[0]
	at := slices.IndexFunc(found.Deployments, func(d ecstypes.Deployment) bool { return aws.ToString(d.Status) == "PRIMARY" })
	if at < 0 {
		return "no primary deployment", nil
	}
	primary := found.Deployments[at]
	applied := v.text("task_definition")
	switch running := aws.ToString(primary.TaskDefinition); {
	case primary.RolloutState == ecstypes.DeploymentRolloutStateFailed:
		return "", fmt.Errorf("the rollout of %s failed: %s", lastPart(running), aws.ToString(primary.RolloutStateReason))
	case running != applied && lastPart(running) != lastPart(applied):
		return "", fmt.Errorf("the rollout was rolled back: the service runs %s instead of the applied %s", lastPart(running), lastPart(applied))
	case primary.RolloutState != ecstypes.DeploymentRolloutStateCompleted:
		return fmt.Sprintf("%d of %d tasks are running", primary.RunningCount, primary.DesiredCount), nil
	}
	for _, balancer := range v.blocks("load_balancer") {
		if missing, err := g.healthy(ctx, balancer.text("target_group_arn"), int(found.DesiredCount)); missing != "" || err != nil {
			return missing, err
		}
	}
	return "", nil
}

// healthy compares the healthy targets of a target group with the desired number.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
func (g *Gate) healthy(ctx context.Context, group string, desired int) (string, error) {
	if group == "" {
		return "", nil
	}
	answer, err := elasticloadbalancingv2.NewFromConfig(g.Config).DescribeTargetHealth(ctx,
		&elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: aws.String(group)})
	if err != nil {
		return "", err
	}
	healthy, reason := 0, ""
	for _, target := range answer.TargetHealthDescriptions {
		if target.TargetHealth == nil {
			continue
		}
		if target.TargetHealth.State == elbtypes.TargetHealthStateEnumHealthy {
			healthy++
		} else if text := aws.ToString(target.TargetHealth.Description); text != "" {
			reason = " (" + text + ")"
		}
	}
	if healthy < desired {
		return fmt.Sprintf("%d of %d tasks are healthy%s", healthy, desired, reason), nil
	}
	return "", nil
}

// pushed reports whether the ECR repository of the service's image has an image. Before the first push, no task can
// start, and the apply has not failed. A repository that is not part of the stack is assumed to have the image.
func (g *Gate) pushed(ctx context.Context, definition string) (bool, error) {
	containers := ""
	for _, resource := range g.State {
		if v := values(resource.AttributeValues); resource.Type == "aws_ecs_task_definition" && v.text("arn") == definition {
			containers = v.text("container_definitions")
		}
	}
	for _, resource := range g.State {
		v := values(resource.AttributeValues)
		if resource.Type != "aws_ecr_repository" || !strings.Contains(containers, v.text("repository_url")+":") {
			continue
		}
		answer, err := ecr.NewFromConfig(g.Config).DescribeImages(ctx,
			&ecr.DescribeImagesInput{RepositoryName: aws.String(v.text("name")), MaxResults: aws.Int32(1)})
		if err != nil {
			return false, err
		}
		if len(answer.ImageDetails) == 0 {
			g.Report(fmt.Sprintf("repository %s has no image yet: not waiting for the service", v.text("name")))
			return false, nil
		}
	}
	return true, nil
}

func lastPart(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }
