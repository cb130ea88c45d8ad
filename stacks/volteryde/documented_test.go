package volteryde_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/constructs/stack"
	"landform/internal/settings"
	"landform/internal/synthesized"
	"landform/stacks"
	"landform/stacks/volteryde"
	"landform/stacks/volteryde/adopt"

	"github.com/tidwall/gjson"
)

// documentedResources is the number of resources of an environment in the document.
const documentedResources = 50

// TestEveryDocumentedResourceIsBuilt compares the stacks with the requirement document's Terraform code.
func TestEveryDocumentedResourceIsBuilt(t *testing.T) {
	stacks := synthesize(t)
	for environment, deviations := range map[string][]deviation{
		"dev":        slices.Concat(everywhere, inDev),
		"production": slices.Concat(everywhere, inProduction),
	} {
		t.Run(environment, func(t *testing.T) {
			c := &comparison{T: t, document: readDocument(t, environment), stack: stacks[environment+"-stack"],
				deviations: deviations, used: make([]bool, len(deviations))}
			c.matchResources()
			if len(c.document.Resources) != documentedResources || len(c.built) != documentedResources {
				t.Errorf("the document has %d resources and %d are built, want %d",
					len(c.document.Resources), len(c.built), documentedResources)
			}
			for _, address := range slices.Sorted(maps.Keys(c.document.Resources)) {
				if ours, ok := c.built[address]; ok {
					c.compare(address, c.document.Resources[address], ours)
				}
			}
			c.compareWhole()
			for index, used := range c.used {
				if !used {
					t.Errorf("deviation %+v is stale: the values are the same, or the document has no such value", deviations[index])
				}
			}
		})
	}
}

// synthesize synthesizes the environments with fixed settings: an organization may change those in cdktf.json.
func synthesize(t *testing.T) map[string]synthesized.Stack {
	t.Helper()
	read, err := settings.Read("../../cdktf.json", stacks.Shipped().Known())
	if err != nil {
		t.Fatal(err)
	}
	from := read.Volteryde
	from.EKSVersion = "1.35"
	from.OfficeCIDRs = []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}
	outdir := t.TempDir()
	app := stack.NewApp(outdir)
	for _, entry := range volteryde.Entries() {
		own := from.Environments[entry.Name]
		own.Location = settings.Location{Region: "us-east-1", Zones: zones}
		own.VPC = documentedNetworks[entry.Name]
		from.Environments[entry.Name] = own
		volteryde.New(app, volteryde.Props{Environment: entry.Environment(from)})
	}
	app.Synth()
	stacks, err := synthesized.Load(outdir)
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string]synthesized.Stack{}
	for _, stack := range stacks {
		byName[stack.Name] = stack
	}
	return byName
}

var zones = []string{"us-east-1a", "us-east-1b", "us-east-1c"}

// documentedNetworks are the VPC ranges: that of dev is from the document, the others from docs/decisions.md.
var documentedNetworks = map[string]netip.Prefix{
	"dev": netip.MustParsePrefix("10.0.0.0/16"), "staging": netip.MustParsePrefix("10.1.0.0/16"), "production": netip.MustParsePrefix("10.2.0.0/16"),
}

// comparison compares one stack with the document.
type comparison struct {
	*testing.T
	document   document
	stack      synthesized.Stack
	built      map[string]synthesized.Resource // by address in the document
	deviations []deviation
	used       []bool // by index of deviations
}

// matchResources fills built from the adoption table: the resource that adopts a documented one corresponds to it.
func (c *comparison) matchResources() {
	c.built = map[string]synthesized.Resource{}
	for _, move := range adopt.Volteryde(zones) {
		if _, ok := c.document.Resources[move.From]; !ok {
			c.Errorf("%s: the document has no such resource", move.From)
			continue
		}
		ours, ok := c.stack.At(move.To)
		if !ok || ours.Type != typeOf(move.From) {
			c.Errorf("%s has no resource of its type at %s", move.From, move.To)
			continue
		}
		c.built[move.From] = ours
	}
}

func (c *comparison) compare(address string, documented documentedResource, ours synthesized.Resource) {
	for attribute, value := range documented.Values {
		if typeOf(address) == "aws_security_group" && inlineRule.MatchString(attribute) {
			continue // compareRule compares the whole rule
		}
		want := c.expected(address, attribute, value)
		if got := ours.Value(attribute).Interface(); !same(want, got) {
			c.Errorf("%s: %s is %v in the document, %s has %v", address, attribute, want, ours.Path, got)
		}
	}
	for attribute, documentedReferences := range documented.References {
		want := c.expected(address, attribute, anyOf(documentedReferences)).([]any)
		if got := references(ours, attribute); !c.refers(got, want) {
			c.Errorf("%s: %s refers to %v in the document, %s to %v", address, attribute, want, ours.Path, got)
		}
	}
	for _, dependency := range documented.DependsOn {
		if !slices.ContainsFunc(ours.Targets("depends_on"), func(r synthesized.Resource) bool { return r.Address() == c.built[dependency].Address() }) {
			c.Errorf("%s depends on %s in the document, %s does not", address, dependency, ours.Path)
		}
	}
	if typeOf(address) == "aws_security_group" {
		c.compareRule(address, documented, ours, "ingress")
		c.compareRule(address, documented, ours, "egress")
	}
}

// inlineRule matches attributes of inline rules, which the document uses. The stacks use rule resources.
var inlineRule = regexp.MustCompile(`^(ingress|egress)\.`)

func (c *comparison) compareRule(address string, documented documentedResource, ours synthesized.Resource, direction string) {
	want := func(attribute string) any {
		return c.expected(address, direction+"."+attribute, documented.Values[direction+"."+attribute])
	}
	blocks, protocol, from, to := want("cidr_blocks").([]any), want("protocol"), want("from_port"), want("to_port")
	if protocol == "-1" { // the document writes 0 for "all ports", which a rule resource does not allow
		from, to = nil, nil
	}
	for _, rule := range c.stack.OfType("aws_vpc_security_group_" + direction + "_rule") {
		if rule.Get("security_group_id").String() == ours.Reference("id") && same(blocks[0], rule.Get("cidr_ipv4").Value()) &&
			same(protocol, rule.Get("ip_protocol").Value()) &&
			same(from, rule.Get("from_port").Value()) && same(to, rule.Get("to_port").Value()) {
			return
		}
	}
	c.Errorf("%s: %s from or to %v, protocol %v, ports %v to %v: %s has no such rule", address, direction, blocks, protocol, from, to, ours.Path)
}

// compareWhole compares the default tags, the outputs and the fields of the secrets.
func (c *comparison) compareWhole() {
	tags := c.stack.Get("provider.aws.0.default_tags.0.tags").Value()
	if want, _ := json.Marshal(c.document.DefaultTags); !same(gjson.ParseBytes(want).Value(), tags) {
		c.Errorf("default tags are %s in the document, ours are %v", want, tags)
	}
	for _, name := range c.document.Outputs {
		if !c.stack.Get("output." + name + ".value").Exists() {
			c.Errorf("output %s of the document is missing", name)
		}
	}
	for address, fields := range map[string][]string{ // the plan of the document does not contain the fields of an unknown value
		"module.rds.aws_secretsmanager_secret_version.rds_password": {"username", "password", "host", "port", "dbname"},
		"module.redis.aws_secretsmanager_secret_version.redis_auth": {"primary_endpoint", "auth_token", "port"},
	} {
		for _, field := range fields {
			if text := c.built[address].Get("secret_string").String(); !strings.Contains(text, `"`+field+`" = `) {
				c.Errorf("%s has the field %q in the document, ours is %s", address, field, text)
			}
		}
	}
}

// expected returns the documented value, or that of a deviation.
func (c *comparison) expected(address, attribute string, documented any) any {
	for index, deviation := range c.deviations {
		if deviation.address == address && deviation.attribute == attribute && same(deviation.document, documented) {
			c.used[index] = !same(deviation.ours, documented)
			return deviation.ours
		}
	}
	return documented
}

// references returns the references in the argument at a dotted path. A block may be an object or a list of one.
func references(resource synthesized.Resource, argument string) []synthesized.Reference {
	return slices.DeleteFunc(slices.Clone(resource.References()), func(reference synthesized.Reference) bool {
		path := index.ReplaceAllString(reference.Argument, "")
		return path != argument && !strings.HasPrefix(path, argument+".")
	})
}

// index matches the index of a list element in the path of an argument.
var index = regexp.MustCompile(`\.\d+`)

// refers reports whether the references correspond exactly to the documented ones.
func (c *comparison) refers(references []synthesized.Reference, documented []any) bool {
	var want, got []string
	attributes := map[string][]string{} // by resource, if the document names one
	for _, reference := range documented {
		address, attribute := splitReference(reference.(string))
		want = append(want, c.built[address].Address())
		if attribute != "" {
			attributes[c.built[address].Address()] = append(attributes[c.built[address].Address()], attribute)
		}
	}
	for _, reference := range references {
		got = append(got, reference.To)
		if named := attributes[reference.To]; len(named) > 0 && !slices.Contains(named, alike(reference.To, reference.Attribute)) {
			return false
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	return slices.Equal(want, got)
}

// alike returns the attribute in the document for an attribute with the same value.
func alike(address, attribute string) string {
	if strings.HasPrefix(address, "aws_secretsmanager_secret.") && attribute == "arn" {
		return "id" // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret#id-1
	}
	return attribute
}

// same compares values like Terraform, which converts between strings, numbers and booleans. Policy documents are compared
// by their meaning.
func same(documented, ours any) bool {
	text, isText := documented.(string)
	if isText && strings.HasPrefix(text, "{") {
		return reflect.DeepEqual(statement(gjson.Parse(text).Value()), statement(gjson.Parse(fmt.Sprint(ours)).Value()))
	}
	return (documented == nil) == (ours == nil) && fmt.Sprint(documented) == fmt.Sprint(ours)
}

// statement normalizes a policy document: for IAM, a list of one element equals the element.
func statement(value any) any {
	switch value := value.(type) {
	case []any:
		if len(value) == 1 {
			return statement(value[0])
		}
	case map[string]any:
		for name, inner := range value {
			value[name] = statement(inner)
		}
	}
	return value
}

func anyOf(texts []string) []any {
	var values []any
	for _, text := range texts {
		values = append(values, text)
	}
	return values
}
