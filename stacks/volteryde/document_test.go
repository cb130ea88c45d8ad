package volteryde_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// document contains the Terraform resources of the requirement document for one environment: see
// testdata/document/README.md.
type document struct {
	DefaultTags map[string]string             `json:"default_tags"`
	Outputs     []string                      `json:"outputs"`
	Resources   map[string]documentedResource `json:"resources"`
}

// documentedResource is one resource of the document. Arguments of blocks have dotted paths.
type documentedResource struct {
	Values     map[string]any      `json:"values"`
	References map[string][]string `json:"references"`
	DependsOn  []string            `json:"depends_on"`
}

func readDocument(t *testing.T, environment string) document {
	t.Helper()
	text, err := os.ReadFile("../../testdata/document/volteryde-" + environment + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var read document
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// addressForm splits "module.vpc.aws_subnet.public[0].id" into the resource's address and its attribute, if any.
var addressForm = regexp.MustCompile(`^(module\.\w+\.\w+\.\w+(?:\[\d+\])?)(?:\.(\w+))?$`)

func splitReference(reference string) (address, attribute string) {
	parts := addressForm.FindStringSubmatch(reference)
	return parts[1], parts[2]
}

// typeOf returns the type of the resource at an address in the document.
func typeOf(address string) string { return strings.Split(address, ".")[2] }

// deviation is a value that differs from the document, with the reason.
type deviation struct {
	address   string // in the document
	attribute string
	document  any
	ours      any
	reason    string // from docs/decisions.md or from the decisions on the requirement documents
}

const (
	retiredKubernetes = "Kubernetes 1.28 can no longer be created: the version is a setting"
	retiredPostgres   = "PostgreSQL 15.4 is retired: major version 15 with automatic minor upgrades"
	reservedUser      = "RDS PostgreSQL reserves the user name admin"
	databaseTier      = "the document's diagram puts Redis into the database subnets, its code into the private ones: database subnets"
	ownRange          = "each environment has its own VPC range, so that the VPCs can be peered"
	officeOnly        = "only the office can reach production's Kubernetes API"
	hashedName        = "a node group and its replacement exist at the same time: the name ends in a hash of the arguments that replace it"
)

// everywhere are the deviations of all environments.
var everywhere = []deviation{
	{"module.eks.aws_eks_cluster.main", "version", "1.28", "1.35", retiredKubernetes},
	{"module.rds.aws_db_instance.main", "engine_version", "15.4", "15", retiredPostgres},
	{"module.rds.aws_db_instance.main", "username", "admin", "volteryde", reservedUser},
	{"module.redis.aws_elasticache_subnet_group.main", "subnet_ids",
		list("module.vpc.aws_subnet.private[0]", "module.vpc.aws_subnet.private[1]", "module.vpc.aws_subnet.private[2]"),
		list("module.vpc.aws_subnet.database[0]", "module.vpc.aws_subnet.database[1]", "module.vpc.aws_subnet.database[2]"),
		databaseTier},
}

// inDev are the deviations of dev only.
var inDev = []deviation{
	{"module.eks.aws_eks_node_group.main", "node_group_name", "volteryde-dev-node-group", "volteryde-dev-node-group-0300d798", hashedName},
}

// inProduction are the deviations of production only.
var inProduction = []deviation{
	{"module.vpc.aws_vpc.main", "cidr_block", "10.0.0.0/16", "10.2.0.0/16", ownRange},
	{"module.vpc.aws_subnet.public[0]", "cidr_block", "10.0.1.0/24", "10.2.1.0/24", ownRange},
	{"module.vpc.aws_subnet.public[1]", "cidr_block", "10.0.2.0/24", "10.2.2.0/24", ownRange},
	{"module.vpc.aws_subnet.public[2]", "cidr_block", "10.0.3.0/24", "10.2.3.0/24", ownRange},
	{"module.vpc.aws_subnet.private[0]", "cidr_block", "10.0.11.0/24", "10.2.11.0/24", ownRange},
	{"module.vpc.aws_subnet.private[1]", "cidr_block", "10.0.12.0/24", "10.2.12.0/24", ownRange},
	{"module.vpc.aws_subnet.private[2]", "cidr_block", "10.0.13.0/24", "10.2.13.0/24", ownRange},
	{"module.vpc.aws_subnet.database[0]", "cidr_block", "10.0.21.0/24", "10.2.21.0/24", ownRange},
	{"module.vpc.aws_subnet.database[1]", "cidr_block", "10.0.22.0/24", "10.2.22.0/24", ownRange},
	{"module.vpc.aws_subnet.database[2]", "cidr_block", "10.0.23.0/24", "10.2.23.0/24", ownRange},
	{"module.rds.aws_security_group.rds", "ingress.cidr_blocks", list("10.0.0.0/16"), list("10.2.0.0/16"), ownRange},
	{"module.redis.aws_security_group.redis", "ingress.cidr_blocks", list("10.0.0.0/16"), list("10.2.0.0/16"), ownRange},
	{"module.eks.aws_eks_node_group.main", "node_group_name", "volteryde-production-node-group", "volteryde-production-node-group-d09e6994", hashedName},
	{"module.eks.aws_eks_cluster.main", "vpc_config.public_access_cidrs", list("0.0.0.0/0"), list("203.0.113.0/24"), officeOnly},
}

func list(values ...any) []any { return values }
