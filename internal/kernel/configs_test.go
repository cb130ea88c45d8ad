package kernel

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	_ "unsafe" // for go:linkname

	"github.com/aws/jsii-runtime-go"
	jsiiruntime "github.com/aws/jsii-runtime-go/runtime"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/securitygroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/subnet"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

//go:linkname castPtrToRef github.com/aws/jsii-runtime-go/internal/kernel.(*Client).CastPtrToRef
func castPtrToRef(*client, reflect.Value) any

// checkConfigs compares each configuration that is passed from now on with what jsii-runtime-go would have sent.
func checkConfigs(t *testing.T) (count *int) {
	t.Helper()
	count = new(int)
	for goType, s := range types.structs {
		validate := s.validate
		if validate == nil {
			continue
		}
		changed := s
		changed.validate = func(config any, describe func() string) error {
			err := validate(config, describe)
			if current.passed.value != nil {
				*count++
				checkConfig(t, config)
			}
			return err
		}
		types.structs[goType] = changed
		t.Cleanup(func() { types.structs[goType] = s })
	}
	return count
}

// checkConfig compares the configuration that was passed last.
func checkConfig(t *testing.T, config any) {
	t.Helper()
	v, ids, p := reflect.ValueOf(config), clientInstance.objects.ids, current.passed
	delete(ids, v.Pointer())
	sent, err := json.Marshal(castPtrToRef(clientInstance, v))
	ids[v.Pointer()] = passedID
	if err != nil {
		t.Fatal(err)
	}
	passed := Exchange{Request: passedReference, config: p.value}
	if passed.write(); passed.Request != string(sent) {
		t.Errorf("passed\n%s\nwant\n%s", passed.Request, sent)
	}
	r := reader{k: current, s: string(sent)}
	read := current.stringify(r.any()) // which keeps the order
	if got := current.stringify(p.value); got != read || r.into.nulls || r.into.empty != p.empty {
		t.Errorf("passed\n%s\nwith empty structs: %v, want\n%s\n%v, with null in a list or map: %v", got, p.empty, read, r.into.empty, r.into.nulls)
	}
}

const passedReference = `{"$jsii.byref":"` + passedID + `"}`

// validate does what a constructor does before its request.
func validate(t *testing.T, config any) (passed bool) {
	t.Helper()
	if err := jsiiruntime.ValidateStruct(config, func() string { return "" }); err != nil {
		t.Fatal(err)
	}
	passed = current.passed.value != nil
	if passed {
		checkConfig(t, config)
	}
	current.forget()
	return passed
}

func newStack(t *testing.T) cdktf.TerraformStack {
	t.Helper()
	Load()
	return cdktf.NewTerraformStack(cdktf.NewApp(&cdktf.AppConfig{Outdir: jsii.String(t.TempDir())}), jsii.String("stack"))
}

// TestConfigsArePassed fails where a configuration comes as JSON, as it would if the bindings stopped validating.
func TestConfigsArePassed(t *testing.T) {
	stack := newStack(t)
	from := len(current.log) - 2
	network := vpc.NewVpc(stack, jsii.String("network"), &vpc.VpcConfig{CidrBlock: jsii.String("10.0.0.0/16"), EnableDnsSupport: true})
	subnet.NewSubnet(stack, jsii.String("subnet"), &subnet.SubnetConfig{VpcId: network.Id(), CidrBlock: network.CidrBlock()})
	cdktf.NewTerraformOutput(stack, jsii.String("output"), &cdktf.TerraformOutputConfig{Value: network.Tags()})
	cdktf.NewS3Backend(stack, &cdktf.S3BackendConfig{Bucket: jsii.String("bucket"), Key: jsii.String("key")})
	passed := 0
	for _, e := range current.log[from:] {
		if e.config != nil {
			passed++
		}
	}
	if passed != 5 {
		t.Errorf("%d of 5 configurations are passed", passed)
	}
	if ids := clientInstance.objects.ids; countOf(ids, passedID) != 0 {
		t.Error("jsii-runtime-go still takes a configuration for an object")
	}
}

func countOf(ids map[uintptr]string, id string) (count int) {
	for _, other := range ids {
		if other == id {
			count++
		}
	}
	return count
}

// The values that a configuration may have, as they would be sent.
func TestPassedValues(t *testing.T) {
	stack := newStack(t)
	network := vpc.NewVpc(stack, jsii.String("network"), &vpc.VpcConfig{})
	rules := []*securitygroup.SecurityGroupIngress{{Description: jsii.String("<&\u2028é\x00\"\\")}, {}}
	for name, value := range map[string]any{
		"text": "a", "pointer": jsii.String("a"), "number": -1.5e21, "integer": 1<<53 - 1, "zero": math.Copysign(0, -1), "truth": jsii.Bool(false),
		"list": []any{}, "no list": []string(nil), "pointers": jsii.Strings("b", "a"), "numbers": []*float64{jsii.Number(1)},
		"map": map[string]any{"b": 1, "a": []any{"x", map[string]*string{"é": jsii.String("y")}}}, "no map": map[string]bool(nil),
		"construct": network, "node": network.Node(), "token": network.EnableDnsSupport(), "tokens": network.Tags(), "stack": stack,
		"struct": rules[0], "structs": rules, "pointer to structs": &rules,
		"struct in another order": &vpc.VpcConfig{Lifecycle: &cdktf.TerraformResourceLifecycle{}, CidrBlock: jsii.String("a")},
	} {
		if !validate(t, &cdktf.TerraformOutputConfig{Value: value}) {
			t.Errorf("%s is not passed", name)
		}
	}
}

// What may be something else than it looks is not passed.
func TestDeclinedValues(t *testing.T) {
	newStack(t)
	type inGo struct{ cdktf.ITerraformDependable }
	type word string
	number := any(1)
	for name, value := range map[string]any{
		"an object in Go": inGo{}, "a pointer to an object in Go": &inGo{}, "an object in a list": []any{&inGo{}},
		"a struct by value": cdktf.TerraformOutputConfig{Value: 1}, "structs by value": []vpc.VpcConfig{{}}, "a required field": &subnet.SubnetConfig{},
		"null": (*string)(nil), "null in a list": []*string{nil}, "nothing in a list": []any{nil}, "null in a map": map[string]any{"a": nil},
		"no number": math.NaN(), "infinity": math.Inf(1), "a large integer": 1 << 53, "another number": int64(1), "bytes": []byte("a"), "an array": [1]string{},
		"no Unicode": "\xff", "a key that is no Unicode": map[string]any{"\xff": 1}, "a prototype": map[string]any{"__proto__": 1},
		"other keys": map[int]string{1: "a"}, "another text": word("a"), "JSON": json.Number("1"), "an enumeration": cdktf.AssetType_FILE,
		"a time": time.Now(), "a pointer to a time": new(time.Time), "a pointer to a pointer": new(*string), "a pointer to anything": &number,
		"a function": func() {},
	} {
		if validate(t, &cdktf.TerraformOutputConfig{Value: value}) {
			t.Errorf("%s is passed", name)
		}
	}
	if validate(t, (*vpc.VpcConfig)(nil)) {
		t.Error("no configuration is passed")
	}
	config := &vpc.VpcConfig{}
	ids := clientInstance.objects.ids
	address := reflect.ValueOf(config).Pointer()
	ids[address] = "known"
	if validate(t, config) || ids[address] != "known" {
		t.Error("an object that is known is passed")
	}
	delete(ids, address)
	successor = clientInstance
	defer func() { successor = nil }()
	if validate(t, config) {
		t.Error("a configuration is passed to the shipped kernel")
	}
}

// Validators of the bindings come first.
func TestShippedValidator(t *testing.T) {
	Load()
	registered := types.structs
	defer func() { types.structs = registered }()
	s := registered[reflect.TypeFor[vpc.VpcConfig]()]
	s.validate = func(_ any, describe func() string) error { return errors.New(describe() + " is refused") }
	types.structs = map[reflect.Type]registeredStruct{reflect.TypeFor[vpc.VpcConfig](): s}
	current.intercept()
	err := jsiiruntime.ValidateStruct(&vpc.VpcConfig{}, func() string { return "it" })
	if err == nil || err.Error() != "it is refused" || current.passed.value != nil {
		t.Errorf("error is %v, and %v is passed", err, current.passed.value)
	}
}

// A configuration is what it was at its request, whatever the program or this kernel does with it later.
func TestPassedConfigsStay(t *testing.T) {
	stack := newStack(t)
	tags := map[string]*string{"a": jsii.String("b")}
	config := &vpc.VpcConfig{CidrBlock: jsii.String("first"), InstanceTenancy: jsii.String("default"), Tags: &tags}
	at := len(current.log)
	network := vpc.NewVpc(stack, jsii.String("network"), config)
	*config.CidrBlock, config.InstanceTenancy, tags["a"] = "second", nil, jsii.String("c")
	network.SetCidrBlock(jsii.String("third"))
	network.ResetTags()
	second := len(current.log)
	vpc.NewVpc(stack, jsii.String("second"), config)
	for at, want := range map[int]string{
		at:     `"data":{"cidrBlock":"first","instanceTenancy":"default","tags":{"$jsii.map":{"a":"b"}}}`,
		second: `"data":{"cidrBlock":"second","tags":{"$jsii.map":{"a":"c"}}}`,
	} {
		if request := Exchanges()[at].Request; !strings.Contains(request, want) {
			t.Errorf("the request is %s, want %s", request, want)
		}
	}
}
