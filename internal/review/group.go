package review

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// group is the same change to several resources, in one stack or more.
type group struct {
	stacks    []string // in which it happens
	change    Change   // one of them
	addresses []string // the same in each of the stacks
}

// grouped combines equal changes: first within each stack, then across stacks.
func grouped(stacks []Stack) []group {
	var groups []*group
	byKey := map[string]*group{}
	for _, stack := range stacks {
		words := stack.ownWords()
		inStack := map[string]*group{}
		var order []string
		for _, change := range stack.Changes {
			change = change.neutral(words)
			key := change.key()
			if inStack[key] == nil {
				inStack[key] = &group{change: change}
				order = append(order, key)
			}
			inStack[key].addresses = append(inStack[key].addresses, change.Address)
		}
		for _, key := range order {
			found := inStack[key]
			slices.Sort(found.addresses)
			whole := key + strings.Join(found.addresses, "\n")
			if byKey[whole] == nil {
				byKey[whole] = found
				groups = append(groups, found)
			}
			byKey[whole].stacks = append(byKey[whole].stacks, stack.Name)
		}
	}
	var sorted []group
	for _, found := range groups {
		sorted = append(sorted, *found)
	}
	slices.SortStableFunc(sorted, func(a, b group) int {
		return cmp.Or(order(a.change)-order(b.change), strings.Compare(strings.Join(a.stacks, " "), strings.Join(b.stacks, " ")))
	})
	return sorted
}

// key is equal for changes that do the same to resources of one type. Changes that lose data are never combined.
func (c Change) key() string {
	if c.HoldsData == "" && c.Action != Move && c.Action != Import {
		c.Address, c.PreviousAddress = "", ""
	}
	text, err := json.Marshal(c)
	if err != nil {
		return c.Address // a Change is always JSON
	}
	return string(text)
}

// ownWord is a word that always differs between environments, and its replacement.
type ownWord struct {
	form    *regexp.Regexp
	neutral string
}

// ownWords are the name of the stack's environment and the id of its account.
func (s Stack) ownWords() []ownWord {
	var words []ownWord
	for _, word := range []struct{ text, neutral string }{{s.Environment, "<environment>"}, {s.Account, "<account>"}} {
		if word.text != "" {
			words = append(words, ownWord{regexp.MustCompile(`\b` + regexp.QuoteMeta(word.text) + `\b`), word.neutral})
		}
	}
	return words
}

// neutral returns the change with the stack's own words replaced in its values.
func (c Change) neutral(words []ownWord) Change {
	c.Attributes = slices.Clone(c.Attributes)
	for index := range c.Attributes {
		attribute := &c.Attributes[index]
		for _, word := range words {
			attribute.Before = word.form.ReplaceAllString(attribute.Before, word.neutral)
			attribute.After = word.form.ReplaceAllString(attribute.After, word.neutral)
		}
	}
	return c
}
