package deployment

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"landform/internal/awsconfig"
	"landform/internal/rollout"
	"landform/internal/synthesized"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/tidwall/gjson"
)

// The types of resources that are checked after an apply, the interval and the timeout. Replacing a node group takes
// longest.
const (
	gateInterval = 15 * time.Second
	gateLimit    = 40 * time.Minute
)

// gated are the resource types that may not work although Terraform's apply succeeded.
var gated = []string{"aws_ecs_service", "aws_eks_node_group", "aws_acm_certificate"}

// verify waits until the deployed resources work, and then publishes the deployment to the alarm topic. It does nothing
// for an emulator.
func (p *Project) verify(ctx context.Context, stack synthesized.Stack, what string) error {
	if p.Emulated || ctx.Err() != nil {
		return nil
	}
	err := p.waitForRollout(ctx, stack)
	subject, outcome := stack.Name+" was deployed", "All resources work."
	if err != nil {
		subject, outcome = stack.Name+" was deployed, but does not work", err.Error()
	}
	p.announce(ctx, stack, subject, outcome+"\n"+what)
	return err
}

func (p *Project) waitForRollout(ctx context.Context, stack synthesized.Stack) error {
	if !slices.ContainsFunc(stack.Resources, func(resource synthesized.Resource) bool { return slices.Contains(gated, resource.Type) }) {
		return nil
	}
	state, err := p.state(ctx, stack)
	if err != nil {
		return err
	}
	config, err := awsconfig.Load(ctx, stack)
	if err != nil {
		return err
	}
	gate := rollout.Gate{Config: config, State: state, Interval: gateInterval, Limit: gateLimit,
		Report: func(line string) { p.say("%s: %s\n", stack.Name, line) }}
	if err := gate.Wait(ctx); err != nil {
		return fmt.Errorf("applied, but not working: %w", err)
	}
	return nil
}

// state returns the resources in the stack's state.
func (p *Project) state(ctx context.Context, stack synthesized.Stack) ([]*tfjson.StateResource, error) {
	var text, problem strings.Builder
	command := p.command(ctx, stack.Dir, p.Engine.String(), "show", "-json")
	command.Stdout, command.Stderr = &text, &problem
	if err := run(ctx, command, p.Engine.String()+" show"); err != nil {
		return nil, fmt.Errorf("%w: %s", err, problem.String())
	}
	var state tfjson.State
	if err := json.Unmarshal([]byte(text.String()), &state); err != nil {
		return nil, fmt.Errorf("state of %s: %w", stack.Name, err)
	}
	if state.Values == nil || state.Values.RootModule == nil {
		return nil, nil
	}
	return state.Values.RootModule.Resources, nil
}

// announce publishes to the stack's alarm topic what is done, and who does it. If that fails, it prints the error and
// continues. For an emulator, it does nothing.
func (p *Project) announce(ctx context.Context, stack synthesized.Stack, subject, text string) {
	if p.Emulated {
		return
	}
	if err := p.publish(ctx, stack, subject, text); err != nil {
		p.say("%s: could not publish to the alarm topic: %v\n", stack.Name, err)
	}
}

// publish sends a message to the stack's alarm topic. It does nothing for a stack without an alarm topic.
func (p *Project) publish(ctx context.Context, stack synthesized.Stack, subject, text string) error {
	name := stack.Metadata().Outputs[synthesized.OutputAlarms]
	if name == "" {
		return nil
	}
	output, err := p.outputs(ctx, stack, name)
	if err != nil {
		return err
	}
	topic := gjson.ParseBytes(output).String()
	config, err := awsconfig.Load(ctx, stack)
	if err != nil {
		return err
	}
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	_, err = sns.NewFromConfig(config).Publish(ctx, &sns.PublishInput{
		TopicArn: aws.String(topic), Subject: aws.String(subject),
		Message: aws.String(fmt.Sprintf("%s\nBy %s%s\nCommit %s\n", text, aws.ToString(who.Arn), p.actor(), p.commit(ctx))),
	})
	return err
}

// actor returns the GitHub user who started the job, and the job's address.
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables
func (p *Project) actor() string {
	find := func(name string) string {
		for _, entry := range p.Environ {
			if value, ok := strings.CutPrefix(entry, name+"="); ok {
				return value
			}
		}
		return ""
	}
	if find("GITHUB_ACTOR") == "" {
		return ""
	}
	return fmt.Sprintf(" for %s, %s/%s/actions/runs/%s", find("GITHUB_ACTOR"), find("GITHUB_SERVER_URL"), find("GITHUB_REPOSITORY"), find("GITHUB_RUN_ID"))
}
