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
)

// What an apply waits for, how often it looks and how long: a node group that is replaced takes the longest.
const (
	gateInterval = 15 * time.Second
	gateLimit    = 40 * time.Minute
)

// gated are the resource types of which Terraform's success does not say that they work.
var gated = []string{"aws_ecs_service", "aws_eks_node_group", "aws_acm_certificate"}

// verify waits until what was deployed really runs, and then notes the deployment where alarms go. An emulator runs
// nothing, and nobody listens there.
func (p *Project) verify(ctx context.Context, stack synthesized.Stack, what string) error {
	if p.Emulated || ctx.Err() != nil {
		return nil
	}
	err := p.waitForRollout(ctx, stack)
	if told := p.announce(ctx, stack, what, err); told != nil {
		p.say("%s: the deployment is not noted at the alarm topic: %v\n", stack.Name, told)
	}
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
		Tell: func(line string) { p.say("%s: %s\n", stack.Name, line) }}
	if err := gate.Wait(ctx); err != nil {
		return fmt.Errorf("it is applied, and does not work: %w", err)
	}
	return nil
}

// state returns the resources that the stack's state holds.
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

// announce notes at the stack's alarm topic who deployed what. A stack without such a topic has nobody who listens.
func (p *Project) announce(ctx context.Context, stack synthesized.Stack, what string, failure error) error {
	name := stack.Metadata().Outputs[synthesized.OutputAlarms]
	if name == "" {
		return nil
	}
	var topic strings.Builder
	command := p.command(ctx, stack.Dir, p.Engine.String(), "output", "-raw", name)
	command.Stdout = &topic
	if err := run(ctx, command, p.Engine.String()+" output"); err != nil {
		return err
	}
	config, err := awsconfig.Load(ctx, stack)
	if err != nil {
		return err
	}
	who, err := sts.NewFromConfig(config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	subject, outcome := stack.Name+" was deployed", "Everything in it works."
	if failure != nil {
		subject, outcome = stack.Name+" was deployed and does not work", failure.Error()
	}
	_, err = sns.NewFromConfig(config).Publish(ctx, &sns.PublishInput{
		TopicArn: aws.String(topic.String()), Subject: aws.String(subject),
		Message: aws.String(fmt.Sprintf("%s\n%s\nBy %s%s\nCommit %s\n", outcome, what, aws.ToString(who.Arn), p.actor(), p.commit(ctx))),
	})
	return err
}

// actor is the person behind a job of GitHub Actions, and the job.
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
