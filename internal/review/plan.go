// Package review describes plans for reviewers: destroyed resources first, changes that several environments share
// once, and unchanged stacks as a number.
package review

import (
	"encoding/json"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Action is what a plan does to one resource.
type Action string

// The actions, in the order of a review.
const (
	Replace Action = "replace" // destroy and create
	Destroy Action = "destroy"
	Update  Action = "change"
	Create  Action = "add"
	Forget  Action = "forget" // remove it from the state, but keep it in AWS
	Import  Action = "import" // add an existing resource to the state
	Move    Action = "move"   // change the address and nothing else
)

// actions lists all actions in their order.
var actions = []Action{Replace, Destroy, Update, Create, Forget, Import, Move}

// Stack describes the plan of one stack.
type Stack struct {
	Name    string   `json:"stack"`
	Changes []Change `json:"changes"`
	Outputs int      `json:"outputs"`           // that change
	Moves   []Moved  `json:"moves,omitempty"`   // which the plan treats as a deletion and a creation
	Errored bool     `json:"errored,omitempty"` // the plan ended with an error and is not complete

	// Words that always differ between environments: changes that differ only in them are considered the same.
	Environment string `json:"environment,omitempty"`
	Account     string `json:"account,omitempty"`
}

// Change is what a plan does to one resource.
type Change struct {
	Address         string      `json:"address"`
	Type            string      `json:"type"`
	Action          Action      `json:"action"`
	PreviousAddress string      `json:"previousAddress,omitempty"`
	Reason          string      `json:"reason,omitempty"`    // in Terraform's words, if it gives one
	HoldsData       string      `json:"holdsData,omitempty"` // the data that a destruction loses; empty if none
	Attributes      []Attribute `json:"attributes,omitempty"`

	before, after, unknown map[string]any
}

// Attribute is one value that a change sets. Sensitive values are omitted.
type Attribute struct {
	Path   string `json:"path"`             // for example "scaling_config[0].max_size"
	Before string `json:"before,omitempty"` // as JSON, truncated; empty if not set
	After  string `json:"after,omitempty"`
	Forces bool   `json:"forcesReplacement,omitempty"`
}

// Read reads the output of "terraform show -json PLAN", or a Stack that an earlier review wrote as JSON. Name is the
// plan's stack; an earlier review contains its own.
func Read(name string, text []byte) (Stack, error) {
	var earlier struct {
		Stack
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(text, &earlier); err != nil {
		return Stack{}, fmt.Errorf("plan of %s: not the output of \"terraform show -json PLAN\": %w", name, err)
	}
	if earlier.FormatVersion == "" && earlier.Name != "" {
		return earlier.Stack, nil
	}
	var plan tfjson.Plan
	if err := json.Unmarshal(text, &plan); err != nil {
		return Stack{}, fmt.Errorf("plan of %s: not the output of \"terraform show -json PLAN\": %w", name, err)
	}
	return FromPlan(name, &plan), nil
}

// FromPlan describes the plan of a stack.
func FromPlan(name string, plan *tfjson.Plan) Stack {
	stack := Stack{Name: name, Changes: []Change{}}
	configured := configuredArguments(plan.Config)
	for _, resource := range plan.ResourceChanges {
		if resource.Mode == tfjson.DataResourceMode || resource.Change == nil {
			continue
		}
		if change, ok := read(resource, configured[resource.Type+"."+resource.Name]); ok {
			stack.Changes = append(stack.Changes, change)
		}
	}
	for _, output := range plan.OutputChanges {
		if !output.Actions.NoOp() {
			stack.Outputs++
		}
	}
	stack.Moves = findMoves(stack.Changes)
	slices.SortStableFunc(stack.Changes, func(a, b Change) int { return order(a) - order(b) })
	return stack
}

// order is the position of a change in a review: among changes with the same action, those that lose data come first.
func order(change Change) int {
	index := 2 * slices.Index(actions, change.Action)
	if change.HoldsData == "" {
		index++
	}
	return index
}

// read returns the change to one resource, and false if there is none.
func read(resource *tfjson.ResourceChange, configured map[string]bool) (Change, bool) {
	change := Change{
		Address: resource.Address, Type: resource.Type, PreviousAddress: resource.PreviousAddress,
		Reason: string(resource.ActionReason),
		before: object(resource.Change.Before), after: object(resource.Change.After), unknown: object(resource.Change.AfterUnknown),
	}
	if resource.DeposedKey != "" {
		change.Address += " (deposed " + resource.DeposedKey + ")"
	}
	switch kind := resource.Change.Actions; {
	case kind.Replace():
		change.Action = Replace
	case kind.Delete():
		change.Action = Destroy
	case kind.Update():
		change.Action = Update
	case kind.Create():
		change.Action = Create
	case kind.Forget():
		change.Action = Forget
	case resource.Change.Importing != nil:
		change.Action = Import
	case resource.PreviousAddress != "" && resource.PreviousAddress != resource.Address:
		change.Action = Move
	default:
		return Change{}, false
	}
	if change.Action == Replace || change.Action == Destroy {
		change.HoldsData = dataOf[resource.Type]
	}
	if change.Action == Replace || change.Action == Update {
		change.Attributes = attributes(resource.Change, configured)
	}
	return change, true
}

func object(value any) map[string]any {
	read, _ := value.(map[string]any)
	return read
}

// configuredArguments are the arguments that the configuration sets, by "type.name". All others are computed.
func configuredArguments(config *tfjson.Config) map[string]map[string]bool {
	found := map[string]map[string]bool{}
	if config == nil || config.RootModule == nil {
		return found
	}
	for _, resource := range config.RootModule.Resources {
		arguments := map[string]bool{}
		for name := range resource.Expressions {
			arguments[name] = true
		}
		found[resource.Type+"."+resource.Name] = arguments
	}
	return found
}

// Count returns how many of the stack's changes have an action.
func (s Stack) Count(action Action) int {
	count := 0
	for _, change := range s.Changes {
		if change.Action == action {
			count++
		}
	}
	return count
}

// Unchanged reports whether the plan changes nothing.
func (s Stack) Unchanged() bool { return len(s.Changes) == 0 && s.Outputs == 0 }
