package adopt

import (
	"encoding/json"
	"fmt"
	"strings"

	"landform/internal/synthesized"
)

// File is the name of the file with the "moved" and "import" blocks, in the same folder as cdk.tf.json. Terraform reads
// both.
const File = "adopt.tf.json"

// blocks is the content of File.
// https://developer.hashicorp.com/terraform/language/syntax/json
type blocks struct {
	Comment   string              `json:"//"`
	Variables map[string]variable `json:"variable"`
	Moved     []movedBlock        `json:"moved"`
	Imports   []importBlock       `json:"import"`
}

type variable struct {
	Type        string `json:"type"`
	Description string `json:"description"`
}

type movedBlock struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type importBlock struct {
	To string `json:"to"`
	ID string `json:"id"`
}

// Rule is an inline security group rule in the document that is a resource in the stacks. The rule exists in AWS, but the
// document's state does not contain its ID.
type Rule struct {
	Variable string // Terraform variable for the ID, for example "postgres_ingress_rule_id"
	Group    string // name of the security group
	Egress   bool
	resource synthesized.Resource
}

// existingLogs are the log groups that AWS creates itself, since the document does not contain them.
var existingLogs = []string{"eks/logs", "postgres/logs-postgresql"}

// Blocks returns the content of File for an environment's stack: a "moved" block for each resource of the document, and an
// "import" block for each rule and for each log group that AWS created. The error names a resource that the stack lacks.
func Blocks(stack synthesized.Stack) ([]byte, error) {
	zones, err := zonesOf(stack)
	if err != nil {
		return nil, err
	}
	written := blocks{
		Comment:   "Takes over what the Volteryde document's Terraform built. Remove it once it is applied.",
		Variables: map[string]variable{},
	}
	for _, move := range Volteryde(zones) {
		to, err := find(stack, move.To)
		if err != nil {
			return nil, err
		}
		written.Moved = append(written.Moved, movedBlock{From: move.From, To: to.Address()})
	}
	rules, err := Rules(stack)
	if err != nil {
		return nil, err
	}
	for _, rule := range rules {
		written.Variables[rule.Variable] = variable{Type: "string", Description: "Id of a rule of " + rule.Group}
		written.Imports = append(written.Imports, importBlock{To: rule.resource.Address(), ID: "${var." + rule.Variable + "}"})
	}
	for _, path := range existingLogs {
		group, err := find(stack, path)
		if err != nil {
			return nil, err
		}
		written.Imports = append(written.Imports, importBlock{To: group.Address(), ID: group.Get("name").String()})
	}
	text, err := json.MarshalIndent(written, "", "  ")
	return append(text, '\n'), err
}

// Rules returns the rules of the document's two security groups.
func Rules(stack synthesized.Stack) ([]Rule, error) {
	var rules []Rule
	for _, name := range []string{"postgres", "redis"} {
		group, err := find(stack, name+"/security-group/group")
		if err != nil {
			return nil, err
		}
		for _, resource := range stack.Resources {
			direction, ok := strings.CutPrefix(resource.Type, "aws_vpc_security_group_")
			if !ok || resource.Get("security_group_id").String() != group.Reference("id") {
				continue
			}
			rules = append(rules, Rule{
				Variable: fmt.Sprintf("%s_%s_id", name, direction),
				Group:    group.Get("name").String(),
				Egress:   direction == "egress_rule",
				resource: resource,
			})
		}
	}
	return rules, nil
}

// zonesOf returns the Availability Zones of a stack's public subnets in the order of their CIDR blocks, which is the order
// in the document.
func zonesOf(stack synthesized.Stack) ([]string, error) {
	var zones []string
	for number := 1; ; number++ {
		before := len(zones)
		for _, subnet := range stack.OfType("aws_subnet") {
			if strings.HasSuffix(subnet.Get("tags.Name").String(), fmt.Sprintf("-public-%d", number)) {
				zones = append(zones, subnet.Get("availability_zone").String())
			}
		}
		if len(zones) == before {
			break
		}
	}
	if len(zones) == 0 {
		return nil, fmt.Errorf("stack %s has no public subnets: only an environment of Volteryde can adopt the document's resources", stack.Name)
	}
	return zones, nil
}

func find(stack synthesized.Stack, path string) (synthesized.Resource, error) {
	found, ok := stack.At(path)
	if !ok {
		return found, fmt.Errorf("stack %s has no resource at %s", stack.Name, path)
	}
	return found, nil
}
