package cost

import (
	"cmp"
	"fmt"
	"slices"

	"landform/internal/synthesized"
)

// Line is one billed item of a resource.
type Line struct {
	Address  string  `json:"address"`
	Path     string  `json:"path"` // construct path without the stack
	Type     string  `json:"type"`
	Item     string  `json:"item"` // what AWS bills: "storage"
	Quantity float64 `json:"quantity"`
	Unit     string  `json:"unit"`
	Price    string  `json:"price"`           // id of the price in prices.json
	USD      float64 `json:"usd"`             // per month
	Usage    bool    `json:"usage,omitempty"` // the quantity is an assumption
}

// Report is the monthly cost of a stack.
type Report struct {
	Stack    string     `json:"stack"`
	Lines    []Line     `json:"lines"`    // the most expensive first
	Unpriced []Unpriced `json:"unpriced"` // resources without a known price
	Total    float64    `json:"total"`
	Budget   float64    `json:"budget,omitempty"` // 0 if the stack has no budget
}

// Unpriced is a resource whose cost is unknown.
type Unpriced struct {
	Address string `json:"address"`
	Reason  string `json:"reason"`
}

// Calculator computes costs from list prices and assumed usage.
type Calculator struct {
	Prices Prices
	Usage  Usage
}

// NewCalculator returns a calculator with the embedded prices and the usage assumptions in a file. "" selects the embedded file.
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
			report.Unpriced = append(report.Unpriced, Unpriced{resource.Address(), "the cost of " + resource.Type + " is unknown"})
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

// bill collects the billed items of one resource.
type bill struct {
	calculator Calculator
	stack      synthesized.Stack
	resource   synthesized.Resource
	report     *Report
}

// add adds an item whose quantity is defined in the stack.
func (b *bill) add(price, item string, quantity float64) { b.line(price, item, quantity, false) }

// assume adds an item whose quantity is assumed usage.
func (b *bill) assume(price, item string, quantity float64) { b.line(price, item, quantity, true) }

func (b *bill) line(id, item string, quantity float64, usage bool) {
	price, ok := b.calculator.Prices.find(id)
	if !ok {
		b.unpriced(fmt.Sprintf("prices.json has no price %q", id))
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

// below returns the construct path of a resource without the stack, or its address if it has no path.
func below(stack synthesized.Stack, resource synthesized.Resource) string {
	if len(resource.Path) > len(stack.Name)+1 {
		return resource.Path[len(stack.Name)+1:]
	}
	return resource.Address()
}
