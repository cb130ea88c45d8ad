// Package problems says of each problem with a value where the value stands.
package problems

import "fmt"

// In returns the errors that errors.Join has joined, each with its place before it: "Database." before "StorageGiB is 10"
// gives "Database.StorageGiB is 10". A single error is one problem, and nil is none.
func In(place string, err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	placed := make([]error, len(all))
	for index, one := range all {
		placed[index] = fmt.Errorf("%s%w", place, one)
	}
	return placed
}

// List collects problems. The zero value has none.
type List []error

// Unless adds a problem with a field unless what is wanted holds: which value it has, and what is allowed.
func (l *List) Unless(wanted bool, field string, value any, allowed string) {
	if !wanted {
		*l = append(*l, fmt.Errorf("%s is %v: %s", field, value, allowed))
	}
}
