package site

import "landform/internal/report/compare"

// differences are those of two stacks, by resource.
type differences struct {
	Before, After string // what the two sides are called
	Gone, New     string // headings of what only one of them has
	Filter        bool   // whether the page has them once, so that they can be searched
	OnlyBefore    []compare.Difference
	OnlyAfter     []compare.Difference
	Changed       []changedResource
}

// changedResource is a resource of both sides whose arguments are not the same.
type changedResource struct {
	Path, Type string
	Arguments  []compare.Difference
}

// sideBySide are the differences of two environments.
func sideBySide(before, after string, found []compare.Difference) differences {
	return differences{Before: before, After: after, Gone: "Only in " + before, New: "Only in " + after, Filter: true}.group(found)
}

// sinceBase are the differences of a stack from what it was.
func sinceBase(base string, found []compare.Difference) differences {
	return differences{Before: base, After: "now", Gone: "No longer there", New: "New"}.group(found)
}

// group adds what differs, which is in the order of the resources.
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
