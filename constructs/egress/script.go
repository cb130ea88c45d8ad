package egress

import (
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strings"
)

//go:embed proxy.sh
var proxy string

// hostForm is a host name or, with a leading dot, a domain.
var hostForm = regexp.MustCompile(`^\.?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

// Script returns the user data of a proxy that serves one network and lets it reach these hosts, on the ports of HTTP and
// HTTPS. The error names every host that is not a name.
func Script(clients netip.Prefix, hosts []string) (string, error) {
	var problems []error
	if len(hosts) == 0 {
		problems = append(problems, errors.New("no host may be reached: name at least one"))
	}
	for _, host := range hosts {
		if !hostForm.MatchString(host) {
			problems = append(problems, fmt.Errorf("host %q: must be a name, for example %q or %q", host, "example.com", ".example.com"))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return "", err
	}
	return strings.NewReplacer(
		"@CLIENTS@", clients.String(),
		"@HOSTS@", strings.Join(hosts, "\n"),
		"@PORT@", fmt.Sprint(Port),
	).Replace(proxy), nil
}
