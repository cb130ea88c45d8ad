package egress

import (
	_ "embed"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
	"landform/internal/problems"
)

//go:embed proxy.sh
var proxy string

// hostForm matches a host name or, with a leading dot, a domain.
var hostForm = lazyregexp.New(`^\.?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)

// Script returns the user data of a proxy that accepts clients from one network and lets them reach these hosts on ports
// 80 and 443. The error names every invalid host.
func Script(clients netip.Prefix, hosts []string) (string, error) {
	var list problems.List
	list.Unless(len(hosts) > 0, "Hosts", "empty", "must name at least one host")
	for _, host := range hosts {
		list.Unless(hostForm.MatchString(host), "Hosts", strconv.Quote(host),
			`must be a host name, for example "example.com", or a domain with a leading dot, for example ".example.com"`)
	}
	if err := errors.Join(list...); err != nil {
		return "", err
	}
	return strings.NewReplacer(
		"@CLIENTS@", clients.String(),
		"@HOSTS@", strings.Join(hosts, "\n"),
		"@PORT@", fmt.Sprint(Port),
	).Replace(proxy), nil
}
