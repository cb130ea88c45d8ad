package adopt

import (
	"fmt"
	"io"
	"strings"
	"text/template"

	"landform/internal/synthesized"
)

// Replaced lists the resources that Terraform replaces, by their address in the document, with the reason. Terraform keeps
// all others.
var Replaced = map[string]string{
	"module.eks.aws_eks_node_group.main": "EKS cannot change an existing group to Amazon Linux 2023 with a launch template",
	"module.redis.aws_elasticache_replication_group.main": "ElastiCache cannot change the key or the subnets of an existing group: " +
		"the new cache is empty and has a new endpoint",
	"module.redis.aws_secretsmanager_secret_version.redis_auth": "the secret gets a new version with the new endpoint",
}

var explanation = template.Must(template.New("").Parse(`Written: {{.Dir}}/{{.File}}
It moves {{len .Moves}} resources of the document's state and imports {{.Imports}}.

Terraform replaces:
{{- range .Moves}}{{if .Reason}}
  {{.From}}
    {{.Reason}}{{end}}{{end}}

First read docs/adoption.md: it describes the preconditions, and how to replace nodes and cache without an outage.
Then, in {{.Dir}}, get the IDs of the security group rules from AWS, and apply:

{{range .Rules}}  export TF_VAR_{{.Variable}}=$(aws ec2 describe-security-group-rules \
    --filters Name=group-id,Values=$(aws ec2 describe-security-groups --filters Name=group-name,Values={{.Group}} \
      --query 'SecurityGroups[0].GroupId' --output text) \
    --query 'SecurityGroupRules[?{{if not .Egress}}!{{end}}IsEgress].SecurityGroupRuleId' --output text)
{{end}}
  terraform init
  terraform plan -out=tfplan
  terraform apply tfplan
  rm {{.File}}
`))

// Explain writes a summary of Blocks, and the next steps for a person.
func Explain(to io.Writer, stack synthesized.Stack) error {
	zones, err := zonesOf(stack)
	if err != nil {
		return err
	}
	rules, err := Rules(stack)
	if err != nil {
		return err
	}
	type row struct{ From, Reason string }
	var rows []row
	for _, move := range Volteryde(zones) {
		rows = append(rows, row{move.From, Replaced[move.From]})
	}
	return explanation.Execute(to, map[string]any{
		"Dir": stack.Dir, "File": File, "Moves": rows, "Rules": rules, "Imports": len(rules) + len(existingLogs),
	})
}

// Table returns the page that maps every address of the document to its address in a stack.
func Table(stack synthesized.Stack) ([]byte, error) {
	zones, err := zonesOf(stack)
	if err != nil {
		return nil, err
	}
	var page strings.Builder
	page.WriteString("<!-- Written by \"make update\". -->\n# Addresses of the Volteryde document's resources\n\n" +
		"The addresses are the same in each environment. [adoption.md](adoption.md) describes the adoption.\n\n" +
		"| In the document's state | In a stack | Why it is replaced |\n| --- | --- | --- |\n")
	for _, move := range Volteryde(zones) {
		to, err := find(stack, move.To)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&page, "| `%s` | `%s` | %s |\n", move.From, to.Address(), Replaced[move.From])
	}
	return []byte(page.String()), nil
}
