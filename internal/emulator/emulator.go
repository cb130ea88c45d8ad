// Package emulator distinguishes an AWS emulator from AWS, so that a command meant for one never reaches the other.
package emulator

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// variable is the environment variable from which the AWS SDKs read an endpoint. With the name of a service as suffix,
// it applies to that service only.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
const variable = "AWS_ENDPOINT_URL"

// ignored is the environment variable that makes the AWS SDKs ignore configured endpoints.
const ignored = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

// Require returns nil if the environment variables ("NAME=value", as in os.Environ) direct every AWS call to an
// emulator. Otherwise the error names every reason why they do not.
func Require(environ []string) error {
	var problems []error
	found := endpoints(environ)
	if !slices.ContainsFunc(found, func(e endpoint) bool { return e.variable == variable }) {
		problems = append(problems, fmt.Errorf(
			"an emulator needs %s, for example %s=http://localhost:4566", variable, variable))
	}
	for _, endpoint := range found {
		if err := private(endpoint.value); err != nil {
			problems = append(problems, fmt.Errorf("%s is %q: %w", endpoint.variable, endpoint.value, err))
		}
	}
	if value := lookUp(environ, ignored); value != "" && !strings.EqualFold(value, "false") {
		problems = append(problems, fmt.Errorf("%s is %q: unset it: it makes the AWS SDKs ignore the endpoints", ignored, value))
	}
	return errors.Join(problems...)
}

// Refuse returns nil if the environment variables direct no AWS call to an emulator. Otherwise the error names each
// variable that does. A public endpoint is allowed: it may be a VPC endpoint.
func Refuse(environ []string) error {
	var problems []error
	for _, endpoint := range endpoints(environ) {
		if private(endpoint.value) == nil {
			problems = append(problems, fmt.Errorf(
				"%s is %q, an emulator: unset it to work with AWS, or set EMULATOR=1", endpoint.variable, endpoint.value))
		}
	}
	return errors.Join(problems...)
}

// endpoint is an environment variable and the URL that it holds.
type endpoint struct{ variable, value string }

// endpoints returns the endpoints that are set, in the order of their variables.
func endpoints(environ []string) []endpoint {
	var found []endpoint
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if value != "" && (name == variable || strings.HasPrefix(name, variable+"_")) {
			found = append(found, endpoint{name, value})
		}
	}
	slices.SortFunc(found, func(a, b endpoint) int { return strings.Compare(a.variable, b.variable) })
	return found
}

func lookUp(environ []string, name string) string {
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, name+"="); ok {
			return value
		}
	}
	return ""
}

// privateDomains are the domains that public DNS does not serve.
// https://www.iana.org/assignments/special-use-domain-names
var privateDomains = []string{".localhost", ".local", ".internal", ".test"}

// private returns an error unless the URL's host is this machine or has a private name or address.
func private(text string) error {
	parsed, err := url.Parse(text)
	if err != nil || (parsed.Scheme != "http" && parsed.Scheme != "https") || parsed.Hostname() == "" {
		return errors.New(`must be a URL, for example "http://localhost:4566"`)
	}
	host := strings.ToLower(strings.TrimSuffix(parsed.Hostname(), "."))
	if address, err := netip.ParseAddr(host); err == nil {
		if address.IsLoopback() || address.IsPrivate() {
			return nil
		}
		return errors.New("must be a loopback or private address: emulators do not run at public addresses")
	}
	// A name without a dot is that of a container or of /etc/hosts. One that starts with a digit may be an IP address
	// in another notation.
	if !strings.Contains(host, ".") && host[0] >= 'a' && host[0] <= 'z' {
		return nil
	}
	if slices.ContainsFunc(privateDomains, func(domain string) bool { return strings.HasSuffix(host, domain) }) {
		return nil
	}
	return errors.New("must be a loopback or private host name: emulators do not run at public addresses")
}
