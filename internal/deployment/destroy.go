package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"landform/internal/awsconfig"
	"landform/internal/leftover"
	"landform/internal/synthesized"

	tfjson "github.com/hashicorp/terraform-json"
)

// Destroy destroys the stack's resources. Options can name a commit whose version of the stack is destroyed. If any
// resource is protected, Destroy returns an error before it plans. Outside development environments, a person has to
// type the stack's name. Afterwards it removes the log groups that AWS recreates, so that the stack can be deployed
// again.
func (p *Project) Destroy(ctx context.Context, name string, options Options) error {
	stack, err := p.prepareDestruction(ctx, name, options)
	if err != nil {
		return err
	}
	if err := p.initialize(ctx, stack); err != nil {
		return err
	}
	state, err := p.state(ctx, stack)
	if err != nil {
		return err
	}
	if err := refuseProtected(stack, state); err != nil {
		return err
	}
	if stack.Metadata().Stage != synthesized.Development {
		if err := p.confirm(ctx, fmt.Sprintf("This destroys stack %s and all its resources.", stack.Name), stack.Name); err != nil {
			return err
		}
	}
	logs, err := p.logs(ctx, stack, state)
	if err != nil {
		return err
	}
	d := destruction{project: p, stack: stack, logs: logs, approved: options.Approved}
	return d.run(ctx, append([]string{"-destroy"}, options.Arguments...))
}

// prepareDestruction returns the stack to destroy, from the project or from a commit.
func (p *Project) prepareDestruction(ctx context.Context, name string, options Options) (synthesized.Stack, error) {
	stack, err := p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) {
		if options.At != "" {
			var err error
			if stacks, _, err = p.at(ctx, options.At); err != nil {
				return synthesized.Stack{}, err
			}
		}
		return synthesized.Find(stacks, name)
	}, p.checkApproval(options.Approved))
	return stack, err
}

// destruction is a destruction that passed all checks.
type destruction struct {
	project  *Project
	stack    synthesized.Stack
	logs     *leftover.Logs // nil if no service recreates log groups
	approved bool
}

func (d destruction) run(ctx context.Context, arguments []string) error {
	plan := func(apply func() error) error {
		return d.project.planAndApply(ctx, d.stack, d.approved, arguments, apply)
	}
	if d.logs == nil {
		return plan(nil)
	}
	if err := plan(func() error { return d.logs.SwitchOff(ctx) }); err != nil {
		return err
	}
	return d.logs.Sweep(ctx)
}

// logs returns the log groups that AWS may recreate. An emulator does not recreate any.
func (p *Project) logs(ctx context.Context, stack synthesized.Stack, state []*tfjson.StateResource) (*leftover.Logs, error) {
	writes := func(resource *tfjson.StateResource) bool {
		return resource.Type == "aws_eks_cluster" || resource.Type == "aws_ecs_cluster" || resource.Type == "aws_cloudwatch_log_group"
	}
	if p.Emulated || !slices.ContainsFunc(state, writes) {
		return nil, nil
	}
	config, err := awsconfig.Load(ctx, stack)
	if err != nil {
		return nil, err
	}
	return &leftover.Logs{
		Config: config, State: state, Interval: gateInterval, Limit: leftoverLimit, Calm: leftoverCalm,
		Tell: func(line string) { p.say("%s: %s\n", stack.Name, line) },
	}, nil
}

// How long AWS may take to write the last logs of a cluster, and how many checks in a row must find no log group.
const (
	leftoverLimit = 15 * time.Minute
	leftoverCalm  = 8
)

// planAndApply plans with these arguments, asks for approval of the plan, and applies exactly that plan. The function
// between, which runs after the approval, may be nil.
func (p *Project) planAndApply(ctx context.Context, stack synthesized.Stack, approved bool, arguments []string, between func() error) error {
	folder, err := os.MkdirTemp("", "landform-plan-") // readable by its owner only, because a plan contains secrets
	if err != nil {
		return fmt.Errorf("plan: %w", err)
	}
	defer func() { _ = os.RemoveAll(folder) }()
	plan := filepath.Join(folder, "tfplan")
	err = p.terraform(ctx, stack.Dir, "plan", append([]string{"-input=false", "-detailed-exitcode", "-out=" + plan}, arguments...)...)
	if err == nil || !isChanges(ctx, err) {
		return err
	}
	if !approved {
		if err := p.confirm(ctx, fmt.Sprintf("This plan of %s will be applied.", stack.Name), "yes"); err != nil {
			return err
		}
	}
	if between != nil {
		if err := between(); err != nil {
			return err
		}
	}
	return p.terraform(ctx, stack.Dir, "apply", "-input=false", plan)
}

// TakeApproval removes --auto-approve and -auto-approve from the arguments, and tells whether one of them was there.
func TakeApproval(arguments []string) (rest []string, approved bool) {
	rest = slices.DeleteFunc(slices.Clone(arguments), func(argument string) bool {
		return argument == "--auto-approve" || argument == "-auto-approve"
	})
	return rest, len(rest) < len(arguments)
}

// checkApproval returns an error if approval is needed and standard input is not a terminal.
func (p *Project) checkApproval(approved bool) error {
	if approved || p.interactive() {
		return nil
	}
	return errors.New("cannot ask for approval: standard input is not a terminal. " +
		"Review and apply a saved plan (make plan-file), or approve in advance (ARGS=--auto-approve)")
}
