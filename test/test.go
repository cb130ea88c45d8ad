// Package test holds the repository to what its documentation and its workflows say. Tests of files in the root change to it with
// t.Chdir, and not in TestMain: Go's test cache would not notice that folder, and return old results after a file has changed.
package test
