package site

import (
	"html/template"
	"slices"
	"strings"

	"landform/internal/guardrails"
	"landform/internal/plainjson"
	"landform/internal/report/cost"
	"landform/internal/report/diagram"
	"landform/internal/report/explain"
	"landform/internal/report/order"
	"landform/internal/synthesized"
)

// view is a stack as its page shows it.
type view struct {
	File      string
	Stack     synthesized.Stack
	Metadata  synthesized.Metadata
	Cost      cost.Report
	Diagram   template.HTML // empty for a stack without a network
	Traffic   []traffic
	Grants    []grant
	Data      []store
	Alarms    []alarm
	Outputs   []output
	Waived    []guardrails.Finding
	Findings  []guardrails.Finding
	Open      []guardrails.Finding
	Resources []resource
	Chain     []order.Step
	Minutes   int
	Changed   bool
}

type traffic struct{ Direction, Group, Peer, Ports, Reason string }

type grant struct{ Principal, Effect, Actions, Resources, Anchor string }

type store struct{ Address, Name, Encryption, Backups, Protection, Restore string }

type alarm struct{ Address, Name, When, Reason string }

type output struct{ Name, Description, Value string }

type resource struct {
	explain.Explanation
	JSON string
}

func newView(e *explain.Explainer, stack synthesized.Stack) (*view, error) {
	v := &view{File: stack.Name + ".html", Stack: stack, Metadata: stack.Metadata(), Cost: e.Calculator.Of(stack)}
	if picture, err := diagram.SVG(stack); err == nil {
		v.Diagram = template.HTML(picture) // made by package diagram, which escapes every text
	}
	for _, one := range stack.Resources {
		explanation, err := e.Of(stack, one)
		if err != nil {
			return nil, err
		}
		v.Resources = append(v.Resources, resource{explanation, indented(one)})
	}
	slices.SortFunc(v.Resources, func(a, b resource) int { return strings.Compare(a.Path+a.Address, b.Path+b.Address) })
	of := func(findings []guardrails.Finding) []guardrails.Finding {
		return slices.DeleteFunc(slices.Clone(findings), func(f guardrails.Finding) bool { return f.Stack != stack.Name })
	}
	v.Waived, v.Findings, v.Open = of(e.Report.Waived), of(e.Report.Findings), of(e.Report.NotEvaluated)
	v.traffic()
	v.grants()
	v.data()
	v.alarms()
	v.outputs()
	chain, total := order.LongestChain(stack)
	v.Chain, v.Minutes = chain, int(total.Minutes())
	return v, nil
}

func indented(one synthesized.Resource) string {
	var out strings.Builder
	body, _ := one.JSON.Value().(map[string]any)
	delete(body, "//")
	_ = plainjson.Write(&out, body) // a strings.Builder takes everything
	return out.String()
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }

func (v *view) traffic() {
	for _, kind := range []struct{ resource, direction string }{
		{"aws_vpc_security_group_ingress_rule", "in"}, {"aws_vpc_security_group_egress_rule", "out"},
	} {
		for _, rule := range v.Stack.OfType(kind.resource) {
			v.Traffic = append(v.Traffic, traffic{kind.direction, groupName(rule, "security_group_id"), peer(rule), ports(rule), text(rule, "description")})
		}
	}
	slices.SortStableFunc(v.Traffic, func(a, b traffic) int { return strings.Compare(a.Group, b.Group) })
}

func groupName(rule synthesized.Resource, argument string) string {
	for _, group := range rule.Targets(argument) {
		return text(group, "name")
	}
	return ""
}

func peer(rule synthesized.Resource) string {
	if group := groupName(rule, "referenced_security_group_id"); group != "" {
		return group
	}
	return text(rule, "cidr_ipv4")
}

func ports(rule synthesized.Resource) string {
	first, last := text(rule, "from_port"), text(rule, "to_port")
	switch {
	case text(rule, "ip_protocol") == "-1":
		return "all"
	case first == last:
		return text(rule, "ip_protocol") + " " + first
	}
	return text(rule, "ip_protocol") + " " + first + "-" + last
}

// grants are the statements of every policy, with whom they concern.
func (v *view) grants() {
	for _, document := range v.Stack.Documents() {
		for _, statement := range document.Statements {
			v.Grants = append(v.Grants, grant{
				Principal: principal(document, statement), Effect: statement.Effect,
				Actions: strings.Join(append(statement.Actions, statement.NotActions...), ", "), Resources: strings.Join(statement.Resources, ", "),
				Anchor: document.Resource.Address(),
			})
		}
	}
}

func principal(document synthesized.Document, statement synthesized.Statement) string {
	var names []string
	for _, one := range statement.Principals {
		names = append(names, one.ID)
	}
	if len(names) == 0 {
		return strings.TrimSuffix(document.Resource.Path, "/role")
	}
	return strings.Join(names, ", ")
}

// data are the resources that keep data.
func (v *view) data() {
	for _, one := range v.Resources {
		backups, keeps := kept[resourceType(one.Address)]
		if !keeps {
			continue
		}
		found, _ := v.Stack.Resource(one.Address)
		v.Data = append(v.Data, store{one.Address, one.Name, encryption(found), backups(found), protection(found), one.Restore})
	}
}

func resourceType(address string) string {
	kind, _, _ := strings.Cut(address, ".")
	return kind
}

// kept says how the data of a type is backed up.
var kept = map[string]func(synthesized.Resource) string{
	"aws_db_instance":                   func(r synthesized.Resource) string { return text(r, "backup_retention_period") + " days" },
	"aws_elasticache_replication_group": func(r synthesized.Resource) string { return text(r, "snapshot_retention_limit") + " days of snapshots" },
	"aws_ebs_volume":                    func(synthesized.Resource) string { return "snapshots by policy" },
	"aws_dynamodb_table":                func(synthesized.Resource) string { return "point-in-time recovery" },
	"aws_s3_bucket":                     func(synthesized.Resource) string { return "versions of objects" },
	"aws_ecr_repository":                func(synthesized.Resource) string { return "immutable tags" },
	"aws_secretsmanager_secret":         func(synthesized.Resource) string { return "recovery window" },
}

func encryption(one synthesized.Resource) string {
	for _, reference := range one.References() {
		if strings.HasPrefix(reference.To, "aws_kms_key.") {
			return reference.To
		}
	}
	companions := one.Companions("aws_s3_bucket_server_side_encryption_configuration", "bucket")
	for _, companion := range companions {
		for _, reference := range companion.References() {
			if strings.HasPrefix(reference.To, "aws_kms_key.") {
				return reference.To
			}
		}
	}
	if len(companions) > 0 {
		return "S3's own key"
	}
	return "AWS's own key"
}

// protection is what stands between a destroy and the data.
func protection(one synthesized.Resource) string {
	var by []string
	for argument, word := range map[string]string{"deletion_protection": "deletion protection", "deletion_protection_enabled": "deletion protection"} {
		if one.Value(argument).IsTrue() && !slices.Contains(by, word) {
			by = append(by, word)
		}
	}
	if one.Value("lifecycle.prevent_destroy").IsTrue() {
		by = append(by, "Terraform refuses")
	}
	if one.Value("force_destroy").IsFalse() {
		by = append(by, "not emptied")
	}
	if len(by) == 0 {
		return "none"
	}
	return strings.Join(by, ", ")
}

func (v *view) alarms() {
	for _, one := range v.Stack.OfType("aws_cloudwatch_metric_alarm") {
		sign := ">"
		if strings.HasPrefix(text(one, "comparison_operator"), "LessThan") {
			sign = "<"
		}
		v.Alarms = append(v.Alarms, alarm{
			one.Address(), text(one, "alarm_name"),
			strings.TrimSpace(text(one, "statistic") + text(one, "extended_statistic") + " " + text(one, "metric_name") + " " + sign + " " + text(one, "threshold")),
			text(one, "alarm_description"),
		})
	}
}

func (v *view) outputs() {
	outputs := v.Stack.Get("output").Map()
	for name, value := range outputs {
		shown := value.Get("value").String()
		if value.Get("sensitive").Bool() {
			shown = "sensitive"
		}
		v.Outputs = append(v.Outputs, output{name, value.Get("description").String(), shown})
	}
	slices.SortFunc(v.Outputs, func(a, b output) int { return strings.Compare(a.Name, b.Name) })
}
