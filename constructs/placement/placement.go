// Package placement says where an environment is built and how what is in it is named and tagged.
package placement

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
)

// Placement is one environment of one system, as its constructs need to know it: the account and region that it lies
// in, the two words that every name begins with, and the tags that the requirement documents put on each resource.
type Placement struct {
	System      string            // for example "volteryde"
	Environment string            // for example "dev"
	Region      string            // for example "us-east-1"
	AccountID   string            // 12 digits
	Tags        map[string]string // tags that stand on every resource, beside Name
	// CommonTags are the provider's default tags. They are repeated only where the provider cannot put them: on what
	// AWS itself creates, such as the instances of an Auto Scaling group.
	CommonTags map[string]string
}

// Name returns the name of a thing in this placement: "<system>-<environment>-<thing>".
func (p Placement) Name(thing string) string { return p.Prefix() + "-" + thing }

// Prefix is what every name begins with: "<system>-<environment>".
func (p Placement) Prefix() string { return p.System + "-" + p.Environment }

// Bounded returns Name(thing) if it has at most limit characters. A longer name is cut, and ends in eight characters
// of its hash, so that two long names never become the same one. AWS bounds load balancer and target group names at
// 32, replication groups at 40, RDS identifiers at 63 and IAM roles at 64 characters.
func (p Placement) Bounded(thing string, limit int) string {
	name := p.Name(thing)
	if len(name) <= limit {
		return name
	}
	const hashed = 8
	if limit <= hashed+1 {
		panic(fmt.Sprintf("placement: a limit of %d leaves no room for a name", limit))
	}
	sum := sha256.Sum256([]byte(name))
	return name[:limit-hashed-1] + "-" + hex.EncodeToString(sum[:])[:hashed]
}

// Tagged returns the tags of the thing with the given name: Name, the placement's own tags, and the extra ones, which
// win over both.
func (p Placement) Tagged(name string, extra ...map[string]string) *map[string]*string {
	tags := map[string]string{"Name": name}
	maps.Copy(tags, p.Tags)
	for _, more := range extra {
		maps.Copy(tags, more)
	}
	pointers := make(map[string]*string, len(tags))
	for key, value := range tags {
		pointers[key] = new(value)
	}
	return &pointers
}

// ARN returns the ARN of a resource in this placement's region and account, for example
// ARN("logs", "log-group:/aws/eks/volteryde-dev/cluster").
func (p Placement) ARN(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, p.Region, p.AccountID, resource)
}

// Protection says whether a construct may be deleted by an ordinary deployment. The zero value protects.
type Protection int

const (
	// Protected refuses deletion until a deployment has switched the protection off.
	Protected Protection = iota
	// Disposable lets a destroy take the construct and its data with it.
	Disposable
)
