package kernel

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	jsiiruntime "github.com/aws/jsii-runtime-go/runtime"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/acmcertificate"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/cloudfrontdistribution"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawsavailabilityzones"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dataawslblistenerrule"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbinstance"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dynamodbtable"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ecsservice"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/networkacl"
	awsprovider "github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/route53record"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3bucketlifecycleconfiguration"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/s3tablestablebucket"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/securitygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/cdktf/cdktf-provider-random-go/random/v11/password"
	randomprovider "github.com/cdktf/cdktf-provider-random-go/random/v11/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

var (
	programs = flag.Int("programs", 1000, "how many random programs to run on both kernels")
	// The suite runs the same programs every time: what it says of a change is about the change. Others are tried by hand with
	// -seed, and one that differs is a defect to mend: see docs/kernel.md.
	seed = flag.Uint64("seed", 1, "of the first random program")
)

// TestRandomPrograms runs random programs on both kernels.
func TestRandomPrograms(t *testing.T) {
	c := compare(t)
	var notKnown []string
	current.surrender = func(_ string, reason error) (string, error) {
		notKnown = append(notKnown, reason.Error())
		return `{"error":"` + unknownStart + `"}` + "\n", nil
	}
	defer func() { current.surrender = current.handOver }()
	passed := checkConfigs(t)
	failures := map[string]int{}
	for i := range *programs {
		p := randomProgram{seed: *seed + uint64(i), steps: 1 + int(*seed+uint64(i))%60}
		difference := p.difference(t, c)
		if strings.HasPrefix(p.failed(), errorStart) {
			failures[plainError(p.failed())]++
		}
		if difference == "" {
			continue
		}
		p = p.smallest(t, c)
		smallest := p.difference(t, c)
		t.Fatalf("the program -seed=%d -programs=1 differs:\n%s\nIts smallest part asks:\n%s\nand differs:\n%s",
			p.seed, difference, p.requests(), smallest)
	}
	t.Logf("of %d programs, %d end with something that is not known, and others with one of %d errors", *programs, len(notKnown), len(failures))
	for message, count := range failures {
		t.Logf("%d %.150q", count, message)
	}
	checkObjects(t)
	if *passed < 2**programs {
		t.Errorf("only %d configurations are passed", *passed)
	}
	if len(notKnown) > *programs/20 {
		t.Errorf("too many programs use what is not known: %q", notKnown)
	}
}

const unknownStart = "unknown: "

// A randomProgram is a number of steps, each of which depends on the seed alone. Steps can be left out, to find the smallest
// program that shows a difference.
type randomProgram struct {
	seed    uint64
	steps   int
	without map[int]bool
}

func (p randomProgram) difference(t *testing.T, c *comparison) string {
	p.run(t.TempDir())
	return c.difference()
}

// smallest leaves out whatever does not matter for the difference.
func (p randomProgram) smallest(t *testing.T, c *comparison) randomProgram {
	if p.without == nil {
		p.without = map[int]bool{}
	}
	for size := p.steps; size > 0; size /= 2 {
		for start := 0; start < p.steps; start += size {
			before := maps.Clone(p.without)
			for step := start; step < min(start+size, p.steps); step++ {
				p.without[step] = true
			}
			if len(p.without) > len(before) && p.difference(t, c) == "" {
				p.without = before
			}
		}
	}
	return p
}

// requests returns what the last program has asked.
func (p randomProgram) requests() string {
	var text strings.Builder
	from := current.apps[len(current.apps)-1].app.request
	for _, e := range Exchanges()[from:] {
		fmt.Fprintf(&text, "%s  %s", e.Request, e.Response)
	}
	return text.String()
}

// failed returns the last response of the last program.
func (p randomProgram) failed() string { return current.log[len(current.log)-1].Response }

// run runs the program until its first error in a kernel.
func (p randomProgram) run(outdir string) {
	b := &builder{backends: map[cdktf.TerraformStack]bool{}}
	b.rand(p.seed, -1)
	app := cdktf.NewApp(&cdktf.AppConfig{Outdir: &outdir, StackTraces: jsii.Bool(false)})
	b.app = app
	b.newStack()
	for step := range p.steps {
		b.rand(p.seed, step)
		if !p.without[step] && !b.try(b.step) {
			return
		}
	}
	b.try(app.Synth)
}

// A builder makes a random program, and keeps what its steps have made.
type builder struct {
	*rand.Rand
	app       cdktf.App
	stacks    []cdktf.TerraformStack
	scopes    []constructs.Construct
	resources []any
	elements  []any // resources and others with overrides
	texts     []*string
	numbers   []*float64
	lists     []*[]*string
	values    []any // tokens of any type
	ids       int
	backends  map[cdktf.TerraformStack]bool
}

func (b *builder) rand(seed uint64, step int) {
	b.Rand = rand.New(rand.NewPCG(seed, uint64(step)))
}

// try performs a step. It returns false if a kernel raised an error: what the Go bindings refuse does not count.
func (b *builder) try(step func()) (ok bool) {
	before := len(current.log)
	defer func() {
		if reason := recover(); reason != nil {
			said := fmt.Sprint(reason)
			last := current.log[len(current.log)-1].Response
			ok = len(current.log) == before || !strings.HasPrefix(last, errorStart)
			if strings.HasPrefix(said, unknownStart) {
				ok = false
			}
		}
	}()
	step()
	return true
}

func pick[T any](b *builder, from []T) T { return from[b.IntN(len(from))] }

func (b *builder) one(in int) bool { return b.IntN(in) == 0 }

func (b *builder) step() {
	steps := []func(){
		b.newResource, b.newResource, b.newResource, b.attribute, b.attribute, b.attribute, b.function, b.function, b.function,
		b.operation, b.encode, b.newOutput, b.newOutput, b.newVariable, b.newLocal, b.override, b.override, b.change, b.newScope,
		b.rename, b.newBackend, b.newProvider, b.concatenate, b.concatenate,
	}
	if b.one(40) {
		b.newStack()
		return
	}
	pick(b, steps)()
}

func (b *builder) id() *string {
	b.ids++
	id := b.ids
	if b.one(60) {
		id = b.IntN(b.ids) // perhaps taken
	}
	names := []string{"plain", "Resource", "Default", "with space", "ünicode", "dots.and:colons", "a/b", "under_score", "UPPER", "9"}
	return jsii.String(fmt.Sprintf("%s%d", pick(b, names), id))
}

func (b *builder) newStack() {
	b.ids++
	scope := constructs.Construct(b.app)
	if len(b.scopes) > 0 && b.one(4) {
		scope = pick(b, b.scopes)
	}
	stack := cdktf.NewTerraformStack(scope, jsii.String(fmt.Sprintf("stack-%d", b.ids)))
	b.stacks, b.scopes = append(b.stacks, stack), append(b.scopes, stack)
	b.elements = append(b.elements, stack)
	if !b.one(30) {
		awsprovider.NewAwsProvider(stack, jsii.String("aws"), &awsprovider.AwsProviderConfig{Region: b.text(1)})
		randomprovider.NewRandomProvider(stack, jsii.String("random"), nil)
	}
	if len(b.stacks) > 1 && b.one(6) {
		i := b.IntN(len(b.stacks) - 1)
		b.stacks[i+1].AddDependency(b.stacks[i])
	}
}

func (b *builder) newScope() {
	b.scopes = append(b.scopes, constructs.NewConstruct(pick(b, b.scopes), b.id()))
}

func (b *builder) newBackend() {
	stack := pick(b, b.stacks)
	if b.backends[stack] && !b.one(30) {
		return
	}
	b.backends[stack] = true
	if b.one(2) {
		cdktf.NewLocalBackend(stack, fill[cdktf.LocalBackendConfig](b))
		return
	}
	backend := cdktf.NewS3Backend(stack, fill[cdktf.S3BackendConfig](b))
	if b.one(3) {
		backend.AddOverride(jsii.String("region"), b.any(1))
	}
}

func (b *builder) newProvider() {
	config := fill[awsprovider.AwsProviderConfig](b)
	config.Alias = jsii.String(fmt.Sprintf("alias-%d", b.IntN(5)))
	b.elements = append(b.elements, awsprovider.NewAwsProvider(pick(b, b.scopes), b.id(), config))
}

// classes are the resources and data sources of random programs.
var makers = []func(b *builder) any{
	func(b *builder) any { return vpc.NewVpc(b.in(), b.id(), fill[vpc.VpcConfig](b)) },
	func(b *builder) any {
		return securitygroup.NewSecurityGroup(b.in(), b.id(), fill[securitygroup.SecurityGroupConfig](b))
	},
	func(b *builder) any {
		return networkacl.NewNetworkAcl(b.in(), b.id(), fill[networkacl.NetworkAclConfig](b))
	},
	func(b *builder) any {
		return dbinstance.NewDbInstance(b.in(), b.id(), fill[dbinstance.DbInstanceConfig](b))
	},
	func(b *builder) any {
		return acmcertificate.NewAcmCertificate(b.in(), b.id(), fill[acmcertificate.AcmCertificateConfig](b))
	},
	func(b *builder) any {
		return ecsservice.NewEcsService(b.in(), b.id(), fill[ecsservice.EcsServiceConfig](b))
	},
	func(b *builder) any {
		return eksnodegroup.NewEksNodeGroup(b.in(), b.id(), fill[eksnodegroup.EksNodeGroupConfig](b))
	},
	func(b *builder) any {
		return dynamodbtable.NewDynamodbTable(b.in(), b.id(), fill[dynamodbtable.DynamodbTableConfig](b))
	},
	func(b *builder) any {
		return route53record.NewRoute53Record(b.in(), b.id(), fill[route53record.Route53RecordConfig](b))
	},
	func(b *builder) any {
		return cloudfrontdistribution.NewCloudfrontDistribution(b.in(), b.id(), fill[cloudfrontdistribution.CloudfrontDistributionConfig](b))
	},
	func(b *builder) any {
		return s3bucketlifecycleconfiguration.NewS3BucketLifecycleConfiguration(b.in(), b.id(),
			fill[s3bucketlifecycleconfiguration.S3BucketLifecycleConfigurationConfig](b))
	},
	func(b *builder) any {
		return s3tablestablebucket.NewS3TablesTableBucket(b.in(), b.id(), fill[s3tablestablebucket.S3TablesTableBucketConfig](b))
	},
	func(b *builder) any {
		return dataawsavailabilityzones.NewDataAwsAvailabilityZones(b.in(), b.id(),
			fill[dataawsavailabilityzones.DataAwsAvailabilityZonesConfig](b))
	},
	func(b *builder) any {
		return dataawslblistenerrule.NewDataAwsLbListenerRule(b.in(), b.id(), fill[dataawslblistenerrule.DataAwsLbListenerRuleConfig](b))
	},
	func(b *builder) any { return password.NewPassword(b.in(), b.id(), fill[password.PasswordConfig](b)) },
}

func (b *builder) in() constructs.Construct { return pick(b, b.scopes) }

func (b *builder) newResource() {
	resource := pick(b, makers)(b)
	b.resources = append(b.resources, resource)
	b.elements = append(b.elements, resource)
}

// fill returns a struct with random values in random fields.
func fill[T any](b *builder) *T {
	config := new(T)
	b.fill(reflect.ValueOf(config).Elem(), 0)
	return config
}

func (b *builder) fill(config reflect.Value, depth int) {
	for field, value := range config.Fields() {
		if field.Tag.Get("field") != "required" && !b.one(4) {
			continue
		}
		switch field.Name {
		case "ForEach", "Count", "Connection", "Provisioners", "Provider", "Alias":
			b.meta(field.Name, value)
			continue
		case "IgnoreChanges":
			value.Set(reflect.ValueOf(pick(b, []any{"all", jsii.Strings("tags", "a.b"), b.list()})))
			continue
		case "ReplaceTriggeredBy":
			if len(b.resources) > 0 {
				value.Set(reflect.ValueOf(pick(b, []any{&[]any{pick(b, b.resources), "aws_vpc.other"}, []any{}})))
			}
			continue
		case "Condition":
			if config.Type() == reflect.TypeFor[cdktf.Precondition]() {
				value.Set(reflect.ValueOf(b.any(1)))
				continue
			}
		case "DependsOn":
			if value.Type() == reflect.TypeFor[*[]cdktf.ITerraformDependable]() && len(b.resources) > 0 {
				value.Set(reflect.ValueOf(&[]cdktf.ITerraformDependable{pick(b, b.resources).(cdktf.ITerraformDependable)}))
			}
			continue
		}
		b.set(value, config.Type().Name(), field.Name, depth)
	}
}

// meta sets an argument that all resources have.
func (b *builder) meta(name string, value reflect.Value) {
	switch name {
	case "Count":
		value.Set(reflect.ValueOf(pick(b, []any{b.number(), float64(2), b.number()})))
	case "Provisioners":
		value.Set(reflect.ValueOf(&[]any{
			&cdktf.LocalExecProvisioner{Type: jsii.String("local-exec"), Command: b.text(0), Environment: b.texts2()},
			&cdktf.FileProvisioner{Type: jsii.String("file"), Destination: b.text(0)},
		}))
	case "Connection":
		value.Set(reflect.ValueOf(&cdktf.SSHProvisionerConnection{Type: jsii.String("ssh"), Host: b.text(0), PrivateKey: b.text(0)}))
	}
}

func (b *builder) set(value reflect.Value, owner, name string, depth int) {
	switch value.Interface().(type) {
	case *string:
		value.Set(reflect.ValueOf(b.text(0)))
		return
	case *float64:
		value.Set(reflect.ValueOf(b.number()))
		return
	case *bool:
		value.Set(reflect.ValueOf(jsii.Bool(b.one(2))))
		return
	case *[]*string:
		value.Set(reflect.ValueOf(b.list()))
		return
	case *map[string]*string:
		value.Set(reflect.ValueOf(b.texts2()))
		return
	case *[]*float64:
		value.Set(reflect.ValueOf(&[]*float64{b.number(), b.number()}))
		return
	}
	if depth > 3 {
		return
	}
	switch {
	case value.Kind() == reflect.Pointer && value.Type().Elem().Kind() == reflect.Struct:
		inner := reflect.New(value.Type().Elem())
		b.fill(inner.Elem(), depth+1)
		value.Set(inner)
	case value.Kind() == reflect.Interface:
		if inner := structOf(owner, name); inner != nil {
			list := reflect.MakeSlice(reflect.SliceOf(reflect.PointerTo(inner)), 0, 2)
			for range b.IntN(3) {
				element := reflect.New(inner)
				b.fill(element.Elem(), depth+1)
				list = reflect.Append(list, element)
			}
			value.Set(reflect.ValueOf(list.Interface()))
			return
		}
		if value.Type() == reflect.TypeFor[any]() {
			value.Set(reflect.ValueOf(b.condition()))
			if b.one(10000) {
				value.Set(reflect.ValueOf(b.any(1))) // what may be of a wrong type
			}
		}
	}
}

// structOf returns the struct that a field of any type lists: "VpcConfig" and "Ingress" give "VpcIngress".
func structOf(owner, name string) reflect.Type {
	for fqn, registered := range types.byName {
		if strings.HasSuffix(fqn, "."+strings.TrimSuffix(owner, "Config")+name) && registered.goType.Kind() == reflect.Struct {
			return registered.goType
		}
	}
	return nil
}

var texts = []string{
	"", "a", "plain text", "ünïcödé", "𝒳 and ｡", "\ufffd", `quo"ted`, `back\slash`, `escaped \" quote`, "line\nbreak\ttab\r\f\b", "\x01\x7f",
	"${literal.reference}", "$${escaped}", "}", "{", "${", "${a ? b : c} and ${d}", "1e5", "v1.2e+3-x", "-e-", "#{x}", "&{TfToken[", "<>&\u2028",
	"TfToken[", "${TfToken[", `"`, `"whole"`, `""`, "*", "us-east-1", "10.0.0.0/16", "8.2e298", "a-1.5e+10-b", "%{ if x }",
}

// text returns random text, which may hold tokens.
func (b *builder) text(depth int) *string {
	if len(b.texts) > 0 && b.one(3) {
		token := *pick(b, b.texts)
		if depth > 2 || b.one(2) {
			return &token
		}
		return jsii.String(*b.text(depth + 1) + token + *b.text(depth + 1))
	}
	if len(b.numbers) > 0 && b.one(25) {
		return jsii.String(fmt.Sprintf("%s%v%s", *b.text(depth + 1), *pick(b, b.numbers), *b.text(depth + 1)))
	}
	return jsii.String(pick(b, texts))
}

var numbers = []float64{
	0, math.Copysign(0, -1), 1, -1, 42, 0.1, -2.5e-7, 1e-6, 1e20, 1e21, 123456789012345680000, 1 << 53, 5e-324, math.MaxFloat64, 443, 1e300, 8.2e298,
}

func (b *builder) number() *float64 {
	if len(b.numbers) > 0 && b.one(3) {
		return pick(b, b.numbers)
	}
	return jsii.Number(pick(b, numbers))
}

func (b *builder) list() *[]*string {
	if len(b.lists) > 0 && b.one(3) {
		return pick(b, b.lists)
	}
	list := []*string{}
	for range b.IntN(4) {
		list = append(list, b.text(0))
	}
	return &list
}

func (b *builder) texts2() *map[string]*string {
	m := map[string]*string{}
	for range b.IntN(4) {
		m[pick(b, []string{"Name", "key", "10", "9", "ünï", "a.b/c", "𝒳", "｡", "camelCase", *b.text(2)})] = b.text(0)
	}
	return &m
}

// condition returns something where true and false are allowed.
func (b *builder) condition() any {
	if len(b.values) > 0 && b.one(3) {
		if value, ok := pick(b, b.values).(cdktf.IResolvable); ok {
			return value
		}
	}
	return b.one(2)
}

// any returns any value.
func (b *builder) any(depth int) any {
	choice := b.IntN(12)
	if depth > 3 {
		choice %= 6
	}
	switch choice {
	case 0, 1:
		return b.text(0)
	case 2:
		return b.number()
	case 3:
		return b.one(2)
	case 4:
		return *b.text(0)
	case 5:
		if len(b.values) > 0 {
			return pick(b, b.values)
		}
		return pick(b, []any{1, int64(math.MaxInt64), uint8(3), float32(0.1)})
	case 6:
		return b.list()
	case 7:
		return b.texts2()
	case 8, 9:
		list := []any{}
		for range b.IntN(4) {
			list = append(list, b.any(depth+1))
		}
		if b.one(300) {
			list = append(list, nil)
		}
		return list
	default:
		m := map[string]any{}
		for range b.IntN(4) {
			m[pick(b, []string{"Name", "key", "10", "9", "b_c", "camelCase", "tags", *b.text(2)})] = b.any(depth + 1)
		}
		return m
	}
}

func (b *builder) keep(value any) {
	switch v := value.(type) {
	case *string:
		b.texts = append(b.texts, v)
	case *float64:
		b.numbers = append(b.numbers, v)
	case *[]*string:
		b.lists = append(b.lists, v)
	}
	if value != nil {
		b.values = append(b.values, value)
	}
}

// attribute reads an attribute of a resource, or of a block in it.
func (b *builder) attribute() {
	if len(b.resources) == 0 {
		return
	}
	of := pick(b, b.resources)
	for range 4 {
		value := b.read(of)
		if value == nil {
			return
		}
		switch v := value.(type) {
		case cdktf.ComplexObject, cdktf.ComplexList, cdktf.StringMap:
			b.values = append(b.values, v)
			of = v
			if b.one(4) {
				return
			}
			continue
		}
		b.keep(value)
		return
	}
}

var bases = []reflect.Type{
	reflect.TypeFor[cdktf.TerraformResource](), reflect.TypeFor[cdktf.TerraformDataSource](), reflect.TypeFor[cdktf.ComplexObject](),
	reflect.TypeFor[cdktf.ComplexList](), reflect.TypeFor[cdktf.TerraformProvider](),
}

func (b *builder) read(of any) any {
	object := reflect.ValueOf(of)
	if get := object.MethodByName("Get"); get.IsValid() && get.Type().NumIn() == 1 {
		return get.Call([]reflect.Value{reflect.ValueOf(jsii.Number(float64(b.IntN(3))))})[0].Interface()
	}
	if text, ok := of.(cdktf.StringMap); ok {
		return text.Lookup(jsii.String("key"))
	}
	var getters []int
	for i := range object.NumMethod() {
		method := object.Type().Method(i)
		own := method.Type.NumIn() == 1 && method.Type.NumOut() == 1 && !strings.HasSuffix(method.Name, "Input") && method.Name != "InternalValue"
		for _, base := range bases {
			if object.Type().Implements(base) {
				if _, inherited := base.MethodByName(method.Name); inherited {
					own = method.Name == "Fqn"
				}
			}
		}
		if own {
			getters = append(getters, i)
		}
	}
	if len(getters) == 0 {
		return nil
	}
	value := object.Method(pick(b, getters)).Call(nil)[0]
	if value.Kind() == reflect.Interface && value.IsNil() {
		return nil
	}
	return value.Interface()
}

// function calls one of Terraform's functions, with arguments that are mostly of the right types.
func (b *builder) function() {
	all := strings.Fields(functions)
	name, signature, _ := strings.Cut(pick(b, all), ":")
	parameters, returned, _ := strings.Cut(signature, ":")
	arguments := make([]any, len(parameters))
	for i := range arguments {
		arguments[i] = b.argument(parameters[i])
	}
	switch name {
	case "length":
		name = "lengthOf"
	case "join":
		arguments[1] = b.list()
	case "sort", "compact", "zipmap":
		arguments[0] = b.list()
	case "lookup":
		arguments[2] = pick(b, []any{nil, b.any(1)})
	case "bcrypt":
		arguments[1] = pick(b, []any{nil, b.number()})
	case "range":
		arguments = []any{b.number(), b.number(), pick(b, []any{nil, b.number()})}
	}
	conditional, raw, nested := b.one(20), b.one(20), b.one(20)
	switch {
	case conditional:
		name, arguments, returned = "conditional", []any{b.any(1), b.any(1), b.any(1)}, "o"
	case raw:
		name, arguments, returned = "rawString", []any{pick(b, texts)}, "s"
	case nested:
		name, arguments, returned = "lookupNested", []any{b.any(1), []any{b.text(1), b.number(), "*", "name"}}, "s"
	}
	b.keep(b.static("cdktf.Fn", name, arguments, returned))
}

// argument returns an argument for a parameter of a function, see functions.
func (b *builder) argument(parameter byte) any {
	switch parameter {
	case 's':
		if text := b.text(0); !strings.Contains(*text, `"`) || b.one(40) {
			return text
		}
		return "without quotes"
	case 'n':
		return b.number()
	case 'N':
		return []any{b.number(), b.number()}
	case 'l':
		return pick(b, []any{b.list(), []any{b.any(2), b.any(2)}, []any{}})
	case 'A':
		return []any{b.any(1), b.any(2)}
	case 'L':
		return []any{b.list(), []any{b.any(2)}}
	}
	return b.any(0)
}

// static calls a static method as the bindings do.
func (b *builder) static(fqn, method string, arguments []any, returned string) any {
	b.texts = append([]*string{}, b.texts...)
	switch returned {
	case "s":
		var text *string
		jsiiruntime.StaticInvoke(jsiiruntime.FQN(fqn), method, arguments, &text)
		return text
	case "n":
		var number *float64
		jsiiruntime.StaticInvoke(jsiiruntime.FQN(fqn), method, arguments, &number)
		return number
	case "l":
		var list *[]*string
		jsiiruntime.StaticInvoke(jsiiruntime.FQN(fqn), method, arguments, &list)
		return list
	case "b":
		var condition cdktf.IResolvable
		jsiiruntime.StaticInvoke(jsiiruntime.FQN(fqn), method, arguments, &condition)
		return condition
	}
	var value any
	jsiiruntime.StaticInvoke(jsiiruntime.FQN(fqn), method, arguments, &value)
	return value
}

func (b *builder) operation() {
	names := []string{"not", "negate", "mul", "div", "mod", "add", "sub", "gt", "gte", "lt", "lte", "eq", "neq", "and", "or"}
	name := pick(b, names)
	arguments := []any{b.any(1), b.any(1)}
	if name == "not" || name == "negate" {
		arguments = arguments[:1]
	}
	returned := "b"
	if slices.Contains([]string{"negate", "mul", "div", "mod", "add", "sub"}, name) {
		returned = "n"
	}
	b.keep(b.static("cdktf.Op", name, arguments, returned))
}

func (b *builder) encode() {
	value := b.any(0)
	hint := pick(b, []*cdktf.EncodingOptions{nil, {DisplayHint: jsii.String("my hint/ü")}})
	switch b.IntN(8) {
	case 0:
		b.keep(cdktf.Token_AsString(value, hint))
	case 1:
		b.keep(cdktf.Token_AsNumber(value))
	case 2:
		b.keep(cdktf.Token_AsList(value, hint))
	case 3:
		b.keep(cdktf.Token_AsAny(value))
	case 4:
		b.keep(cdktf.Token_AsStringMap(value, hint))
	case 5:
		b.keep(cdktf.Token_AsNumberMap(value, hint))
	case 6:
		b.keep(cdktf.Token_NullValue())
	case 7:
		cdktf.Token_IsUnresolved(value)
	}
}

func (b *builder) concatenate() { b.texts = append(b.texts, b.text(0)) }

func (b *builder) newOutput() {
	config := &cdktf.TerraformOutputConfig{Value: b.any(0)}
	if len(b.resources) > 0 && b.one(5) {
		config.Value = pick(b, b.resources)
	}
	if b.one(3) {
		config.Description, config.Sensitive = b.text(0), jsii.Bool(true)
	}
	if b.one(5) {
		config.StaticId = jsii.Bool(b.one(2))
	}
	if len(b.resources) > 0 && b.one(5) {
		config.DependsOn = &[]cdktf.ITerraformDependable{pick(b, b.resources).(cdktf.ITerraformDependable)}
	}
	b.elements = append(b.elements, cdktf.NewTerraformOutput(b.in(), b.id(), config))
}

func (b *builder) newVariable() {
	config := &cdktf.TerraformVariableConfig{Type: jsii.String("string"), Default: b.any(0), Description: b.text(0)}
	if b.one(2) {
		config.Nullable = jsii.Bool(false)
		config.Validation = &[]*cdktf.TerraformVariableValidationConfig{{Condition: b.condition(), ErrorMessage: b.text(0)}}
	}
	variable := cdktf.NewTerraformVariable(b.in(), b.id(), config)
	b.elements = append(b.elements, variable)
	b.keep(variable.StringValue())
	b.keep(variable.NumberValue())
	b.keep(variable.ListValue())
	b.keep(variable.BooleanValue())
	b.keep(variable.Value())
}

func (b *builder) newLocal() {
	local := cdktf.NewTerraformLocal(b.in(), b.id(), b.any(0))
	b.elements = append(b.elements, local)
	b.keep(local.AsString())
	b.keep(local.AsStringMap())
	b.keep(local.Expression())
}

// override sets something at any depth of an element or stack.
func (b *builder) override() {
	parts := []string{pick(b, []string{
		"tags", "ingress", "lifecycle", "//", "new", "value", "default_tags", "filter", "terraform", "resource", "variable", "provisioner",
	})}
	for range b.IntN(4) {
		parts = append(parts, pick(b, []string{"0", "1", "3", "Name", "deep", "x_y", "metadata", "aws_vpc", "aws"}))
	}
	element := pick(b, b.elements).(interface {
		AddOverride(path *string, value any)
	})
	element.AddOverride(jsii.String(strings.Join(parts, ".")), b.any(0))
}

func (b *builder) rename() {
	if element, ok := pick(b, b.elements).(cdktf.TerraformElement); ok {
		if b.one(4) {
			element.ResetOverrideLogicalId()
			return
		}
		element.OverrideLogicalId(jsii.String(fmt.Sprintf("renamed-%d", b.IntN(20))))
	}
}

// change sets a property of a resource, or resets it.
func (b *builder) change() {
	if len(b.resources) == 0 {
		return
	}
	resource := reflect.ValueOf(pick(b, b.resources))
	var changes []int
	for i := range resource.NumMethod() {
		name := resource.Type().Method(i).Name
		inherited := false
		for _, base := range bases[:2] {
			if _, ok := base.MethodByName(name); ok {
				inherited = true
			}
		}
		if !inherited && (strings.HasPrefix(name, "Set") || strings.HasPrefix(name, "Reset")) {
			changes = append(changes, i)
		}
	}
	method := resource.Method(pick(b, changes))
	if method.Type().NumIn() == 0 {
		method.Call(nil)
		return
	}
	if method.Type().NumIn() == 1 {
		value := reflect.New(method.Type().In(0)).Elem()
		b.set(value, "", "", 4)
		if value.Kind() == reflect.Interface {
			value.Set(reflect.ValueOf(b.condition()))
		}
		if !value.IsZero() {
			method.Call([]reflect.Value{value})
		}
	}
}
