package settings

import (
	"errors"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"strings"

	"github.com/go-viper/mapstructure/v2"
)

// The raw types are the context of cdktf.json as it is written there, before any value is looked at.
type (
	rawSettings struct {
		Volteryde rawVolteryde `mapstructure:"volteryde"`
		Ticketing rawTicketing `mapstructure:"ticketing"`
		Pipeline  rawPipeline  `mapstructure:"pipeline"`
	}
	rawVolteryde struct {
		Region            string          `mapstructure:"region"`
		AvailabilityZones []string        `mapstructure:"availabilityZones"`
		EKSVersion        string          `mapstructure:"eksVersion"`
		OfficeCIDRs       []string        `mapstructure:"officeCidrs"`
		State             rawAccount      `mapstructure:"state"`
		Organization      rawOrganization `mapstructure:"organization"`
		Dev               rawEnvironment  `mapstructure:"dev"`
		Staging           rawEnvironment  `mapstructure:"staging"`
		Production        rawEnvironment  `mapstructure:"production"`
	}
	rawEnvironment struct {
		rawAccount        `mapstructure:",squash"`
		VPCCIDR           string   `mapstructure:"vpcCidr"`
		Domain            string   `mapstructure:"domain"`
		AdministratorARNs []string `mapstructure:"administratorArns"`
		AlarmEmail        string   `mapstructure:"alarmEmail"`
	}
	rawAccount struct {
		AccountID         string `mapstructure:"accountId"`
		DeploymentRoleARN string `mapstructure:"deploymentRoleArn"`
	}
)

// optional are the settings that may be left out.
var optional = []string{"deploymentRoleArn", "apiDomain", "ownerId", "repositoryId"}

// decode puts the context into its raw types. It reports unknown keys, missing ones and values of the wrong type.
func (r *report) decode(context map[string]any) rawSettings {
	var raw rawSettings
	var found mapstructure.Metadata
	decoder, err := mapstructure.NewDecoder(&mapstructure.DecoderConfig{
		Result:     &raw,
		Metadata:   &found,
		DecodeHook: checkType,
		MatchName:  func(key, field string) bool { return key == field },
	})
	if err != nil {
		panic("settings: " + err.Error())
	}
	r.wrongTypes(context, decoder.Decode(context))
	slices.Sort(found.Unused)
	for _, key := range found.Unused {
		r.add(key, lookUp(context, key), "is no setting: remove it, or correct its spelling")
	}
	slices.Sort(found.Unset)
	for _, key := range found.Unset {
		if !slices.Contains(optional, key[strings.LastIndex(key, ".")+1:]) {
			r.addMissing(key)
		}
	}
	return raw
}

// wrongTypes reports each value that is not of its setting's JSON type.
func (r *report) wrongTypes(context map[string]any, err error) {
	if err == nil {
		return
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			r.wrongTypes(context, one)
		}
		return
	}
	var where *mapstructure.DecodeError
	var wrong wrongType
	if !errors.As(err, &where) || !errors.As(err, &wrong) {
		r.problems = append(r.problems, fmt.Errorf("  context: %w", err))
		return
	}
	r.add(where.Name(), lookUp(context, where.Name()), "must be a JSON "+wrong.wanted)
}

// wrongType is the error of a value that is not of its setting's JSON type.
type wrongType struct{ wanted string }

func (w wrongType) Error() string { return "not a JSON " + w.wanted }

// checkType lets mapstructure refuse every value that is not of its setting's JSON type, in JSON's own words.
func checkType(from, to reflect.Type, value any) (any, error) {
	wanted := map[reflect.Kind]string{reflect.String: "string", reflect.Slice: "array", reflect.Struct: "object"}[to.Kind()]
	got := map[reflect.Kind]string{reflect.String: "string", reflect.Slice: "array", reflect.Map: "object"}[from.Kind()]
	if wanted != "" && wanted != got {
		return nil, wrongType{wanted}
	}
	return value, nil
}

func (raw rawVolteryde) parse(r *report) Volteryde {
	at := "volteryde."
	parsed := Volteryde{
		Region:      r.region(at+"region", raw.Region),
		EKSVersion:  r.kubernetesVersion(at+"eksVersion", raw.EKSVersion),
		OfficeCIDRs: r.officeCIDRs(at+"officeCidrs", raw.OfficeCIDRs),
		State:       StateAccount{Account: raw.State.parse(r, at+"state.")},
		Dev:         raw.Dev.parse(r, at+"dev."),
		Staging:     raw.Staging.parse(r, at+"staging."),
		Production:  raw.Production.parse(r, at+"production."),
	}
	parsed.Organization = raw.Organization.parse(r, at+"organization.", parsed.Region)
	r.notManagement(at+"dev.accountId", parsed.Dev, parsed.Organization)
	r.notManagement(at+"staging.accountId", parsed.Staging, parsed.Organization)
	r.notManagement(at+"production.accountId", parsed.Production, parsed.Organization)
	parsed.Zones = r.zones(at+"availabilityZones", raw.AvailabilityZones, parsed.Region)
	networks := []located{
		{at + "dev.vpcCidr", parsed.Dev.VPC},
		{at + "staging.vpcCidr", parsed.Staging.VPC},
		{at + "production.vpcCidr", parsed.Production.VPC},
	}
	for index, office := range parsed.OfficeCIDRs {
		networks = append(networks, located{fmt.Sprintf("%sofficeCidrs[%d]", at, index), office})
	}
	r.disjoint(networks)
	r.differing([]named{
		{at + "dev.domain", parsed.Dev.Domain},
		{at + "staging.domain", parsed.Staging.Domain},
		{at + "production.domain", parsed.Production.Domain},
	})
	return parsed
}

func (raw rawEnvironment) parse(r *report, at string) Environment {
	environment := Environment{
		Account: raw.rawAccount.parse(r, at),
		VPC:     r.vpc(at+"vpcCidr", raw.VPCCIDR),
		Domain:  r.domain(at+"domain", raw.Domain),
	}
	for index, arn := range raw.AdministratorARNs {
		path := fmt.Sprintf("%sadministratorArns[%d]", at, index)
		environment.Administrators = append(environment.Administrators, r.principal(path, arn))
	}
	r.distinct(at+"administratorArns", environment.Administrators)
	r.email(at+"alarmEmail", raw.AlarmEmail)
	environment.AlarmEmail = raw.AlarmEmail
	return environment
}

func (raw rawAccount) parse(r *report, at string) Account {
	account := Account{
		ID:                r.accountID(at+"accountId", raw.AccountID),
		DeploymentRoleARN: raw.DeploymentRoleARN,
	}
	if raw.DeploymentRoleARN != "" {
		r.roleIn(at+"deploymentRoleArn", raw.DeploymentRoleARN, account.ID)
	}
	return account
}

// located is a network with its path in the file.
type located struct {
	path   string
	prefix netip.Prefix
}

// named is a name with its path in the file.
type named struct{ path, name string }
