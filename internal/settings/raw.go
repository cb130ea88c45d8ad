package settings

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"

	"landform/internal/lazyregexp"

	"github.com/go-viper/mapstructure/v2"
)

// The raw types hold the context of cdktf.json before validation.
type (
	rawSettings struct {
		Volteryde rawVolteryde `mapstructure:"volteryde"`
		Ticketing rawTicketing `mapstructure:"ticketing"`
		Pipeline  rawPipeline  `mapstructure:"pipeline"`
	}
	rawAccount struct {
		AccountID            string `mapstructure:"accountId"`
		DeploymentRoleARN    string `mapstructure:"deploymentRoleArn"`
		GitHubProviderExists bool   `mapstructure:"githubProviderExists"`
	}
	rawState struct {
		rawAccount `mapstructure:",squash"`
		Locking    string `mapstructure:"locking"`
	}
	rawLocation struct {
		Region            string   `mapstructure:"region"`
		AvailabilityZones []string `mapstructure:"availabilityZones"`
	}
)

// optional lists the settings that may be omitted anywhere, optionalInEnvironment those that may be omitted in an
// environment.
var (
	optional = []string{
		"deploymentRoleArn", "githubProviderExists", "apiDomain", "ownerId", "repositoryId",
		"dsRecord", "organizationId", "rootId", "trustedServices", "policyTypes", "locking",
	}
	optionalInEnvironment = []string{"publisherArns", "delegations", "region", "availabilityZones", "viewerArns"}
)

func mayBeMissing(path string) bool {
	name := path[strings.LastIndex(path, ".")+1:]
	return slices.Contains(optional, name) || strings.Contains(path, ".environments.") && slices.Contains(optionalInEnvironment, name)
}

// decode puts the object at a path of the context ("" or one that ends in a dot) into its raw type. It reports unknown keys,
// missing ones and values of the wrong type.
func (r *report) decode(at string, object map[string]any, into any) {
	var found mapstructure.Metadata
	decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result:     into,
		Metadata:   &found,
		DecodeHook: checkType,
		MatchName:  func(key, field string) bool { return key == field },
	})
	if err != nil {
		panic("settings: " + err.Error())
	}
	r.wrongTypes(at, object, decoder.Decode(withoutNulls(object)))
	for _, key := range paths(found.Unused) {
		r.add(at+key, lookUp(object, key), "unknown setting: remove it, or correct its spelling")
	}
	for _, key := range paths(found.Unset) {
		if !mayBeMissing(at + key) {
			r.addMissing(at + key)
		}
	}
}

// withoutNulls removes null values: in JSON, null means that a value is missing.
func withoutNulls(value map[string]any) map[string]any {
	present := make(map[string]any, len(value))
	for key, inner := range value {
		if object, ok := inner.(map[string]any); ok {
			inner = withoutNulls(object)
		}
		if inner != nil {
			present[key] = inner
		}
	}
	return present
}

// mapKey matches the key of a map in a path of mapstructure.
var mapKey = lazyregexp.New(`\[([A-Za-z][^\]]*)\]`)

// path converts a path of mapstructure to one of the file: "environments[dev].domain" becomes
// "environments.dev.domain".
func path(name string) string { return mapKey.ReplaceAllString(name, ".$1") }

func paths(names []string) []string {
	sorted := make([]string, len(names))
	for index, name := range names {
		sorted[index] = path(name)
	}
	slices.Sort(sorted)
	return sorted
}

// wrongTypes reports each value that does not have the JSON type of its setting.
func (r *report) wrongTypes(at string, object map[string]any, err error) {
	if err == nil {
		return
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			r.wrongTypes(at, object, one)
		}
		return
	}
	var location *mapstructure.DecodeError
	var wrong wrongType
	if !errors.As(err, &location) || !errors.As(err, &wrong) {
		r.problems = append(r.problems, fmt.Errorf("  context: %w", err))
		return
	}
	name := path(location.Name())
	r.add(at+name, lookUp(object, name), "must be a JSON "+wrong.expected)
}

// wrongType is the error of a value that does not have the JSON type of its setting.
type wrongType struct{ expected string }

func (w wrongType) Error() string { return "not a JSON " + w.expected }

// The JSON types by the Go kinds that hold them.
const wholeNumber = "number without a fraction"

var (
	expectedTypes = map[reflect.Kind]string{
		reflect.String: "string", reflect.Slice: "array", reflect.Struct: "object", reflect.Map: "object", reflect.Bool: "boolean",
		reflect.Float64: "number", reflect.Int: wholeNumber,
	}
	actualTypes = map[reflect.Kind]string{
		reflect.String: "string", reflect.Slice: "array", reflect.Map: "object", reflect.Bool: "boolean", reflect.Float64: "number",
	}
)

// checkType makes mapstructure reject every value that does not have the JSON type of its setting. The error names JSON
// types.
func checkType(from, to reflect.Type, value any) (any, error) {
	expected, actual := expectedTypes[to.Kind()], actualTypes[from.Kind()]
	number, isNumber := value.(float64)
	switch {
	case expected == wholeNumber && isNumber && number == math.Trunc(number):
		return int(number), nil
	case expected != "" && actual != "" && expected != actual:
		return nil, wrongType{expected}
	}
	return value, nil
}

func (raw rawState) parse(r *report, at string) StateAccount {
	parsed := StateAccount{Account: raw.rawAccount.parse(r, at), Locking: cmp.Or(raw.Locking, Lockings[0])}
	if !slices.Contains(Lockings, parsed.Locking) {
		r.add(at+"locking", raw.Locking, "must be one of "+strings.Join(Lockings, ", "))
	}
	return parsed
}

func (raw rawAccount) parse(r *report, at string) Account {
	account := Account{
		ID:                   r.accountID(at+"accountId", raw.AccountID),
		DeploymentRoleARN:    raw.DeploymentRoleARN,
		GitHubProviderExists: raw.GitHubProviderExists,
	}
	if raw.DeploymentRoleARN != "" {
		r.roleIn(at+"deploymentRoleArn", raw.DeploymentRoleARN, account.ID)
	}
	return account
}

// parse returns the location of an environment: its own, or that of its system.
func (raw rawLocation) parse(r *report, at string, system Location) Location {
	switch {
	case raw.Region == "" && len(raw.AvailabilityZones) == 0:
		return system
	case raw.Region == "":
		return r.location(at, system.Region, raw.AvailabilityZones)
	case len(raw.AvailabilityZones) == 0 && raw.Region != system.Region:
		r.add(at+"region", raw.Region, "also set availabilityZones: the system's are in "+system.Region)
		return Location{Region: raw.Region}
	case len(raw.AvailabilityZones) == 0:
		return system
	}
	return r.location(at, raw.Region, raw.AvailabilityZones)
}

// environments decodes the block of each environment separately, so that an error in one does not hide errors in
// another. It reports each block of an unknown environment, and each environment without a block.
func environments[T any](r *report, at string, blocks map[string]map[string]any, known []string) map[string]T {
	for _, name := range slices.Sorted(maps.Keys(blocks)) {
		if !slices.Contains(known, name) {
			r.refuse(at+name, "unknown environment: must be one of "+strings.Join(known, ", "))
		}
	}
	decoded := map[string]T{}
	for _, name := range known {
		block, ok := blocks[name]
		if !ok {
			r.addMissing(at + name)
			continue
		}
		var one T
		r.decode(at+name+".", block, &one)
		decoded[name] = one
	}
	return decoded
}

// located is a value with its path in the file.
type located struct{ path, value string }
