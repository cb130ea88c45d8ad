package cost

import (
	"cmp"
	"fmt"
	"slices"

	"landform/internal/synthesized"
)

// Line is what one thing of a resource costs.
type Line struct {
	Address  string  `json:"address"`
	Path     string  `json:"path"` // of the construct, below the stack
	Type     string  `json:"type"`
	Item     string  `json:"item"` // what is paid for
	Quantity float64 `json:"quantity"`
	Unit     string  `json:"unit"`
	Price    string  `json:"price"`           // id in the table
	USD      float64 `json:"usd"`             // a month
	Usage    bool    `json:"usage,omitempty"` // the quantity is an assumption
}

// Report is what a stack costs in a month.
type Report struct {
	Stack    string     `json:"stack"`
	Lines    []Line     `json:"lines"`    // the dearest first
	Unpriced []Unpriced `json:"unpriced"` // what costs something that the table does not know
	Total    float64    `json:"total"`
	Budget   float64    `json:"budget,omitempty"` // 0 where the stack has none
}

// Unpriced is a resource whose cost is not known.
type Unpriced struct {
	Address string `json:"address"`
	Reason  string `json:"reason"`
}

// Calculator computes costs from a table of prices and assumptions of use.
type Calculator struct {
	Prices Prices
	Usage  Usage
}

// NewCalculator returns a calculator with the shipped prices, and the use that a file assumes; "" is the shipped file.
func NewCalculator(usageFile string) (Calculator, error) {
	prices, err := ListPrices()
	if err != nil {
		return Calculator{}, err
	}
	usage, err := ReadUsage(usageFile)
	return Calculator{prices, usage}, err
}

// Of computes the cost of a stack.
func (c Calculator) Of(stack synthesized.Stack) Report {
	report := Report{Stack: stack.Name, Unpriced: []Unpriced{}}
	for _, resource := range stack.Resources {
		if _, free := free[resource.Type]; free {
			continue
		}
		charge, ok := charges[resource.Type]
		if !ok {
			report.Unpriced = append(report.Unpriced, Unpriced{resource.Address(), "no price is known for " + resource.Type})
			continue
		}
		bill := &bill{calculator: c, stack: stack, resource: resource, report: &report}
		charge(bill)
	}
	slices.SortStableFunc(report.Lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(b.USD, a.USD), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Item, b.Item))
	})
	for _, line := range report.Lines {
		report.Total += line.USD
	}
	for _, budget := range stack.OfType("aws_budgets_budget") {
		report.Budget += number(budget, "limit_amount")
	}
	return report
}

// bill collects the lines of one resource.
type bill struct {
	calculator Calculator
	stack      synthesized.Stack
	resource   synthesized.Resource
	report     *Report
}

// add adds a line for a quantity that the stack itself says.
func (b *bill) add(price, item string, quantity float64) { b.line(price, item, quantity, false) }

// assume adds a line for a quantity that is an assumption of use.
func (b *bill) assume(price, item string, quantity float64) { b.line(price, item, quantity, true) }

func (b *bill) line(id, item string, quantity float64, usage bool) {
	price, ok := b.calculator.Prices.find(id)
	if !ok {
		b.unpriced(fmt.Sprintf("the table has no price %q", id))
		return
	}
	b.report.Lines = append(b.report.Lines, Line{
		Address: b.resource.Address(), Path: below(b.stack, b.resource), Type: b.resource.Type, Item: item, Quantity: quantity,
		Unit: price.Unit, Price: id, USD: price.USD * quantity, Usage: usage,
	})
}

func (b *bill) unpriced(reason string) {
	b.report.Unpriced = append(b.report.Unpriced, Unpriced{b.resource.Address(), reason})
}

// below is the path of a resource's construct below its stack, or its address where it has none.
func below(stack synthesized.Stack, resource synthesized.Resource) string {
	if len(resource.Path) > len(stack.Name)+1 {
		return resource.Path[len(stack.Name)+1:]
	}
	return resource.Address()
}
