// Package naming computes the names, tags and ARNs of an environment's resources.
package naming

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// EdgeRegion is the region in which AWS requires certificates for CloudFront and query logs of Route 53.
// https://docs.aws.amazon.com/acm/latest/userguide/acm-regions.html
const EdgeRegion = "us-east-1"

// Names contains what the names, tags and ARNs of one environment of one system are computed from.
type Names struct {
	System       string            // for example "volteryde"
	Environment  string            // for example "dev"
	Region       string            // for example "us-east-1"
	AccountID    string            // 12 digits
	ResourceTags map[string]string // tags of every resource, in addition to Name
	// CommonTags are the provider's default_tags. They are repeated only for resources that AWS itself creates, such as the
	// instances of an Auto Scaling group, to which the provider cannot add tags.
	CommonTags map[string]string
}

// Name returns the name of a resource: "<system>-<environment>-<purpose>".
func (n Names) Name(purpose string) string { return n.Prefix() + "-" + purpose }

// Prefix returns the prefix of every name: "<system>-<environment>".
func (n Names) Prefix() string { return n.System + "-" + n.Environment }

// NameWithin returns Name(purpose) if it has at most limit characters. A longer name is shortened and ends in eight
// characters of its hash, so that different names stay different. It panics if the limit is less than 10. AWS limits names
// of load balancers and target groups to 32 characters, of replication groups to 40, of RDS instances to 63 and of IAM
// roles to 64.
func (n Names) NameWithin(purpose string, limit int) string {
	name := n.Name(purpose)
	if len(name) <= limit {
		return name
	}
	const hashed = 8
	if limit <= hashed+1 {
		panic(fmt.Sprintf("naming: limit is %d: must be at least %d", limit, hashed+2))
	}
	sum := sha256.Sum256([]byte(name))
	return name[:limit-hashed-1] + "-" + hex.EncodeToString(sum[:])[:hashed]
}

// Tags returns the tags of a resource: Name, ResourceTags and the extra tags. Extra tags override the others.
func (n Names) Tags(name string, extra ...map[string]string) *map[string]*string {
	tags := map[string]*string{"Name": &name}
	for _, more := range slices.Concat([]map[string]string{n.ResourceTags}, extra) {
		for key, value := range more {
			tags[key] = &value
		}
	}
	return &tags
}

// ARN returns the ARN of a resource in the environment's region and account. For example,
// ARN("logs", "log-group:/aws/eks/volteryde-dev/cluster") is
// "arn:aws:logs:us-east-1:111122223333:log-group:/aws/eks/volteryde-dev/cluster".
func (n Names) ARN(service, resource string) string {
	return fmt.Sprintf("arn:aws:%s:%s:%s:%s", service, n.Region, n.AccountID, resource)
}
