// Package problems collects validation errors and prefixes each with the path of the invalid value.
package problems

import "fmt"

// In returns the errors that errors.Join has joined, each with a prefix: "Database." and "StorageGiB is 10" give
// "Database.StorageGiB is 10". A single error is one problem, and nil is none.
func In(prefix string, err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		all = joined.Unwrap()
	}
	prefixed := make([]error, len(all))
	for index, one := range all {
		prefixed[index] = fmt.Errorf("%s%w", prefix, one)
	}
	return prefixed
}

// List collects problems. The zero value has none.
type List []error

// Unless adds a problem with a field unless it is valid. The problem states the value and what is allowed.
func (l *List) Unless(valid bool, field string, value any, allowed string) {
	if !valid {
		*l = append(*l, fmt.Errorf("%s is %v: %s", field, value, allowed))
	}
}
