// Package cluster generates the files that are installed into an environment's Kubernetes cluster after Terraform:
// charts with their values, and manifests. All of it derives from the synthesized stack, so that no name, port or
// address is written twice.
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

// Cluster holds the properties of a stack with an EKS cluster that the files contain.
type Cluster struct {
	Stack        string
	Name         string
	Region       string
	VPCName      string   // tag Name of the VPC
	VPC          string   // CIDR
	Private      []string // CIDRs of the subnets of the nodes and of the control plane's network interfaces
	Host         string   // host name of the load balancer, for example "api.dev.example.com"
	Tags         map[string]string
	Ingress      Ingress
	Accounts     []Account
	Secrets      []Secret
	SecretReader Account // service account whose role reads Secrets
	Stores       []Port  // ports that are open to the whole VPC, such as those of databases
}

// Ingress is what the load balancer requires of the ingress controller on every node.
type Ingress struct {
	NodePort   int
	HealthPath string
}

// Account is a service account that an IAM role is associated with. EKS does not create it: the charts or the manifests
// do.
type Account struct {
	Namespace, Name string
	Version         string // version of the software that the role is for; empty if it does not matter
}

// Secret is a secret in Secrets Manager and its name in the cluster.
type Secret struct {
	ID   string // for example "volteryde/dev/rds/password"
	Name string // for example "rds-password"
}

// Port is the port of a service outside of the cluster.
type Port struct {
	Number int
	Reason string // description of its security group rule
}

// ErrNoCluster is the error of a stack without an EKS cluster.
var ErrNoCluster = errors.New("has no EKS cluster: there is nothing to install")

// Read reads the properties of a stack that the files contain. The error names everything that is missing.
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
		return Cluster{}, fmt.Errorf("cannot generate the cluster files of %s:\n%w", stack.Name, errors.Join(r.problems...))
	}
	return c, nil
}

// reader reads a stack and collects the problems.
type reader struct {
	stack    synthesized.Stack
	cluster  synthesized.Resource
	problems []error
}

func (r *reader) missing(format string, arguments ...any) {
	r.problems = append(r.problems, fmt.Errorf("  "+format, arguments...))
}

// text returns a value that must be known before an apply.
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
	r.missing("the cluster is not in a VPC of the stack")
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

// ingress returns the target group whose targets are the nodes.
func (r *reader) ingress() Ingress {
	for _, group := range r.stack.OfType("aws_lb_target_group") {
		if group.Value("target_type").String() != "instance" {
			continue
		}
		port, err := strconv.Atoi(r.text("port of the nodes' target group", group.Value("port")))
		if err != nil {
			r.missing("the port of the nodes' target group must be a number: %w", err)
		}
		return Ingress{NodePort: port, HealthPath: r.text("health path of the nodes' target group", group.Value("health_check.path"))}
	}
	r.missing("no target group has the nodes as its targets")
	return Ingress{}
}

// host returns the host name in the output api_url.
func (r *reader) host() string {
	text := r.text("output api_url", r.stack.Value("output.api_url.value"))
	parsed, err := url.Parse(text)
	if err != nil || parsed.Hostname() == "" {
		r.missing("the output api_url is %q: must be a URL", text)
		return ""
	}
	return parsed.Hostname()
}

// accounts returns the service accounts of the separate Pod Identity associations. Those inside an add-on belong to the
// add-on.
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

// String formats the account as kubectl does, for example "kube-system/cluster-autoscaler".
func (a Account) String() string { return a.Namespace + "/" + a.Name }

// secrets returns the secrets that the role of External Secrets may read.
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
	r.missing("no IAM role is associated with the service account of External Secrets")
	return Account{}, nil
}

// named names secrets by the part of their ids that differs: the common prefix is removed.
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

// sharedPrefix returns the common path of all names, with its trailing slash, for example "volteryde/dev/".
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

// stores returns the single ports that security groups open to the whole VPC. Port ranges are those of NodePort
// services.
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
