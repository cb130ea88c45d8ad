// Package naming gives names, tags and ARNs to the resources of one environment.
package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
)

// EdgeRegion is where AWS keeps what serves the whole world: the certificates of CloudFront, the query logs of Route 53.
// https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html
const EdgeRegion = "us-east-1"

// Names are the names, tags and ARNs of one environment of one system: they derive from its account and region, from the
// two words that every name begins with, and from the tags that the requirement documents put on each resource.
type Names struct {
	System       string            // for example "volteryde"
	Environment  string            // for example "dev"
	Region       string            // for example "us-east-1"
	AccountID    string            // 12 digits
	ResourceTags map[string]string // tags that stand on every resource, beside Name
	// CommonTags are the provider's default tags. They are repeated only where the provider cannot put them: on what
	// AWS itself creates, such as the instances of an Auto Scaling group.
	CommonTags map[string]string
}

// Name returns the name of the resource with this purpose: "<system>-<environment>-<purpose>".
func (n Names) Name(purpose string) string { return n.Prefix() + "-" + purpose }

// Prefix is what every name begins with: "<system>-<environment>".
func (n Names) Prefix() string { return n.System + "-" + n.Environment }

// NameWithin returns Name(purpose) if it has at most limit characters. A longer name is cut, and ends in eight characters
// of its hash, so that two long names never become the same one. AWS bounds load balancer and target group names at
// 32, replication groups at 40, RDS identifiers at 63 and IAM roles at 64 characters.
func (n Names) NameWithin(purpose string, limit int) string {
	name := n.Name(purpose)
	if len(name) <= limit {
		return name
	}
	const hashed = 8
	if limit <= hashed+1 {
		panic(fmt.Sprintf("naming: a limit of %d leaves no room for a name", limit))
	}
	sum := sha256.Sum256([]byte(name))
	return name[:limit-hashed-1] + "-" + hex.EncodeToString(sum[:])[:hashed]
}

// Tags returns the tags of the resource with the given name: Name, the environment's own tags, and the extra ones, which
// win over both.
func (n Names) Tags(name string, extra ...map[string]string) *map[string]*string {
	tags := map[string]string{"Name": name}
	maps.Copy(tags, n.ResourceTags)
	for _, more := range extra {
		maps.Copy(tags, more)
	}
	pointers := make(map[string]*string, len(tags))
	for key, value := range tags {
		pointers[key] = new(value)
	}
	return &pointers
}

// ARN returns the ARN of a resource in the environment's region and account, for example
// ARN("logs", "log-group:/aws/eks/volteryde-dev/cluster").
func (n Names) ARN(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, n.Region, n.AccountID, resource)
}
