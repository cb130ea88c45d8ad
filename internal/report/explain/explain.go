// Package explain gathers what is known of one resource: its construct, the requirement lines behind it, what it costs, the
// guardrails that look at it, what it refers to and what refers to it, and how it is restored.
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

// Explanation is what is known of one resource.
type Explanation struct {
	Stack        string              `json:"stack"`
	Address      string              `json:"address"`
	Path         string              `json:"path"` // of the construct, below the stack
	Name         string              `json:"name,omitempty"`
	Says         string              `json:"says,omitempty"`   // its own description
	Alarm        *Alarm              `json:"alarm,omitempty"`  // of an alarm: when it is raised, and who is told
	MadeAt       string              `json:"madeAt,omitempty"` // file and line of the program
	Requirements []requirements.Line `json:"requirements"`
	Costs        []cost.Line         `json:"costs"`
	Rules        []string            `json:"rules"` // ids of the guardrails that judge its type
	Waivers      []Waived            `json:"waivers"`
	RefersTo     []Reference         `json:"refersTo"`
	ReferredBy   []Reference         `json:"referredBy"`
	ReachedBy    []Access            `json:"reachedBy"` // through its security groups
	Dependents   Dependents          `json:"dependents"`
	Restore      string              `json:"restore,omitempty"`
}

// Waived is a finding that a waiver answers.
type Waived struct {
	Rule   string `json:"rule"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	Source string `json:"source"`
}

// Reference is a use of an attribute.
type Reference struct {
	Argument string `json:"argument"` // where it stands
	Address  string `json:"address"`  // the other end
}

// Access is who may reach a resource.
type Access struct {
	From   string `json:"from"`
	Ports  string `json:"ports"`
	Reason string `json:"reason"`
}

// Explainer explains the resources of one synthesis.
type Explainer struct {
	Stacks     []synthesized.Stack
	Calculator cost.Calculator
	Report     guardrails.Report
	Rules      []guardrails.Rule
	// Origins are the lines of the program that made constructs, by the path with the stack; nil where they are not known.
	Origins map[string]string

	costs map[string]cost.Report
}

// Of explains one resource of a stack. The error is that of the table of requirements.
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

// references are each end once, in the order of the arguments.
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

// reachedBy are the ingress rules of the security groups that a resource is in, or is itself.
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

// peer is the other end of a rule: the name of a group, or a network with what it is.
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
			return cidr + " (everything in the VPC)"
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

// nameOf is what AWS calls a resource, as far as the stack says it.
func nameOf(resource synthesized.Resource) string {
	return cmp.Or(text(resource, "tags.Name"), text(resource, "name"), text(resource, "identifier"), text(resource, "bucket"))
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }

func below(stack synthesized.Stack, resource synthesized.Resource) string {
	return cmp.Or(strings.TrimPrefix(resource.Path, stack.Name+"/"), resource.Address())
}

// restore says how the data of a type comes back.
var restore = map[string]string{
	"aws_db_instance":                   "to a moment within the retention of its backups, as a new instance: docs/operations.md, restoring a database",
	"aws_dynamodb_table":                "the lock table holds no data that must come back; the state's history is the bucket's: docs/recovery.md",
	"aws_ebs_volume":                    "from one of its snapshots: docs/operations.md, restoring a database",
	"aws_elasticache_replication_group": "from one of its snapshots, as a new group; a cache may begin empty: docs/operations.md, restoring a database",
	"aws_instance":                      "the server is made again by a deployment; its data is on a volume of its own: docs/operations.md, restoring a database",
	"aws_kms_key":                       "cancel its deletion within the waiting period: docs/operations.md",
	"aws_s3_bucket":                     "objects from their earlier versions: docs/operations.md",
	"aws_secretsmanager_secret":         "within its recovery window: aws secretsmanager restore-secret",
}
