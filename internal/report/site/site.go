// Package site writes a report about all stacks as static HTML files. They open from disk, make no network requests, and are
// identical for identical stacks.
package site

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"landform/internal/report/compare"
	"landform/internal/report/cost"
	"landform/internal/report/explain"
	"landform/internal/report/requirements"
	"landform/internal/review"
	"landform/internal/synthesized"
)

//go:embed templates
var files embed.FS

// Input is the content of the site.
type Input struct {
	Explainer *explain.Explainer
	// Base are the stacks to compare with, or nil for no comparison. BaseName is their name on the page, such as a branch.
	Base     []synthesized.Stack
	BaseName string
	// Literals are the source files of the environments by stack name, or nil if they are not available.
	Literals map[string]string
	// Plans are Terraform's planned changes per stack, or nil if there are no plans.
	Plans []review.Stack
}

// Write writes the site to a folder. It overwrites files of the site and leaves other files alone.
func Write(input Input, folder string) error {
	s, err := newSite(input)
	if err != nil {
		return err
	}
	templates, err := template.New("").Funcs(functions).ParseFS(files, "templates/*.html")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	for _, name := range []string{"style.css", "search.js"} {
		text, err := files.ReadFile("templates/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name), text, 0o644)
		}
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
	}
	var problems []error
	for _, page := range s.pages() {
		problems = append(problems, page.write(templates, folder))
	}
	return errors.Join(problems...)
}

// page is one file of the site.
type page struct {
	file, template, title string
	site                  *site
	data                  any
}

func (p page) write(templates *template.Template, folder string) error {
	file, err := os.Create(filepath.Join(folder, p.file))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	err = templates.ExecuteTemplate(file, p.template, map[string]any{"Title": p.title, "Site": p.site, "Page": p.data, "File": p.file})
	return errors.Join(err, file.Close())
}

// site is the data of all pages.
type site struct {
	Systems      []system
	Others       []*view // stacks that are not environments
	Requirements []requirementView
	Changes      []changed
	Gone         []string // stacks of the base that were removed
	BaseName     string
	Plans        []review.Part
	PlanSummary  string
	Prices       string
	Views        []*view // in the order of the stacks
	views        map[string]*view
}

// HasChanges returns whether the site has a page of changes.
func (s *site) HasChanges() bool { return s.BaseName != "" || s.PlanSummary != "" }

// system is a system with its environments in promotion order.
type system struct {
	Name         string
	Environments []*view
	Pairs        []pair
}

// pair is two environments side by side.
type pair struct {
	File        string
	Before      *view
	After       *view
	Literal     []compare.Line // diff of the environments' source files
	Costs       []cost.Part
	Differences differences
}

// changed are stacks with identical changes since the base.
type changed struct {
	Stacks      []changedStack
	New         bool
	Differences differences
	found       []compare.Difference
}

type changedStack struct {
	View       *view
	CostBefore float64
}

type requirementView struct {
	requirements.Line
	Resources []link
}

type link struct{ Text, File, Anchor string }

func newSite(input Input) (*site, error) {
	s := &site{views: map[string]*view{}, BaseName: input.BaseName, Prices: input.Explainer.Calculator.Prices.Date}
	for _, stack := range input.Explainer.Stacks {
		one, err := newView(input.Explainer, stack)
		if err != nil {
			return nil, err
		}
		s.views[stack.Name] = one
		s.Views = append(s.Views, one)
		if one.Metadata.Role == synthesized.RoleEnvironment {
			s.addEnvironment(one)
		} else {
			s.Others = append(s.Others, one)
		}
	}
	for index := range s.Systems {
		s.Systems[index].finish(input.Literals)
	}
	s.compareWith(input)
	if input.Plans != nil {
		s.Plans, s.PlanSummary = review.Parts(input.Plans), review.Summary(input.Plans)
	}
	return s, s.addRequirements(input.Explainer.Stacks)
}

func (s *site) addEnvironment(one *view) {
	at := slices.IndexFunc(s.Systems, func(system system) bool { return system.Name == one.Metadata.System })
	if at < 0 {
		at = len(s.Systems)
		s.Systems = append(s.Systems, system{Name: one.Metadata.System})
	}
	s.Systems[at].Environments = append(s.Systems[at].Environments, one)
}

// finish sorts the environments and pairs each with every later one.
func (s *system) finish(literals map[string]string) {
	slices.SortFunc(s.Environments, func(a, b *view) int { return cmp.Compare(a.Metadata.Position, b.Metadata.Position) })
	for index, before := range s.Environments {
		for _, after := range s.Environments[index+1:] {
			s.Pairs = append(s.Pairs, pair{
				File:   fmt.Sprintf("compare-%s-%s.html", before.Stack.Name, after.Stack.Name),
				Before: before, After: after,
				Literal:     compare.Difference{Before: literals[before.Stack.Name], After: literals[after.Stack.Name]}.Lines(),
				Costs:       cost.Parts(before.Cost, after.Cost),
				Differences: sideBySide(before.Metadata.Environment, after.Metadata.Environment, compare.Stacks(before.Stack, after.Stack)),
			})
		}
	}
}

func (s *site) compareWith(input Input) {
	if input.Base == nil {
		return
	}
	for _, stack := range input.Explainer.Stacks {
		one := s.views[stack.Name]
		before, err := synthesized.Find(input.Base, stack.Name)
		if err != nil {
			s.Changes = append(s.Changes, changed{New: true, Stacks: []changedStack{{View: one}}})
			one.Changed = true
			continue
		}
		found := compare.Stacks(before, stack)
		if len(found) == 0 {
			continue
		}
		one.Changed = true
		equal := slices.IndexFunc(s.Changes, func(other changed) bool { return reflect.DeepEqual(other.found, found) })
		if equal < 0 {
			equal = len(s.Changes)
			s.Changes = append(s.Changes, changed{found: found, Differences: sinceBase(input.BaseName, found)})
		}
		s.Changes[equal].Stacks = append(s.Changes[equal].Stacks, changedStack{one, input.Explainer.Calculator.Of(before).Total})
	}
	for _, stack := range input.Base {
		if s.views[stack.Name] == nil {
			s.Gone = append(s.Gone, stack.Name)
		}
	}
}

func (s *site) addRequirements(stacks []synthesized.Stack) error {
	lines, err := requirements.Lines()
	for _, line := range lines {
		one := requirementView{Line: line}
		for _, stack := range stacks {
			for _, resource := range line.Fulfilled(stack) {
				one.Resources = append(one.Resources, link{resource.Address(), s.views[stack.Name].File, resource.Address()})
			}
		}
		s.Requirements = append(s.Requirements, one)
	}
	return err
}

func (s *site) pages() []page {
	all := []page{
		{"index.html", "home", "All stacks", s, nil},
		{"requirements.html", "requirements", "Requirements", s, nil},
		{"resources.html", "resources", "All resources", s, nil},
	}
	if s.HasChanges() {
		all = append(all, page{"changes.html", "changes", "Changes", s, nil})
	}
	for _, system := range s.Systems {
		for _, one := range system.Pairs {
			all = append(all, page{one.File, "compare", one.Before.Stack.Name + " and " + one.After.Stack.Name, s, one})
		}
	}
	for _, one := range s.Views {
		all = append(all, page{one.File, "stack", one.Stack.Name, s, one})
	}
	return all
}

// functions are the template functions.
var functions = template.FuncMap{
	"usd":    cost.Dollars,
	"cents":  func(amount float64) string { return fmt.Sprintf("$%.2f", amount) },
	"share":  func(part, whole float64) int { return int(100 * part / whole) },
	"groups": cost.ByConstruct,
	"join":   strings.Join,
	"kind":   resourceType,
	"linked": linked,
	"count": func(number int, noun string) string {
		if number == 1 {
			return "1 " + noun
		}
		return fmt.Sprintf("%d %ss", number, noun)
	},
	"purpose": func(role synthesized.Role) string { return purposes[role] },
}

// linked returns whether a stack's page has an anchor for an address. Data sources, variables and locals have none.
func linked(address string) bool {
	kind := resourceType(address)
	return kind != "data" && kind != "var" && kind != "local"
}

// purposes are descriptions of stacks that are not environments.
var purposes = map[synthesized.Role]string{
	synthesized.RoleState: "stores Terraform state", synthesized.RoleCI: "gives CI access to the account", synthesized.RoleOrganization: "manages the AWS accounts",
}
