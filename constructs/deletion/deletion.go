// Package deletion says whether what a construct builds may be deleted by an ordinary deployment.
package deletion

// Protection is what stands between a deployment and the deletion of a resource. The zero value protects.
type Protection int

const (
	// Protected refuses deletion until a deployment has switched the protection off.
	Protected Protection = iota
	// Disposable lets a destroy take the resource and its data with it.
	Disposable
)
