// Package deletion says whether Terraform may delete the resources of a construct.
package deletion

// Protection says whether Terraform may delete a resource and its data. The zero value protects.
type Protection int

const (
	// Protected refuses deletion until an earlier deployment has disabled the protection.
	Protected Protection = iota
	// Disposable lets Terraform delete the resource together with its data.
	Disposable
)
