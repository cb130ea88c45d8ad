package deployment

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
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
	d, err := p.prepareDestruction(ctx, name, options.At, p.checkApproval(options.Approved))
	if err != nil {
		return err
	}
	if d.stack.Metadata().Stage != synthesized.Development {
		if err := p.confirm(ctx, fmt.Sprintf("This destroys stack %s and all its resources.", d.stack.Name), d.stack.Name); err != nil {
			return err
		}
	}
	return d.project.planAndApply(ctx, d.stack, options.Approved, append([]string{"-destroy"}, options.Arguments...), d.around)
}

// prepareDestruction initializes the stack to destroy, from the project or from a commit. The error has everything that
// prevents the destruction: what the caller found before, what prevents every deployment, and the protected resources.
func (p *Project) prepareDestruction(ctx context.Context, name, at string, found ...error) (destruction, error) {
	stack, err := p.prepareOne(ctx, func(stacks []synthesized.Stack) (synthesized.Stack, error) {
		if at == "" {
			return synthesized.Find(stacks, name)
		}
		then, _, err := p.at(ctx, at)
		if err != nil {
			return synthesized.Stack{}, err
		}
		stack, err := synthesized.Find(then, name)
		if err != nil {
			return synthesized.Stack{}, fmt.Errorf("commit %s: %w", at, err)
		}
		return stack, p.checkLockFile(output(stack))
	}, found...)
	if err != nil {
		return destruction{}, err
	}
	d := destruction{project: p.withInputs(stack), stack: stack}
	if err := d.project.initialize(ctx, stack); err != nil {
		return destruction{}, err
	}
	state, err := d.project.state(ctx, stack)
	if err != nil {
		return destruction{}, err
	}
	if err := refuseProtected(stack, state); err != nil {
		return destruction{}, err
	}
	d.logs, err = p.logs(ctx, stack, state)
	return d, err
}

// withInputs is the project with a value for each input that the stack asks for and nobody gave: a destruction uses none of
// them, but Terraform wants every one.
func (p *Project) withInputs(stack synthesized.Stack) *Project {
	other := *p
	other.Environ = slices.Clone(p.Environ)
	for name, input := range stack.Get("variable").Map() {
		variable := "TF_VAR_" + name + "="
		isGiven := slices.ContainsFunc(p.Environ, func(entry string) bool { return strings.HasPrefix(entry, variable) })
		if !isGiven && !input.Get("default").Exists() {
			other.Environ = append(other.Environ, variable+"a-destruction-uses-none-of-its-inputs")
		}
	}
	return &other
}

// destruction is a destruction that passed all checks.
type destruction struct {
	project *Project
	stack   synthesized.Stack
	logs    *leftover.Logs // nil if no service recreates log groups
}

// around does what is done before and after a destruction is applied. The topic of alarms is told before: it goes too.
func (d destruction) around(ctx context.Context, apply func() error) error {
	d.project.announce(ctx, d.stack, d.stack.Name+" is about to be destroyed", "Its alarms go with it.")
	if d.logs == nil {
		return apply()
	}
	if err := d.logs.SwitchOff(ctx); err != nil {
		return err
	}
	if err := apply(); err != nil {
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
		Report: func(line string) { p.say("%s: %s\n", stack.Name, line) },
	}, nil
}

// How long AWS may take to write the last logs of a cluster, and how many checks in a row must find no log group.
const (
	leftoverLimit = 15 * time.Minute
	leftoverCalm  = 8
)

// planAndApply plans with these arguments, asks for approval of the plan, and applies exactly that plan. The function
// around, which gets the apply as its argument, may be nil.
func (p *Project) planAndApply(ctx context.Context, stack synthesized.Stack, approved bool, arguments []string,
	around func(ctx context.Context, apply func() error) error) error {
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
	apply := func() error { return p.terraform(ctx, stack.Dir, "apply", "-input=false", plan) }
	if around == nil {
		return apply()
	}
	return around(ctx, apply)
}

// TakeApproval removes --auto-approve and -auto-approve from the arguments, and reports whether one of them was there.
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
