// Package rollout waits until the changes of an apply really run. Terraform is done once AWS has accepted a change.
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

// Gate waits until the resources of a state run.
type Gate struct {
	Config   aws.Config
	State    []*tfjson.StateResource // the deployed resources
	Report   func(line string)       // receives what the gate waits for, whenever it changes
	Interval time.Duration           // between two checks
	Limit    time.Duration           // time after which it gives up
}

// check checks one resource. It returns what is still missing, empty when nothing is, and an error if waiting cannot
// help.
type check struct {
	address string
	look    func(ctx context.Context) (missing string, err error)
	missing string // as of the last check
}

// Wait returns once every service runs its new tasks, every node group has its nodes and every certificate is issued.
// The error names each that is not, and why.
func (g *Gate) Wait(ctx context.Context) error {
	open := g.checks()
	ctx, end := context.WithTimeoutCause(ctx, g.Limit, fmt.Errorf("timed out after %s", g.Limit))
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
			} // a check that the limit interrupted has no result: keep the last one
			missing = append(missing, c.address+": "+c.missing)
			return false
		})
		if len(open) == 0 {
			return errors.Join(failed...)
		}
		if now := strings.Join(missing, "; "); now != last {
			last = now
			g.Report("waiting for " + now)
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

// blocks returns the nested blocks with a name.
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
