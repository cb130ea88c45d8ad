package site

import "landform/internal/report/compare"

// differences are the differences between two stacks, by resource.
type differences struct {
	Before, After string // names of the two sides
	Gone, New     string // headings of resources on only one side
	Filter        bool   // whether to add a search field: only possible once per page
	OnlyBefore    []compare.Difference
	OnlyAfter     []compare.Difference
	Changed       []changedResource
}

// changedResource is a resource on both sides with different arguments.
type changedResource struct {
	Path, Type string
	Arguments  []compare.Difference
}

// sideBySide returns the differences between two environments.
func sideBySide(before, after string, found []compare.Difference) differences {
	return differences{Before: before, After: after, Gone: "Only in " + before, New: "Only in " + after, Filter: true}.group(found)
}

// sinceBase returns the changes of a stack since the base.
func sinceBase(base string, found []compare.Difference) differences {
	return differences{Before: base, After: "now", Gone: "Removed", New: "New"}.group(found)
}

// group groups differences, which are sorted by resource.
func (d differences) group(found []compare.Difference) differences {
	for _, one := range found {
		switch {
		case one.Argument == "" && one.After == "":
			d.OnlyBefore = append(d.OnlyBefore, one)
		case one.Argument == "":
			d.OnlyAfter = append(d.OnlyAfter, one)
		default:
			last := len(d.Changed) - 1
			if last < 0 || d.Changed[last].Path != one.Path || d.Changed[last].Type != one.Type {
				d.Changed = append(d.Changed, changedResource{Path: one.Path, Type: one.Type})
				last++
			}
			d.Changed[last].Arguments = append(d.Changed[last].Arguments, one)
		}
	}
	return d
}
