package rules

import (
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

var (
	groupTypes = []string{"aws_security_group", "aws_default_security_group"}
	ruleTypes  = []string{"aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule", "aws_security_group_rule"}
	everyRule  = slices.Concat(groupTypes, ruleTypes)
)

var securityGroupRules = []rule{
	{
		ID: "sg-no-open-admin-ports", Class: refused, Types: everyRule, Resource: SGNoOpenAdminPorts,
		Why:      "scanners find an open SSH, RDP or database port within minutes",
		Fix:      "use Session Manager to reach instances; name the security group or the network that may connect",
		Aliases:  []string{"AWS-0107", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_277", "EC2.19", "EC2.53", "EC2.54", "CIS 5.2", "CIS 5.3"},
		Violates: `{"aws_vpc_security_group_ingress_rule": {"main": {"cidr_ipv4": "0.0.0.0/0", "from_port": 22, "to_port": 22, "referenced_security_group_id": null}}}`,
	},
	{
		ID: "sg-no-open-ingress", Class: refused, Types: everyRule, Resource: SGNoOpenIngress,
		Why:      "everybody on the internet can connect to the port",
		Fix:      "name the security group or the network that may connect",
		Aliases:  []string{"AWS-0107", "CKV_AWS_260", "EC2.18"},
		Violates: `{"aws_vpc_security_group_ingress_rule": {"main": {"cidr_ipv4": "0.0.0.0/0", "referenced_security_group_id": null}}}`,
	},
	{
		ID: "sg-egress-restricted", Class: advice, Types: everyRule, Resource: SGEgressRestricted,
		Why:      "an attacker on the host can send data anywhere",
		Fix:      "allow only what the program calls",
		Aliases:  []string{"AWS-0104", "CKV_AWS_382"},
		Violates: `{"aws_vpc_security_group_egress_rule": {"main": {"cidr_ipv4": "0.0.0.0/0", "referenced_security_group_id": null}}}`,
	},
	{
		ID: "sg-described", Class: advice, Types: everyRule, Resource: SGDescribed,
		Why:      "nobody dares to remove a rule without knowing why it exists",
		Fix:      "set description",
		Aliases:  []string{"AWS-0099", "AWS-0124", "CKV_AWS_23"},
		Violates: `{"aws_security_group": {"main": {"description": null}}}`,
	},
	{
		ID: "sg-description-characters", Class: refused, Types: everyRule, Resource: SGDescriptionCharacters,
		Why:      "a description may have up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
		Fix:      "use only these characters; an apostrophe is not allowed",
		Source:   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
		Violates: `{"aws_security_group": {"main": {"description": "The app's group"}}}`,
	},
	{
		ID: "sg-name", Class: refused, Types: []string{"aws_security_group"}, Resource: SGName,
		Why:      `names that begin with sg-, and the name "default", are reserved for AWS`,
		Fix:      "choose another name",
		Source:   "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html",
		Violates: `{"aws_security_group": {"main": {"name": "sg-main"}}}`,
	},
	{
		ID: "sg-rule-ports", Class: refused, Types: ruleTypes, Resource: SGRulePorts,
		Why:      "AWS refuses a first port above the last one, and ports in a rule for all protocols",
		Fix:      "set from_port <= to_port; leave both out with ip_protocol -1",
		Violates: `{"aws_vpc_security_group_ingress_rule": {"main": {"from_port": 9000, "to_port": 8000}}}`,
	},
	{
		ID: "sg-default-empty", Class: refused, Types: []string{"aws_default_security_group"}, Resource: SGDefaultEmpty,
		Why:      "everything that is created without a security group gets this one, and could connect to everything else that has it",
		Fix:      "leave out ingress and egress",
		Aliases:  []string{"AWS-0173", "CKV2_AWS_12", "EC2.2", "CIS 5.4"},
		Violates: `{"aws_default_security_group": {"main": {"ingress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "self": true, "description": "Members"}]}}}`,
	},
	{
		ID: "sg-attached", Class: advice, Types: []string{"aws_security_group"}, Resource: SGAttached,
		Why:      "an unused security group may be attached later by somebody who does not know its rules",
		Fix:      "remove it",
		Aliases:  []string{"CKV2_AWS_5", "EC2.22"},
		Violates: `{"aws_security_group": {"unused": {"name": "acme-unused", "description": "Nobody", "vpc_id": "${aws_vpc.main.id}"}}}`,
	},
	{
		ID: "sg-rule-quota", Class: refused, Types: []string{"aws_security_group"}, Resource: SGRuleQuota,
		Why:      "AWS allows 60 rules in each direction",
		Fix:      "use a prefix list, or fewer rules",
		Source:   "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups",
		Violates: `{"aws_security_group": {"main": {"ingress": [` + strings.TrimSuffix(strings.Repeat(`{"protocol": "tcp", "from_port": 1000, "to_port": 1000, "cidr_blocks": ["10.0.0.0/32"], "description": "One of many"},`, 61), ",") + `]}}, "aws_vpc_security_group_ingress_rule": null}`,
	},
}

// opening is the traffic that one rule of a security group allows.
type opening struct {
	argument    string
	egress      bool
	protocol    string // "-1" for all
	from, to    float64
	networks    []value // CIDR blocks and prefix lists
	description value
}

// openings returns the rules of a security group resource, or the rule that the resource represents.
func openings(r resource) []opening {
	switch r.Type {
	case "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule":
		return []opening{newOpening("", strings.Contains(r.Type, "egress"), r.Value, "ip_protocol", "cidr_ipv4", "cidr_ipv6")}
	case "aws_security_group_rule":
		return []opening{newOpening("", r.Value("type").String() == "egress", r.Value, "protocol", "cidr_blocks", "ipv6_cidr_blocks")}
	}
	var found []opening
	for _, direction := range []string{"ingress", "egress"} {
		for index, block := range r.All(direction) {
			found = append(found, newOpening(fmt.Sprintf("%s.%d.", direction, index), direction == "egress", block.Field, "protocol", "cidr_blocks", "ipv6_cidr_blocks"))
		}
	}
	return found
}

func newOpening(path string, egress bool, get func(string) value, protocol string, networks ...string) opening {
	o := opening{argument: path + networks[0], egress: egress, protocol: get(protocol).String(), description: get("description")}
	o.from, _ = get("from_port").Number()
	o.to, _ = get("to_port").Number()
	for _, argument := range networks {
		for _, network := range get(argument).List() {
			o.networks = append(o.networks, network)
			if isWorld(network.String()) {
				o.argument = path + argument
			}
		}
	}
	return o
}

// world reports whether the rule is open to the internet.
func (o opening) world() bool {
	return slices.ContainsFunc(o.networks, func(v value) bool { return isWorld(v.String()) })
}

// all reports whether the rule is for every port.
func (o opening) all() bool {
	return o.protocol == "-1" || strings.EqualFold(o.protocol, "all") || o.from <= 0 && o.to >= 65535
}

// adminPorts are ports on which machines and databases are administered.
var adminPorts = []float64{20, 21, 22, 23, 25, 110, 111, 135, 137, 138, 139, 143, 389, 445, 636, 1433, 1434, 1521, 2049, 2375, 2376, 2379, 2380, 3306, 3389,
	4333, 5432, 5500, 5601, 5672, 5900, 5985, 5986, 6379, 6443, 7000, 7199, 8020, 8086, 8888, 9042, 9092, 9160, 9200, 9300, 10250, 11211, 15672, 27017, 27018, 50070}

func (o opening) admin() bool {
	if o.all() {
		return true
	}
	return slices.ContainsFunc(adminPorts, func(port float64) bool { return o.from <= port && port <= o.to })
}

func (o opening) ports() string {
	switch {
	case o.all():
		return "all ports"
	case o.from == o.to:
		return fmt.Sprintf("port %.0f", o.from)
	}
	return fmt.Sprintf("ports %.0f to %.0f", o.from, o.to)
}

// eachOpening returns violations for the rules of one direction that are open to the internet.
func eachOpening(r resource, egress bool, condition func(opening) bool) answer {
	whole := skip
	for _, o := range openings(r) {
		if o.egress != egress {
			continue
		}
		whole = whole.And(pass)
		if condition(o) {
			whole = whole.And(broken(o.argument, "%s open to the Internet", o.ports()))
		} else if slices.ContainsFunc(o.networks, value.Unknown) {
			whole = whole.And(open(o.argument))
		}
	}
	return whole
}

// SGNoOpenAdminPorts forbids administration ports that are open to the internet.
func SGNoOpenAdminPorts(r resource) answer {
	return eachOpening(r, false, func(o opening) bool { return o.world() && o.admin() })
}

// SGNoOpenIngress forbids all other ports that are open to the internet; public load balancers have a waiver.
func SGNoOpenIngress(r resource) answer {
	return eachOpening(r, false, func(o opening) bool { return o.world() && !o.admin() })
}

// SGEgressRestricted requires egress rules to name port and network.
func SGEgressRestricted(r resource) answer {
	return eachOpening(r, true, opening.world)
}

// SGDescribed requires a description of each group and rule.
func SGDescribed(r resource) answer {
	whole := skip
	if r.Type == "aws_security_group" {
		whole = isSet(r, "description").And(isNone(r, "description", "Managed by Terraform"))
	}
	for _, o := range openings(r) {
		if !o.description.Exists() || o.description.String() == "" {
			whole = whole.And(broken(o.argument, "%s without a description", o.ports()))
		}
		whole = whole.And(pass)
	}
	return whole
}

// isGroupText reports whether AWS accepts a text as the name or the description of a security group.
func isGroupText(text string) bool {
	return text != "" && len(text) <= 255 && consistsOf(text, ". _-:/()#,@[]+=&;{}!$*")
}

// SGDescriptionCharacters requires descriptions that AWS accepts.
func SGDescriptionCharacters(r resource) answer {
	good := func(v value) bool { return isGroupText(v.String()) }
	whole := skip
	if r.Value("description").Exists() && r.Value("description").String() != "" {
		whole = holds(r, "description", good)
	}
	for _, o := range openings(r) {
		if o.description.Known() && o.description.String() != "" && r.Type == "aws_security_group" {
			whole = whole.And(check(o.argument, o.description, good))
		}
	}
	return whole
}

// SGName requires a name that AWS accepts.
func SGName(group resource) answer {
	return unset(group, "name", func(v value) bool {
		name := v.String()
		return !strings.HasPrefix(name, "sg-") && name != "default" && isGroupText(name)
	})
}

// SGRulePorts requires ports that AWS accepts.
func SGRulePorts(r resource) answer {
	for _, o := range openings(r) {
		single := r.Type != "aws_security_group_rule"
		if o.protocol == "-1" && single && (r.Value("from_port").Exists() && o.from != -1 || r.Value("to_port").Exists() && o.to != -1) {
			return broken("from_port", "ports of a rule for all protocols")
		}
		if o.from > o.to && !strings.HasPrefix(o.protocol, "icmp") {
			return broken("from_port", "from_port = %.0f above to_port = %.0f", o.from, o.to)
		}
		if o.from > 65535 || o.to > 65535 {
			return broken("to_port", "to_port = %.0f", o.to)
		}
	}
	return pass
}

// SGDefaultEmpty requires a default group without rules.
func SGDefaultEmpty(group resource) answer {
	whole := pass
	for _, o := range openings(group) {
		whole = whole.And(broken(o.argument, "%s", o.ports()))
	}
	return whole
}

// SGAttached requires that some resource uses each group.
func SGAttached(group resource) answer {
	used := func(reference synthesized.Reference) bool {
		return !slices.ContainsFunc(everyRule, func(kind string) bool { return strings.HasPrefix(reference.From, kind+".") }) &&
			!strings.HasPrefix(reference.From, "output.")
	}
	if slices.ContainsFunc(group.ReferredBy(), used) {
		return pass
	}
	return broken("", "nothing uses it")
}

// rulesOfGroup is the quota of rules in one direction.
const rulesOfGroup = 60

// SGRuleQuota forbids more rules than a group may have.
func SGRuleQuota(group resource) answer {
	counts := map[bool]int{}
	count := func(r resource) {
		for _, o := range openings(r) {
			counts[o.egress] += max(1, len(o.networks))
		}
	}
	count(group)
	for _, kind := range ruleTypes {
		for _, rule := range group.Companions(kind, "security_group_id") {
			count(rule)
		}
	}
	for egress, count := range counts {
		if count > rulesOfGroup {
			direction := map[bool]string{true: "egress", false: "ingress"}[egress]
			return broken(direction, "%d rules of %s", count, direction)
		}
	}
	return pass
}
