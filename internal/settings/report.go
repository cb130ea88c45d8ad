package settings

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"landform/internal/lazyregexp"
)

// The formats of values, as AWS documents them. Limits of lengths are checked apart: compiling a long repetition takes longer
// than everything else that is done with an expression.
var (
	accountIDForm = lazyregexp.New(`^\d{12}$`)
	regionForm    = lazyregexp.New(`^[a-z]{2}(-[a-z]+)+-\d$`)
	versionForm   = lazyregexp.New(`^1\.\d{2}$`)
	domainForm    = lazyregexp.New(`^([a-z]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$`)
	principalForm = lazyregexp.New(`^arn:aws:iam::\d{12}:(role|user)/([\w+=,.@-]+/)*[\w+=,.@-]+$`)
)

// report collects the problems of a file.
type report struct {
	problems []error
	// reported holds the paths that already have a problem, so that one value is not reported twice.
	reported map[string]bool
}

// add reports a value: where it is, what it is and what is allowed.
func (r *report) add(path string, value any, allowed string) {
	if r.seen(path) {
		return
	}
	text, err := json.Marshal(value)
	if err != nil {
		text = fmt.Append(nil, value)
	}
	r.problems = append(r.problems, fmt.Errorf("  context.%s is %s: %s", path, text, allowed))
}

// refuse reports a problem with a whole object, without its value, which would be too long.
func (r *report) refuse(path, problem string) {
	if !r.seen(path) {
		r.problems = append(r.problems, fmt.Errorf("  context.%s: %s", path, problem))
	}
}

func (r *report) addMissing(path string) {
	if !r.seen(path) {
		r.problems = append(r.problems, fmt.Errorf("  context.%s is missing: it must be set", path))
	}
}

// seen reports whether a path or one of its parents has been reported, and records it.
func (r *report) seen(path string) bool {
	if r.reported == nil {
		r.reported = map[string]bool{}
	}
	for part := path; part != ""; part = part[:max(0, strings.LastIndexAny(part, ".["))] {
		if r.reported[part] {
			return true
		}
	}
	r.reported[path] = true
	return false
}

func (r *report) accountID(path, value string) string {
	if !accountIDForm.MatchString(value) {
		r.add(path, value, "must be an AWS account id of 12 digits")
	}
	return value
}

func (r *report) region(path, value string) string {
	if !regionForm.MatchString(value) {
		r.add(path, value, `must be an AWS region, for example "us-east-1"`)
	}
	return value
}

// location reads the region and the zones of a system or an environment.
func (r *report) location(at, region string, zones []string) Location {
	return Location{Region: r.region(at+"region", region), Zones: r.zones(at+"availabilityZones", zones, region)}
}

func (r *report) zones(path string, values []string, region string) []string {
	if len(values) < 2 || len(values) > 6 {
		r.add(path, values, "must be two to six availability zones")
	}
	if !regionForm.MatchString(region) {
		return values // the region is already reported: its zones cannot be checked
	}
	for index, zone := range values {
		letter, inRegion := strings.CutPrefix(zone, region)
		if !inRegion || len(letter) != 1 || letter[0] < 'a' || letter[0] > 'z' {
			r.add(fmt.Sprintf("%s[%d]", path, index), zone, "must be a zone of "+region+", for example "+strconv.Quote(region+"a"))
		}
	}
	r.distinct(path, values)
	return values
}

func (r *report) kubernetesVersion(path, value string) string {
	if !versionForm.MatchString(value) {
		r.add(path, value, `must be a Kubernetes version of the form "1.NN", for example "1.35"`)
	}
	return value
}

// prefix reads a network in CIDR notation whose host bits are zero. An invalid network gives the zero Prefix.
func (r *report) prefix(path, value string) netip.Prefix {
	prefix, err := netip.ParsePrefix(value)
	if err != nil || !prefix.Addr().Is4() {
		r.add(path, value, `must be an IPv4 network in CIDR notation, for example "10.0.0.0/16"`)
		return netip.Prefix{}
	}
	if prefix != prefix.Masked() {
		r.add(path, value, "has host bits set: must be "+strconv.Quote(prefix.Masked().String()))
		return netip.Prefix{}
	}
	return prefix
}

func (r *report) vpc(path, value string) netip.Prefix {
	prefix := r.prefix(path, value)
	if prefix.IsValid() && (prefix.Bits() < 16 || prefix.Bits() > 20 || !prefix.Addr().IsPrivate()) {
		r.add(path, value, "must be a private network between /16 and /20")
	}
	return prefix
}

func (r *report) officeCIDRs(path string, values []string) []netip.Prefix {
	if len(values) == 0 {
		r.add(path, values, "must name at least one office network: production's Kubernetes API accepts connections only from these networks")
	}
	var prefixes []netip.Prefix
	for index, value := range values {
		at := fmt.Sprintf("%s[%d]", path, index)
		prefix := r.prefix(at, value)
		if prefix.IsValid() && prefix.Bits() < 8 {
			r.add(at, value, "must be an office network of /8 or smaller, not the whole internet")
		}
		if prefix.IsValid() && prefix.Addr().IsPrivate() {
			r.add(at, value, "must be a network of public addresses: EKS refuses private ones")
		}
		prefixes = append(prefixes, prefix)
	}
	return prefixes
}

// maxDomainLength is the longest domain name that ACM accepts as the first name of a certificate.
// https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
const maxDomainLength = 64

// domain reads the name of a hosted zone: labels of RFC 1035 in lower case, without a trailing dot.
func (r *report) domain(path, value string) string {
	if !domainForm.MatchString(value) || len(value) > maxDomainLength {
		r.add(path, value, `must be a domain in lower case of at most 64 characters, without a trailing dot, for example "dev.example.com"`)
	}
	return value
}

// differing reports each value that equals that of an earlier setting, ignoring case.
func (r *report) differing(values []located) {
	for index, later := range values {
		for _, earlier := range values[:index] {
			if later.value != "" && strings.EqualFold(later.value, earlier.value) {
				r.add(later.path, later.value, "must differ from context."+earlier.path)
			}
		}
	}
}

// disjoint reports each network that overlaps an earlier one.
func (r *report) disjoint(networks []located) {
	for index, later := range networks {
		for _, earlier := range networks[:index] {
			if overlap(later.value, earlier.value) {
				r.add(later.path, later.value, fmt.Sprintf("must not overlap context.%s, %s", earlier.path, earlier.value))
			}
		}
	}
}

// overlap reports whether two networks overlap. An invalid network overlaps none.
func overlap(one, other string) bool {
	a, errA := netip.ParsePrefix(one)
	b, errB := netip.ParsePrefix(other)
	return errA == nil && errB == nil && a.Overlaps(b)
}

// longestPrincipal is the longest name of a role or a user: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const longestPrincipal = 64

// isPrincipal reports whether a value is the ARN of a role or a user.
func isPrincipal(value string) bool {
	name := value[strings.LastIndexByte(value, '/')+1:]
	return principalForm.MatchString(value) && len(name) <= longestPrincipal
}

func (r *report) principal(path, value string) string {
	if !isPrincipal(value) {
		r.add(path, value, `must be the ARN of an IAM role or user, for example "arn:aws:iam::111122223333:role/Administrator"`)
	}
	return value
}

func (r *report) roleIn(path, value, account string) {
	if !isPrincipal(value) || !strings.HasPrefix(value, "arn:aws:iam::"+account+":role/") {
		r.add(path, value, "must be the ARN of an IAM role in account "+account)
	}
}

func (r *report) distinct(path string, values []string) {
	for index, value := range values {
		if slices.Contains(values[:index], value) {
			r.add(fmt.Sprintf("%s[%d]", path, index), value, "is named twice")
		}
	}
}

// lookUp finds the value at a path such as "environments.dev.administratorArns[0]".
func lookUp(object map[string]any, path string) any {
	var value any = object
	for _, key := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		switch within := value.(type) {
		case map[string]any:
			value = within[key]
		case []any:
			if index, err := strconv.Atoi(key); err == nil && index < len(within) {
				value = within[index]
			}
		}
	}
	return value
}
