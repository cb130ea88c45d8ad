// Package cluster writes what is installed into an environment's Kubernetes cluster after Terraform: charts with their
// values, and manifests. All of it derives from the synthesized stack, so that no name, port or address is typed twice.
package cluster

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"landform/internal/synthesized"
)

// Cluster is what the files need to know of a stack with an EKS cluster.
type Cluster struct {
	Stack        string
	Name         string
	Region       string
	VPCName      string   // tag Name of the VPC
	VPC          string   // CIDR
	Private      []string // CIDRs of the nodes' subnets, where the control plane's interfaces lie too
	Host         string   // that the load balancer answers for, for example "api.dev.example.com"
	Tags         map[string]string
	Ingress      Ingress
	Accounts     []Account
	Secrets      []Secret
	SecretReader Account // whose role reads Secrets
	Stores       []Port  // that listen to everybody in the VPC, such as databases
}

// Ingress is what the load balancer expects of the ingress controller on every node.
type Ingress struct {
	NodePort   int
	HealthPath string
}

// Account is a service account that a role waits for: EKS creates none, whoever installs the pods does.
type Account struct {
	Namespace, Name string
	Version         string // of the software that the role was made for; empty where it does not matter
}

// Secret is a secret of Secrets Manager and what it is called in the cluster.
type Secret struct {
	ID   string // for example "volteryde/dev/rds/password"
	Name string // for example "rds-password"
}

// Port is where something outside the cluster listens.
type Port struct {
	Number int
	Reason string // as its security group rule has it
}

// ErrNoCluster says that a stack has no EKS cluster.
var ErrNoCluster = errors.New("has no EKS cluster: nothing is installed into it")

// Read finds in a stack what the files need. The error names everything that is missing at once.
func Read(stack synthesized.Stack) (Cluster, error) {
	clusters := stack.OfType("aws_eks_cluster")
	if len(clusters) != 1 {
		return Cluster{}, fmt.Errorf("%s %w", stack.Name, ErrNoCluster)
	}
	r := &reader{stack: stack, cluster: clusters[0]}
	c := Cluster{Stack: stack.Name, Name: r.text("name of the cluster", clusters[0].Value("name"))}
	c.Region = r.text("region of the provider", stack.Value("provider.aws").Get("0.region"))
	c.Tags = r.tags()
	c.VPC, c.VPCName = r.vpc()
	c.Private = r.subnets()
	c.Ingress = r.ingress()
	c.Host = r.host()
	c.Accounts = r.accounts()
	c.SecretReader, c.Secrets = r.secrets()
	c.Stores = r.stores(c.VPC)
	if len(r.problems) > 0 {
		return Cluster{}, fmt.Errorf("%s cannot be read:\n%w", stack.Name, errors.Join(r.problems...))
	}
	return c, nil
}

// reader collects what is missing in a stack.
type reader struct {
	stack    synthesized.Stack
	cluster  synthesized.Resource
	problems []error
}

func (r *reader) missing(format string, arguments ...any) {
	r.problems = append(r.problems, fmt.Errorf("  "+format, arguments...))
}

// text is a value that must be known before an apply.
func (r *reader) text(what string, value synthesized.Value) string {
	if !value.Known() || value.String() == "" {
		r.missing("the %s is %q: must be known before an apply", what, value.String())
	}
	return value.String()
}

func (r *reader) tags() map[string]string {
	tags := map[string]string{}
	common := r.stack.Value("provider.aws").Get("0.default_tags.0.tags")
	for _, key := range common.Keys() {
		tags[key] = common.Field(key).String()
	}
	return tags
}

func (r *reader) vpc() (cidr, name string) {
	for _, subnet := range r.cluster.Targets("vpc_config") {
		for _, vpc := range subnet.Targets("vpc_id") {
			return r.text("CIDR of the VPC", vpc.Value("cidr_block")), r.text("name of the VPC", vpc.Value("tags.Name"))
		}
	}
	r.missing("the cluster lies in no VPC of the stack")
	return "", ""
}

func (r *reader) subnets() []string {
	var found []string
	for _, subnet := range r.cluster.Targets("vpc_config") {
		if subnet.Type == "aws_subnet" {
			found = append(found, r.text("CIDR of "+subnet.Address(), subnet.Value("cidr_block")))
		}
	}
	return found
}

// ingress is the target group whose targets are the nodes.
func (r *reader) ingress() Ingress {
	for _, group := range r.stack.OfType("aws_lb_target_group") {
		if group.Value("target_type").String() != "instance" {
			continue
		}
		port, err := strconv.Atoi(r.text("port of the nodes' target group", group.Value("port")))
		if err != nil {
			r.missing("the port of the nodes' target group is no number: %w", err)
		}
		return Ingress{NodePort: port, HealthPath: r.text("health path of the nodes' target group", group.Value("health_check.path"))}
	}
	r.missing("no target group of a load balancer has the nodes as its targets")
	return Ingress{}
}

// host is the host of the output api_url.
func (r *reader) host() string {
	text := r.text("output api_url", r.stack.Value("output.api_url.value"))
	parsed, err := url.Parse(text)
	if err != nil || parsed.Hostname() == "" {
		r.missing("the output api_url is %q: must be a URL", text)
		return ""
	}
	return parsed.Hostname()
}

// accounts are those of the Pod Identity associations that stand by themselves. Those inside an add-on are the add-on's.
func (r *reader) accounts() []Account {
	var found []Account
	for _, association := range r.stack.OfType("aws_eks_pod_identity_association") {
		found = append(found, r.account(association))
	}
	slices.SortFunc(found, func(a, b Account) int { return strings.Compare(a.String(), b.String()) })
	return found
}

func (r *reader) account(association synthesized.Resource) Account {
	return Account{
		Namespace: r.text("namespace of "+association.Address(), association.Value("namespace")),
		Name:      r.text("service account of "+association.Address(), association.Value("service_account")),
		Version:   association.Value("tags.Version").String(),
	}
}

// String is how Kubernetes' tools write it, for example "kube-system/cluster-autoscaler".
func (a Account) String() string { return a.Namespace + "/" + a.Name }

// secrets are those that the role of External Secrets reads.
func (r *reader) secrets() (Account, []Secret) {
	for _, association := range r.stack.OfType("aws_eks_pod_identity_association") {
		if association.Value("service_account").String() != externalSecrets {
			continue
		}
		var ids []string
		for _, role := range association.Targets("role_arn") {
			for _, inline := range role.Companions("aws_iam_role_policy", "role") {
				for _, secret := range inline.Targets("policy") {
					if secret.Type == "aws_secretsmanager_secret" {
						ids = append(ids, r.text("name of "+secret.Address(), secret.Value("name")))
					}
				}
			}
		}
		if len(ids) == 0 {
			r.missing("the role of External Secrets reads no secret of the stack")
		}
		return r.account(association), named(ids)
	}
	r.missing("no role waits for the service account of External Secrets")
	return Account{}, nil
}

// named calls secrets by what tells them apart: the words that all of their names begin with are left out.
func named(ids []string) []Secret {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	var secrets []Secret
	prefix := sharedPrefix(ids)
	for _, id := range ids {
		secrets = append(secrets, Secret{ID: id, Name: strings.ReplaceAll(strings.TrimPrefix(id, prefix), "/", "-")})
	}
	return secrets
}

// sharedPrefix is the folder that all names lie in, with its slash, for example "volteryde/dev/".
func sharedPrefix(names []string) string {
	if len(names) == 0 {
		return ""
	}
	prefix := names[0]
	for {
		prefix = prefix[:strings.LastIndexByte(strings.TrimSuffix(prefix, "/"), '/')+1]
		if !slices.ContainsFunc(names, func(name string) bool { return !strings.HasPrefix(name, prefix) }) {
			return prefix
		}
	}
}

// stores are the single ports that security groups open to the whole VPC; a range is that of NodePort services.
func (r *reader) stores(vpc string) []Port {
	var ports []Port
	for _, rule := range r.stack.OfType("aws_vpc_security_group_ingress_rule") {
		first, isNumber := rule.Value("from_port").Number()
		if last, _ := rule.Value("to_port").Number(); !isNumber || first != last || rule.Value("cidr_ipv4").String() != vpc {
			continue
		}
		ports = append(ports, Port{Number: int(first), Reason: rule.Value("description").String()})
	}
	slices.SortFunc(ports, func(a, b Port) int { return strings.Compare(a.Reason, b.Reason) })
	return ports
}
