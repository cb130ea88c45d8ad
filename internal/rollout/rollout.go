// Package rollout waits until what an apply has changed really runs. Terraform is content when AWS has accepted it.
package rollout

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	tfjson "github.com/hashicorp/terraform-json"
)

// Gate is what an apply waits behind.
type Gate struct {
	Config   aws.Config
	State    []*tfjson.StateResource // what is deployed
	Tell     func(line string)       // what is waited for, whenever it changes
	Interval time.Duration           // between two looks
	Limit    time.Duration           // until it is given up
}

// check looks at one resource. It returns what is still missing, empty when nothing is, and an error when it never will
// come about.
type check struct {
	address string
	look    func(ctx context.Context) (missing string, err error)
	missing string // as the last look saw it
}

// Wait returns once every service runs its new tasks, every node group has its nodes and every certificate is issued. The
// error names each that is not, and why.
func (g *Gate) Wait(ctx context.Context) error {
	open := g.checks()
	ctx, end := context.WithTimeoutCause(ctx, g.Limit, errors.New("it took too long"))
	defer end()
	var failed []error
	last := ""
	for {
		var missing []string
		open = slices.DeleteFunc(open, func(c *check) bool {
			what, err := c.look(ctx)
			switch {
			case err != nil && ctx.Err() == nil:
				failed = append(failed, fmt.Errorf("%s: %w", c.address, err))
				return true
			case err == nil && what == "":
				return true
			case err == nil:
				c.missing = what
			} // a look that the limit cut short has seen nothing: what the last one saw stands
			missing = append(missing, c.address+": "+c.missing)
			return false
		})
		if len(open) == 0 {
			return errors.Join(failed...)
		}
		if now := strings.Join(missing, "; "); now != last {
			last = now
			g.Tell("waiting for " + now)
		}
		select {
		case <-time.After(g.Interval):
		case <-ctx.Done():
			return errors.Join(append(failed, fmt.Errorf("%w: %s", context.Cause(ctx), last))...)
		}
	}
}

func (g *Gate) checks() []*check {
	var checks []*check
	for _, resource := range g.State {
		look := map[string]func(context.Context, values) (string, error){
			"aws_ecs_service":     g.service,
			"aws_eks_node_group":  g.nodes,
			"aws_acm_certificate": g.certificate,
		}[resource.Type]
		if look != nil && resource.Mode != tfjson.DataResourceMode {
			checks = append(checks, &check{address: resource.Address, look: func(ctx context.Context) (string, error) {
				return look(ctx, resource.AttributeValues)
			}})
		}
	}
	return checks
}

// values are the attributes of a resource.
type values map[string]any

func (v values) text(name string) string {
	text, _ := v[name].(string)
	return text
}

// blocks are the nested blocks of a name.
func (v values) blocks(name string) []values {
	list, _ := v[name].([]any)
	var blocks []values
	for _, one := range list {
		if block, ok := one.(map[string]any); ok {
			blocks = append(blocks, block)
		}
	}
	return blocks
}
