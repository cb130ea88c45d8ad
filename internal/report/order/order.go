// Package order estimates how long the creation of a stack takes, from the dependencies of its resources and the usual creation
// time of each type. The slowest chain of dependent resources, the critical path, determines the total.
package order

import (
	"cmp"
	"slices"
	"time"

	"landform/internal/synthesized"
)

// usual is the usual creation time of resource types that take longer than seconds. The values are estimates from the provider's
// default timeouts and the services' user guides. A Multi-AZ database takes twice as long.
var usual = map[string]time.Duration{
	"aws_acm_certificate_validation":    5 * time.Minute,
	"aws_cloudfront_distribution":       5 * time.Minute,
	"aws_db_instance":                   8 * time.Minute,
	"aws_ecs_service":                   2 * time.Minute,
	"aws_eks_addon":                     1 * time.Minute,
	"aws_eks_cluster":                   10 * time.Minute,
	"aws_eks_node_group":                3 * time.Minute,
	"aws_elasticache_replication_group": 10 * time.Minute,
	"aws_instance":                      1 * time.Minute,
	"aws_lb":                            3 * time.Minute,
	"aws_nat_gateway":                   2 * time.Minute,
	"aws_organizations_account":         1 * time.Minute,
	"aws_vpc_endpoint":                  1 * time.Minute,
}

// quick is the creation time of all other resources: one API call and Terraform's overhead.
const quick = 3 * time.Second

// Step is the creation of one resource.
type Step struct {
	Address string        `json:"address"`
	Path    string        `json:"path"`
	Takes   time.Duration `json:"takes"` // in nanoseconds
	Begins  time.Duration `json:"begins"`
}

// LongestChain returns the resources on the critical path of a deployment, each with its start, and the total duration.
func LongestChain(stack synthesized.Stack) ([]Step, time.Duration) {
	c := &chains{stack: stack, ends: map[string]time.Duration{}, before: map[string]string{}}
	var last string
	for _, resource := range stack.Resources {
		if c.end(resource) > c.ends[last] {
			last = resource.Address()
		}
	}
	var steps []Step
	for address := last; address != ""; address = c.before[address] {
		resource, _ := stack.Resource(address)
		took := takes(resource)
		steps = append(steps, Step{Address: address, Path: resource.Path, Takes: took, Begins: c.ends[address] - took})
	}
	slices.Reverse(steps)
	return steps, c.ends[last]
}

// Slow returns the resources that take a minute or longer to create, sorted by start.
func Slow(stack synthesized.Stack) []Step {
	c := &chains{stack: stack, ends: map[string]time.Duration{}, before: map[string]string{}}
	steps := []Step{}
	for _, resource := range stack.Resources {
		if took := takes(resource); took >= time.Minute {
			steps = append(steps, Step{Address: resource.Address(), Path: resource.Path, Takes: took, Begins: c.end(resource) - took})
		}
	}
	slices.SortFunc(steps, func(a, b Step) int {
		return cmp.Or(cmp.Compare(a.Begins, b.Begins), cmp.Compare(b.Takes, a.Takes), cmp.Compare(a.Path, b.Path))
	})
	return steps
}

// chains caches the time at which each resource is complete, and the dependency that completes last before it.
type chains struct {
	stack  synthesized.Stack
	ends   map[string]time.Duration
	before map[string]string
}

// end returns the time at which a resource is complete. There are no cycles, since Terraform rejects them.
func (c *chains) end(resource synthesized.Resource) time.Duration {
	address := resource.Address()
	if known, ok := c.ends[address]; ok {
		return known
	}
	c.ends[address] = 0
	var begins time.Duration
	for _, reference := range resource.References() {
		other, ok := c.stack.Resource(reference.To)
		if !ok || reference.To == address {
			continue
		}
		if ready := c.end(other); ready > begins {
			begins, c.before[address] = ready, reference.To
		}
	}
	c.ends[address] = begins + takes(resource)
	return c.ends[address]
}

func takes(resource synthesized.Resource) time.Duration {
	duration, slow := usual[resource.Type]
	if !slow {
		return quick
	}
	if resource.Type == "aws_db_instance" && resource.Value("multi_az").IsTrue() {
		return 2 * duration
	}
	return duration
}
