// Package test holds the repository to what its documentation and its workflows say. Its tests run in the root.
package test
