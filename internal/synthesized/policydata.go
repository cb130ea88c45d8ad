package synthesized

import "maps"

// policyDocument is the JSON that the data source aws_iam_policy_document makes of its blocks.
// https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
func (n *node) policyDocument() any {
	data := n.resource
	var statements []any
	for _, argument := range []string{"source_policy_documents", "override_policy_documents"} {
		for _, source := range data.All(argument) {
			parsed, ok := source.Document()
			if !ok {
				return unknown{data.Reference("json")}
			}
			for _, statement := range parsed.Field("Statement").List() {
				statements = append(statements, statement.raw)
			}
		}
	}
	for _, block := range data.All("statement") {
		statements = append(statements, statementOf(block))
	}
	return document(map[string]any{"Version": "2012-10-17", "Statement": statements})
}

func statementOf(block Value) map[string]any {
	statement := map[string]any{"Effect": "Allow"}
	for argument, element := range map[string]string{"sid": "Sid", "effect": "Effect", "actions": "Action", "not_actions": "NotAction",
		"resources": "Resource", "not_resources": "NotResource"} {
		if value := block.Field(argument); value.Exists() {
			statement[element] = value.raw
		}
	}
	for argument, element := range map[string]string{"principals": "Principal", "not_principals": "NotPrincipal"} {
		ids := map[string]any{}
		for _, principal := range block.All(argument) {
			kind := principal.Field("type").String()
			if kind == "*" {
				kind = "AWS"
			}
			known, _ := ids[kind].([]any)
			for _, id := range principal.All("identifiers") {
				known = append(known, id.raw)
			}
			ids[kind] = known
		}
		if len(ids) > 0 {
			statement[element] = ids
		}
	}
	conditions := map[string]any{}
	for _, condition := range block.All("condition") {
		key := map[string]any{condition.Field("variable").String(): condition.Field("values").raw}
		operator := condition.Field("test").String()
		if known, ok := conditions[operator].(map[string]any); ok {
			maps.Copy(known, key)
			continue
		}
		conditions[operator] = key
	}
	if len(conditions) > 0 {
		statement["Condition"] = conditions
	}
	return statement
}
