package deployment

import "context"

// Ready returns an error with everything that keeps a stack from being deployed, before anybody is asked for anything:
// what Deploy refuses, a state that cannot be reached, and a configuration that Terraform takes for invalid.
func (p *Project) Ready(ctx context.Context, name string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "validate")
}

// Destroyable returns an error with everything that keeps a stack from being destroyed: what Destroy refuses before it
// plans.
func (p *Project) Destroyable(ctx context.Context, name string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	state, err := p.state(ctx, stack)
	if err != nil {
		return err
	}
	return refuseProtected(stack, state)
}
