// Package explain collects information about one resource: its construct, the requirements it fulfils, its cost, the guardrails
// that check it, references to and from other resources, and how to restore its data.
package explain

import (
	"cmp"
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/report/cost"
	"landform/internal/report/requirements"
	"landform/internal/synthesized"
)

// Explanation is the collected information about one resource.
type Explanation struct {
	Stack        string              `json:"stack"`
	Address      string              `json:"address"`
	Path         string              `json:"path"` // construct path without the stack
	Name         string              `json:"name,omitempty"`
	Says         string              `json:"says,omitempty"`   // the resource's description
	Alarm        *Alarm              `json:"alarm,omitempty"`  // condition and recipients, if the resource is an alarm
	MadeAt       string              `json:"madeAt,omitempty"` // source file and line that created the construct
	Requirements []requirements.Line `json:"requirements"`
	Costs        []cost.Line         `json:"costs"`
	Rules        []string            `json:"rules"` // ids of the guardrails that check resources of its type
	Waivers      []Waived            `json:"waivers"`
	RefersTo     []Reference         `json:"refersTo"`
	ReferredBy   []Reference         `json:"referredBy"`
	ReachedBy    []Access            `json:"reachedBy"` // allowed by the ingress rules of its security groups
	Dependents   Dependents          `json:"dependents"`
	Restore      string              `json:"restore,omitempty"`
}

// Waived is a finding that a waiver accepts.
type Waived struct {
	Rule   string `json:"rule"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	Source string `json:"source"`
}

// Reference is a reference between two resources.
type Reference struct {
	Argument string `json:"argument"` // argument that contains the reference
	Address  string `json:"address"`  // address of the other resource
}

// Access is a source of network traffic that may reach a resource.
type Access struct {
	From   string `json:"from"`
	Ports  string `json:"ports"`
	Reason string `json:"reason"`
}

// Explainer explains the resources of synthesized stacks.
type Explainer struct {
	Stacks     []synthesized.Stack
	Calculator cost.Calculator
	Report     guardrails.Report
	Rules      []guardrails.Rule
	// Origins are the source positions of constructs by full construct path. They are nil if unknown.
	Origins map[string]string

	costs map[string]cost.Report
}

// Of explains one resource of a stack. It returns an error if the table of requirements cannot be read.
func (e *Explainer) Of(stack synthesized.Stack, resource synthesized.Resource) (Explanation, error) {
	lines, err := requirements.Of(stack, resource)
	if err != nil {
		return Explanation{}, err
	}
	one := Explanation{
		Stack: stack.Name, Address: resource.Address(), Path: below(stack, resource), Name: nameOf(resource),
		MadeAt: e.Origins[resource.Path], Requirements: lines, Restore: restore[resource.Type],
		Costs: []cost.Line{}, Rules: []string{}, Waivers: []Waived{}, ReachedBy: reachedBy(stack, resource),
		RefersTo:   references(resource.References(), func(r synthesized.Reference) string { return r.To }),
		ReferredBy: references(resource.ReferredBy(), func(r synthesized.Reference) string { return r.From }),
		Says:       cmp.Or(text(resource, "alarm_description"), text(resource, "description")), Alarm: alarm(resource),
		Dependents: dependents(stack, resource),
	}
	for _, line := range e.cost(stack).Lines {
		if line.Address == one.Address {
			one.Costs = append(one.Costs, line)
		}
	}
	for _, rule := range e.Rules {
		if slices.Contains(rule.Types, resource.Type) {
			one.Rules = append(one.Rules, rule.ID)
		}
	}
	for _, finding := range e.Report.Waived {
		if finding.Stack == stack.Name && finding.Address == one.Address {
			one.Waivers = append(one.Waivers, Waived{finding.Rule.ID, finding.Text, finding.Waiver.Reason, finding.Waiver.Source})
		}
	}
	return one, nil
}

func (e *Explainer) cost(stack synthesized.Stack) cost.Report {
	if e.costs == nil {
		e.costs = map[string]cost.Report{}
	}
	report, known := e.costs[stack.Name]
	if !known {
		report = e.Calculator.Of(stack)
		e.costs[stack.Name] = report
	}
	return report
}

// references returns each referenced resource once, in the order of the arguments.
func references(all []synthesized.Reference, end func(synthesized.Reference) string) []Reference {
	found := []Reference{}
	for _, one := range all {
		reference := Reference{Argument: one.Argument, Address: end(one)}
		if !slices.ContainsFunc(found, func(other Reference) bool { return other.Address == reference.Address }) {
			found = append(found, reference)
		}
	}
	return found
}

// reachedBy returns the sources that the ingress rules of a resource's security groups allow. The resource may be a security
// group.
func reachedBy(stack synthesized.Stack, resource synthesized.Resource) []Access {
	groups := []string{resource.Address()}
	for _, reference := range resource.References() {
		if strings.HasPrefix(reference.To, "aws_security_group.") && !strings.HasPrefix(resource.Type, "aws_vpc_security_group") {
			groups = append(groups, reference.To)
		}
	}
	found := []Access{}
	for _, rule := range stack.OfType("aws_vpc_security_group_ingress_rule") {
		for _, group := range rule.Targets("security_group_id") {
			if slices.Contains(groups, group.Address()) {
				found = append(found, Access{peer(stack, rule), ports(rule), text(rule, "description")})
			}
		}
	}
	return found
}

// peer returns the source of an ingress rule: the name of a security group, or a CIDR block with an explanation.
func peer(stack synthesized.Stack, rule synthesized.Resource) string {
	for _, group := range rule.Targets("referenced_security_group_id") {
		return nameOf(group)
	}
	cidr := cmp.Or(text(rule, "cidr_ipv4"), text(rule, "cidr_ipv6"))
	if cidr == "0.0.0.0/0" || cidr == "::/0" {
		return cidr + " (the internet)"
	}
	for _, vpc := range stack.OfType("aws_vpc") {
		if cidr == text(vpc, "cidr_block") {
			return cidr + " (the whole VPC)"
		}
	}
	return cidr
}

func ports(rule synthesized.Resource) string {
	protocol, first, last := text(rule, "ip_protocol"), text(rule, "from_port"), text(rule, "to_port")
	switch {
	case protocol == "-1":
		return "all"
	case first == last:
		return protocol + " " + first
	}
	return protocol + " " + first + "-" + last
}

// nameOf returns the name of a resource in AWS, or "" if the stack does not define it.
func nameOf(resource synthesized.Resource) string {
	return cmp.Or(text(resource, "tags.Name"), text(resource, "name"), text(resource, "identifier"), text(resource, "bucket"))
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }

func below(stack synthesized.Stack, resource synthesized.Resource) string {
	return cmp.Or(strings.TrimPrefix(resource.Path, stack.Name+"/"), resource.Address())
}

// restore describes how to restore the data of each resource type.
var restore = map[string]string{
	"aws_db_instance":                   "to a point in time within the backup retention period, as a new instance: docs/operations.md, restoring a database",
	"aws_dynamodb_table":                "not needed: the lock table holds no data worth restoring. For the state, use the versions in its bucket: docs/recovery.md",
	"aws_ebs_volume":                    "from one of its snapshots: docs/operations.md, restoring a database",
	"aws_elasticache_replication_group": "from one of its snapshots, as a new replication group, or not at all: a cache may start empty: docs/operations.md, restoring a database",
	"aws_instance":                      "a deployment creates the server again; its data is on a separate volume: docs/operations.md, restoring a database",
	"aws_kms_key":                       "cancel its deletion within the waiting period: docs/operations.md",
	"aws_s3_bucket":                     "objects from their noncurrent versions: docs/operations.md",
	"aws_secretsmanager_secret":         "within its recovery window: aws secretsmanager restore-secret",
}
