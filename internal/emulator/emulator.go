// Package emulator tells an AWS emulator from AWS, so that what is meant for the one never reaches the other.
package emulator

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// variable is what the AWS SDKs read an endpoint from; with a service's name behind it, it is that service's alone.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
const variable = "AWS_ENDPOINT_URL"

// ignored makes the AWS SDKs overlook every endpoint that they are given.
const ignored = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"

// Require returns nil where an environment ("NAME=value", as os.Environ has it) leads every AWS call to an emulator,
// and else every reason why it does not.
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
		problems = append(problems, fmt.Errorf("%s is %q: unset it, or the endpoints are not used", ignored, value))
	}
	return errors.Join(problems...)
}

// Refuse returns nil where no AWS call of an environment would go to an emulator, and else each variable that sends
// some there. An endpoint with a public name is left alone: it may be a VPC's own door to AWS.
func Refuse(environ []string) error {
	var problems []error
	for _, endpoint := range endpoints(environ) {
		if private(endpoint.value) == nil {
			problems = append(problems, fmt.Errorf(
				"%s is %q, an emulator: unset it to work with AWS, or say EMULATOR=1", endpoint.variable, endpoint.value))
		}
	}
	return errors.Join(problems...)
}

// endpoint is where a variable sends calls to.
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

// privateDomains are the ends of names that the public DNS does not serve.
// https://www.iana.org/assignments/special-use-domain-names
var privateDomains = []string{".localhost", ".local", ".internal", ".test"}

// private returns nil for a URL whose host is this machine or a private name or address, and else what is wrong.
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
		return errors.New("must be a loopback or private address: an emulator is no public service")
	}
	// A name of one part is a container's, or one of /etc/hosts; one that begins with a digit is an address in disguise.
	if !strings.Contains(host, ".") && host[0] >= 'a' && host[0] <= 'z' {
		return nil
	}
	if slices.ContainsFunc(privateDomains, func(domain string) bool { return strings.HasSuffix(host, domain) }) {
		return nil
	}
	return errors.New("must be a loopback or private host name: an emulator is no public service")
}
