// Package review says what plans would do, in the order in which a person should read it: what is lost first, what several
// environments have in common once, and what stays the same as a number.
package review

import (
	"encoding/json"
	"fmt"
	"slices"

	tfjson "github.com/hashicorp/terraform-json"
)

// Action is what a plan does to one resource.
type Action string

// The actions, in the order in which a review has them.
const (
	Replace Action = "replace" // destroy and create
	Destroy Action = "destroy"
	Update  Action = "change"
	Create  Action = "add"
	Forget  Action = "forget" // leave it be, unmanaged
	Import  Action = "import" // take over what exists
	Move    Action = "move"   // to another address, and nothing else
)

// actions are all of them in their order.
var actions = []Action{Replace, Destroy, Update, Create, Forget, Import, Move}

// Stack is what the plan of one stack would do.
type Stack struct {
	Name    string   `json:"stack"`
	Changes []Change `json:"changes"`
	Outputs int      `json:"outputs"`           // that change
	Moves   []Moved  `json:"moves,omitempty"`   // that the plan takes for a deletion and a creation
	Errored bool     `json:"errored,omitempty"` // the plan ended with an error and is not complete

	// What differs between environments in any case: changes that differ by these two only are the same.
	Environment string `json:"environment,omitempty"`
	Account     string `json:"account,omitempty"`
}

// Change is what a plan does to one resource.
type Change struct {
	Address         string      `json:"address"`
	Type            string      `json:"type"`
	Action          Action      `json:"action"`
	PreviousAddress string      `json:"previousAddress,omitempty"`
	Reason          string      `json:"reason,omitempty"`    // in Terraform's words, where it has one
	HoldsData       string      `json:"holdsData,omitempty"` // what a destruction loses; empty where it loses nothing
	Attributes      []Attribute `json:"attributes,omitempty"`

	before, after, unknown map[string]any
}

// Attribute is one value that a change sets. Sensitive values are not in it.
type Attribute struct {
	Path   string `json:"path"`             // for example "scaling_config[0].max_size"
	Before string `json:"before,omitempty"` // as JSON, long ones cut; empty where there is none
	After  string `json:"after,omitempty"`
	Forces bool   `json:"forcesReplacement,omitempty"`
}

// Read reads a plan as "terraform show -json" prints it, or a Stack that an earlier review wrote as JSON. Name is the
// plan's stack; an earlier review knows its own.
func Read(name string, text []byte) (Stack, error) {
	var earlier struct {
		Stack
		FormatVersion string `json:"format_version"`
	}
	if err := json.Unmarshal(text, &earlier); err != nil {
		return Stack{}, fmt.Errorf("plan of %s: %w", name, err)
	}
	if earlier.FormatVersion == "" && earlier.Name != "" {
		return earlier.Stack, nil
	}
	var plan tfjson.Plan
	if err := json.Unmarshal(text, &plan); err != nil {
		return Stack{}, fmt.Errorf("plan of %s: %w", name, err)
	}
	return FromPlan(name, &plan), nil
}

// FromPlan says what the plan of a stack would do.
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

// order is where a change stands among others: what holds data comes first among its like.
func order(change Change) int {
	index := 2 * slices.Index(actions, change.Action)
	if change.HoldsData == "" {
		index++
	}
	return index
}

// read returns what is done to one resource, and false where that is nothing.
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

// Unchanged tells whether the plan does nothing at all.
func (s Stack) Unchanged() bool { return len(s.Changes) == 0 && s.Outputs == 0 }
