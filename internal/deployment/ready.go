package deployment

import "context"

// Ready returns an error with everything that prevents a deployment, without asking for anything: the checks of Deploy,
// access to the state, and terraform validate.
func (p *Project) Ready(ctx context.Context, name string) error {
	stack, err := p.initialized(ctx, name)
	if err != nil {
		return err
	}
	return p.terraform(ctx, stack.Dir, "validate")
}

// Destroyable returns an error with everything that prevents a destruction: the checks of Destroy that come before the
// plan.
func (p *Project) Destroyable(ctx context.Context, name string) error {
	_, err := p.prepareDestruction(ctx, name, "")
	return err
}
