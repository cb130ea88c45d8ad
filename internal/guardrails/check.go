package guardrails

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Origin returns the source line of the program that created the construct with a path, such as
// "dev-stack/postgres/instance".
type Origin func(path string) (file string, line int, ok bool)

// Finding is a violation of a rule, or an unknown value, at one place.
type Finding struct {
	Rule     *Rule
	Stack    string
	Path     string // of the construct below the stack; the resource's address if CDKTF wrote no path; empty for the stack itself
	Address  string // of the resource in Terraform; empty for the stack itself
	Argument string
	Text     string
	File     string // of the JSON
	Line     int    // in File
	Program  string // source file and line of the construct, if known
	Waiver   *Waiver
}

// Report is the result of checking stacks.
type Report struct {
	Findings     []Finding // of both classes, without waived ones
	Waived       []Finding
	NotEvaluated []Finding
	Problems     []string // of waivers
	Passed       int      // number of answers that pass
	Unruled      []string // types of resources without a rule
	Duration     time.Duration
}

// Clean reports whether there are no findings and no problems with waivers.
func (r Report) Clean() bool { return len(r.Findings) == 0 && len(r.Problems) == 0 }

// Count returns the number of findings of a class.
func (r Report) Count(class Class) int {
	count := 0
	for _, finding := range r.Findings {
		if finding.Rule.Class == class {
			count++
		}
	}
	return count
}

// Check checks stacks against the rules of a table. The waivers are in the JSON of each stack. Origin may be nil.
func Check(table Table, stacks []Stack, origin Origin) Report {
	return NewChecker(table).Check(stacks, origin)
}

// Check checks stacks against the rules. The waivers are in the JSON of each stack. Origin may be nil.
func (c *Checker) Check(stacks []Stack, origin Origin) Report {
	start, table := time.Now(), c.table
	var all result
	results := c.results(stacks)
	for _, result := range results {
		all.add(result)
	}
	all.add(checkAcross(table.Rules, stacks))
	report := Report{Passed: all.passed, NotEvaluated: all.unknown, Unruled: unruled(table, stacks)}
	report.waive(stacks, all.violations, start)
	for _, findings := range []*[]Finding{&report.Findings, &report.Waived, &report.NotEvaluated} {
		for index := range *findings {
			(*findings)[index].locate(origin)
		}
		slices.SortStableFunc(*findings, byRule)
		*findings = slices.CompactFunc(*findings, sameFinding) // of the instances of one resource
	}
	report.Duration = time.Since(start)
	return report
}

// byRule sorts refused findings before advice.
func byRule(a, b Finding) int {
	return cmp.Or(-strings.Compare(string(a.Rule.Class), string(b.Rule.Class)), strings.Compare(a.Rule.ID, b.Rule.ID),
		strings.Compare(a.Path, b.Path), strings.Compare(a.Text, b.Text), strings.Compare(a.Stack, b.Stack))
}

func sameFinding(a, b Finding) bool { return byRule(a, b) == 0 && a.Address == b.Address }

func (f *Finding) locate(origin Origin) {
	if origin == nil || f.Address == "" {
		return
	}
	if file, line, ok := origin(f.Stack + "/" + f.Path); ok {
		f.Program = fmt.Sprintf("%s:%d", file, line)
	}
}

// result is the result of the rules before waivers are applied.
type result struct {
	violations, unknown []Finding
	passed              int
}

func (r *result) add(other result) {
	r.violations = append(r.violations, other.violations...)
	r.unknown = append(r.unknown, other.unknown...)
	r.passed += other.passed
}

// take records the answer of a rule for a resource, or for the stack if the resource is the zero value.
func (r *result) take(rule *Rule, stack *Stack, resource *Resource, answer *Answer) {
	if answer.NotApplicable {
		return
	}
	for _, violation := range answer.Violations {
		r.violations = append(r.violations, newFinding(rule, stack, resource, violation))
	}
	open := rule.Unknown == NotEvaluated && len(answer.Violations) == 0
	for _, argument := range answer.Unknown {
		if open {
			r.unknown = append(r.unknown, newFinding(rule, stack, resource, Violation{argument, argument + " is unknown until apply"}))
		}
	}
	for _, text := range answer.Unread {
		r.unknown = append(r.unknown, newFinding(rule, stack, resource, Violation{Text: text}))
	}
	if len(answer.Violations) == 0 && len(answer.Unread) == 0 && (!open || len(answer.Unknown) == 0) {
		r.passed++
	}
}

func newFinding(rule *Rule, stack *Stack, resource *Resource, violation Violation) Finding {
	finding := Finding{Rule: rule, Stack: stack.Name, Argument: violation.Argument, Text: oneLine.Replace(violation.Text)}
	if resource.Name == "" {
		return finding
	}
	finding.Address, finding.File, finding.Line = resource.Address(), resource.File(), resource.LineOf(violation.Argument)
	finding.Path = cmp.Or(strings.TrimPrefix(resource.Path, stack.Name+"/"), finding.Address)
	return finding
}

// oneLine keeps a value with several lines from writing lines of its own into a log, where CI would take some for
// commands.
var oneLine = strings.NewReplacer("\r", " ", "\n", " ")

// checkStack checks everything in one stack. Rules, resources and documents are large, and most answers pass: it copies
// them for the functions of rules only.
func checkStack(rules []Rule, stack Stack) result {
	byType, every := map[string][]*Resource{}, make([]*Resource, len(stack.Resources))
	for index := range stack.Resources {
		resource := &stack.Resources[index]
		byType[resource.Type] = append(byType[resource.Type], resource)
		every[index] = resource
	}
	byType[AnyType] = every
	documents := stack.Documents()
	var result result
	for index := range rules {
		rule := &rules[index]
		if rule.Resource != nil {
			for _, kind := range rule.Types {
				for _, resource := range byType[kind] {
					answer := rule.Resource(*resource)
					result.take(rule, &stack, resource, &answer)
				}
			}
		}
		if rule.Document != nil || rule.Statement != nil {
			for index := range documents {
				answer := readDocument(rule, &documents[index])
				result.take(rule, &stack, &documents[index].Resource, &answer)
			}
		}
		if rule.Stack != nil {
			answer := rule.Stack(stack)
			result.take(rule, &stack, &Resource{}, &answer)
		}
	}
	return result
}

func readDocument(rule *Rule, document *Document) Answer {
	if rule.Document != nil {
		return rule.Document(document)
	}
	if document.Opaque {
		return Answer{Unknown: []string{document.Argument}}
	}
	whole := Answer{NotApplicable: true}
	for index := range document.Statements {
		whole = whole.And(rule.Statement(document, &document.Statements[index]))
	}
	return whole
}

func checkAcross(rules []Rule, stacks []Stack) result {
	var result result
	for index := range rules {
		rule := &rules[index]
		if rule.Across == nil {
			continue
		}
		rule.Across(stacks, func(subject Subject) { result.take(rule, &subject.Stack, &subject.Resource, &subject.Answer) })
	}
	return result
}

// unruled returns the types of managed resources without a rule. A type with a policy document is covered by the rules
// for those.
func unruled(table Table, stacks []Stack) []string {
	known := map[string]bool{}
	for _, rule := range table.Rules {
		for _, kind := range slices.Concat(rule.Types, rule.With) {
			known[kind] = true
		}
	}
	var types []string
	for _, stack := range stacks {
		for _, resource := range stack.Resources {
			if !known[resource.Type] && table.Exempt[resource.Type] == "" && len(resource.Documents()) == 0 {
				types = append(types, resource.Type)
			}
		}
	}
	slices.Sort(types)
	return slices.Compact(types)
}

// waive separates waived findings from the others, and collects the problems of the waivers.
func (r *Report) waive(stacks []Stack, findings []Finding, today time.Time) {
	waivers := map[string][]Waiver{}
	used := map[string][]bool{}
	for _, stack := range stacks {
		read, err := WaiversOf(stack)
		if err != nil {
			r.Problems = append(r.Problems, err.Error())
		}
		waivers[stack.Name], used[stack.Name] = read, make([]bool, len(read))
	}
	for _, finding := range findings {
		index := slices.IndexFunc(waivers[finding.Stack], func(w Waiver) bool { return w.covers(finding) })
		if index < 0 {
			r.Findings = append(r.Findings, finding)
			continue
		}
		for index, waiver := range waivers[finding.Stack] { // two waivers of one finding both count as used
			used[finding.Stack][index] = used[finding.Stack][index] || waiver.covers(finding)
		}
		finding.Waiver = &waivers[finding.Stack][index]
		r.Waived = append(r.Waived, finding)
	}
	for _, stack := range stacks {
		for index, waiver := range waivers[stack.Name] {
			problems := waiver.Validate(today)
			if !used[stack.Name][index] && waiver.Rule != MovedData {
				problems = append(problems, fmt.Sprintf("no finding at %q matches %q", waiver.Path, waiver.Finding))
			}
			for _, problem := range problems {
				r.Problems = append(r.Problems, fmt.Sprintf("%s: waiver of %s: %s", stack.Name, waiver.Rule, problem))
			}
		}
	}
}

// Relocate replaces the files of the findings, for example by committed copies.
func (r Report) Relocate(file func(file, stack string) string) {
	known := map[string]string{}
	for _, findings := range [][]Finding{r.Findings, r.Waived, r.NotEvaluated} {
		for index, finding := range findings {
			if finding.File == "" {
				continue
			}
			if _, ok := known[finding.File]; !ok {
				known[finding.File] = file(finding.File, finding.Stack)
			}
			findings[index].File = known[finding.File]
		}
	}
}
