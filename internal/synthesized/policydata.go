package synthesized

import "slices"

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
	return document(newObject([]field{{"Version", "2012-10-17"}, {"Statement", statements}}))
}

// statementElements are the elements of a statement that arguments of a block set.
var statementElements = []struct{ argument, element string }{{"sid", "Sid"}, {"effect", "Effect"}, {"actions", "Action"},
	{"not_actions", "NotAction"}, {"resources", "Resource"}, {"not_resources", "NotResource"}}

func statementOf(block Value) *object {
	statement := []field{{"Effect", "Allow"}}
	for _, each := range statementElements {
		if value := block.Field(each.argument); value.Exists() {
			statement = append(statement, field{each.element, value.raw})
		}
	}
	if ids := principalsOf(block.All("principals")); len(ids) > 0 {
		statement = append(statement, field{"Principal", newObject(ids)})
	}
	if ids := principalsOf(block.All("not_principals")); len(ids) > 0 {
		statement = append(statement, field{"NotPrincipal", newObject(ids)})
	}
	if conditions := conditionsOf(block.All("condition")); len(conditions) > 0 {
		statement = append(statement, field{"Condition", newObject(conditions)})
	}
	return newObject(statement)
}

// principalsOf are the lists of principals by type.
func principalsOf(blocks []Value) []field {
	var kinds []field
	for _, block := range blocks {
		kind := block.Field("type").String()
		if kind == "*" {
			kind = "AWS"
		}
		known := fieldOf(&kinds, kind)
		ids, _ := known.value.([]any)
		for _, id := range block.All("identifiers") {
			ids = append(ids, id.raw)
		}
		known.value = ids
	}
	return kinds
}

// conditionsOf are the conditions by operator.
func conditionsOf(blocks []Value) []field {
	var operators []field
	for _, block := range blocks {
		known := fieldOf(&operators, block.Field("test").String())
		var keys []field
		if others, ok := known.value.(*object); ok {
			keys = slices.Clone(others.fields)
		}
		known.value = newObject(append(keys, field{block.Field("variable").String(), block.Field("values").raw}))
	}
	return operators
}

// fieldOf is the field with a name, added if there is none.
func fieldOf(fields *[]field, name string) *field {
	index := slices.IndexFunc(*fields, func(f field) bool { return f.name == name })
	if index < 0 {
		index = len(*fields)
		*fields = append(*fields, field{name: name})
	}
	return &(*fields)[index]
}
