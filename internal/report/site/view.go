package site

import (
	"html/template"
	"slices"
	"strings"

	"landform/internal/deployment"
	"landform/internal/guardrails"
	"landform/internal/plainjson"
	"landform/internal/report/cost"
	"landform/internal/report/diagram"
	"landform/internal/report/explain"
	"landform/internal/report/order"
	"landform/internal/synthesized"
)

// view is the data of a stack's page.
type view struct {
	File      string
	Stack     synthesized.Stack
	Metadata  synthesized.Metadata
	Cost      cost.Report
	Protected int           // number of resources protected from deletion
	Diagram   template.HTML // empty for a stack without a VPC
	Matrix    matrix
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

type alarm struct{ Address, Name, When, Reason string }

type output struct{ Name, Description, Value string }

type resource struct {
	explain.Explanation
	JSON string
}

func newView(e *explain.Explainer, stack synthesized.Stack) (*view, error) {
	v := &view{File: stack.Name + ".html", Stack: stack, Metadata: stack.Metadata(), Cost: e.Calculator.Of(stack), Protected: protected(stack)}
	if picture, err := diagram.SVG(stack); err == nil {
		v.Diagram = template.HTML(picture) // package diagram escapes all texts
	}
	for _, one := range stack.Resources {
		explanation, err := e.Of(stack, one)
		if err != nil {
			return nil, err
		}
		v.Resources = append(v.Resources, resource{explanation, indented(one)})
	}
	slices.SortFunc(v.Resources, func(a, b resource) int { return strings.Compare(a.Path+a.Address, b.Path+b.Address) })
	ofStack := func(findings []guardrails.Finding) []guardrails.Finding {
		return slices.DeleteFunc(slices.Clone(findings), func(f guardrails.Finding) bool { return f.Stack != stack.Name })
	}
	v.Waived, v.Findings, v.Open = ofStack(e.Report.Waived), ofStack(e.Report.Findings), ofStack(e.Report.NotEvaluated)
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
	_ = plainjson.Write(&out, body) // a strings.Builder returns no error
	return out.String()
}

func text(resource synthesized.Resource, path string) string { return resource.Value(path).String() }

// protected counts the resources that AWS or Terraform protects from deletion.
func protected(stack synthesized.Stack) int {
	addresses := map[string]bool{}
	for _, one := range deployment.ProtectedIn(stack) {
		addresses[one.Address] = true
	}
	return len(addresses)
}

func (v *view) alarms() {
	for _, one := range v.Stack.OfType("aws_cloudwatch_metric_alarm") {
		v.Alarms = append(v.Alarms, alarm{one.Address(), text(one, "alarm_name"), explain.When(one), text(one, "alarm_description")})
	}
}

func (v *view) outputs() {
	outputs := v.Stack.Get("output").Map()
	for name, value := range outputs {
		content := value.Get("value").String()
		if value.Get("sensitive").Bool() {
			content = "sensitive"
		}
		v.Outputs = append(v.Outputs, output{name, value.Get("description").String(), content})
	}
	slices.SortFunc(v.Outputs, func(a, b output) int { return strings.Compare(a.Name, b.Name) })
}
