package kernel_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"landform/internal/kernel"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/dbinstance"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/vpc"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// A mistake is a program that a kernel refuses, in the words of the shipped kernel.
type mistake struct {
	want string
	make func(app cdktf.App, stack cdktf.TerraformStack)
}

// newVpc creates a resource with a name, which may hold tokens.
func newVpc(scope constructs.Construct, id, name string) vpc.Vpc {
	return vpc.NewVpc(scope, &id, &vpc.VpcConfig{Tags: &map[string]*string{"Name": &name}})
}

func newDatabase(scope constructs.Construct, id string) dbinstance.DbInstance {
	return dbinstance.NewDbInstance(scope, &id, &dbinstance.DbInstanceConfig{InstanceClass: jsii.String("db.t4g.micro")})
}

func output(scope constructs.Construct, value any) {
	cdktf.NewTerraformOutput(scope, jsii.String("output"), &cdktf.TerraformOutputConfig{Value: value})
}

var mistakes = map[string]mistake{
	"two constructs with one id": {"There is already a Construct with name 'network' in TerraformStack [stack]", func(_ cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, "network", "first")
		newVpc(stack, "network", "second")
	}},
	"an empty id": {"Only root constructs may have an empty ID", func(_ cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, "", "name")
	}},
	"a token as id": {"You cannot use a token (e.g., a reference to an attribute) as the id of a construct.", func(_ cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, *newVpc(stack, "network", "name").Id(), "name")
	}},
	"a stack with a pattern as name": {`Cannot create Terraform stack with id "dev-*". It contains an invalid glob character: "*".`, func(app cdktf.App, _ cdktf.TerraformStack) {
		cdktf.NewTerraformStack(app, jsii.String("dev-*"))
	}},
	"a stack with a space in its name": {`Cannot create TerraformStack with id "my stack". It contains a whitespace character.`, func(app cdktf.App, _ cdktf.TerraformStack) {
		cdktf.NewTerraformStack(app, jsii.String("my stack"))
	}},
	"a resource outside of stacks": {"No stack could be identified for the construct at path 'network'. You seem to have passed your root App", func(app cdktf.App, _ cdktf.TerraformStack) {
		newVpc(app, "network", "name").Id()
	}},
	"a name after a reference": {"Logical ID may not be overridden once .fqn has been requested. Make sure to override the id before", func(_ cdktf.App, stack cdktf.TerraformStack) {
		network := newVpc(stack, "network", "name")
		network.Fqn()
		network.OverrideLogicalId(jsii.String("other"))
	}},
	"a name taken back after a reference": {"You can only reset the override before", func(_ cdktf.App, stack cdktf.TerraformStack) {
		network := newVpc(stack, "network", "name")
		network.Fqn()
		network.ResetOverrideLogicalId()
	}},
	"a reference to an output": {"Element type not set", func(_ cdktf.App, stack cdktf.TerraformStack) {
		cdktf.NewTerraformOutput(stack, jsii.String("output"), &cdktf.TerraformOutputConfig{Value: 1}).Fqn()
	}},
	"a circle of stacks": {"Cannot add dependency stack to other, because it would cause a circular dependency.", func(app cdktf.App, stack cdktf.TerraformStack) {
		other := cdktf.NewTerraformStack(app, jsii.String("other"))
		stack.AddDependency(other)
		other.AddDependency(stack)
	}},
	"references in a circle of stacks": {"Resolution error: Cannot add dependency stack to other, because it would cause a circular dependency.", func(app cdktf.App, stack cdktf.TerraformStack) {
		other := cdktf.NewTerraformStack(app, jsii.String("other"))
		there := newVpc(other, "network", "name")
		here := newVpc(stack, "network", *there.Id())
		newVpc(other, "second", *here.Id())
		app.Synth()
	}},
	"quotes in an argument of a function": {`Argument 0 of upper failed the validation: Error: Your value, 'say "hello"', has unescaped double quotes in it`, func(_ cdktf.App, _ cdktf.TerraformStack) {
		cdktf.Fn_Upper(jsii.String(`say "hello"`))
	}},
	"an unknown token": {"Unrecognized Token Key 'TOKEN.999999999'.", func(app cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, "network", "${TfToken[TOKEN.999999999]}")
		app.Synth()
	}},
	"an unknown number token": {"Encoded representation of unknown number Token found.", func(app cdktf.App, stack cdktf.TerraformStack) {
		output(stack, -8.25e298)
		app.Synth()
	}},
	"a list token as text": {"Found an encoded list token string in a scalar string context.", func(app cdktf.App, stack cdktf.TerraformStack) {
		list := *newDatabase(stack, "database").EnabledCloudwatchLogsExports()
		newVpc(stack, "network", *list[0])
		app.Synth()
	}},
	"an element more in a list token": {"Cannot add elements to list token, got: ", func(app cdktf.App, stack cdktf.TerraformStack) {
		list := append(*newDatabase(stack, "database").EnabledCloudwatchLogsExports(), jsii.String("more"))
		output(stack, &list)
		app.Synth()
	}},
	"text around a list token": {"Cannot concatenate strings in a tokenized string array, got: before-", func(app cdktf.App, stack cdktf.TerraformStack) {
		list := *newDatabase(stack, "database").EnabledCloudwatchLogsExports()
		output(stack, jsii.Strings("before-"+*list[0]))
		app.Synth()
	}},
	"an element more in a map token": {"Cannot add elements to map token, got: ", func(app cdktf.App, stack cdktf.TerraformStack) {
		tags := *newVpc(stack, "network", "name").Tags()
		tags["more"] = jsii.String("value")
		output(stack, &tags)
		app.Synth()
	}},
	"text around a map token": {"Cannot concatenate strings in a tokenized map, got: undefined.", func(app cdktf.App, stack cdktf.TerraformStack) {
		changed := map[string]*string{}
		for key, value := range *newVpc(stack, "network", "name").Tags() {
			changed["before-"+key] = value
		}
		output(stack, &changed)
		app.Synth()
	}},
	"what stands for a map's values": {"Found an encoded map token in a scalar string context.", func(app cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, "network", "String Map Token Value")
		app.Synth()
	}},
	"what stands for a map's numbers": {"Found an encoded map token in a scalar number context.", func(app cdktf.App, stack cdktf.TerraformStack) {
		output(stack, -123456789)
		app.Synth()
	}},
	"a key that is no text": {`At "/output/output/value" a map uses the key "`, func(app cdktf.App, stack cdktf.TerraformStack) {
		key := cdktf.Token_AsString(jsii.Numbers(1, 2), nil)
		output(stack, map[string]any{*key: 1})
		app.Synth()
	}},
	"an override in a token": {"Target (${TfToken[", func(app cdktf.App, stack cdktf.TerraformStack) {
		network := vpc.NewVpc(stack, jsii.String("network"), &vpc.VpcConfig{EnableDnsSupport: cdktf.Op_Not(true)})
		network.AddOverride(jsii.String("enable_dns_support.deep"), 1)
		app.Synth()
	}},
	"a value that is too deep": {"Unable to resolve object tree with circular reference at '/output/output/value/", func(app cdktf.App, stack cdktf.TerraformStack) {
		value := any("bottom")
		for range 250 {
			value = map[string]any{"in": value}
		}
		output(stack, value)
		app.Synth()
	}},
	"no provider": {"[stack] Found resources without a matching provider construct. Please make sure to add provider constructs", func(app cdktf.App, stack cdktf.TerraformStack) {
		newVpc(stack, "network", "name")
		app.Synth()
	}},
	"context after children": {"Cannot set context after children have been added: stack", func(app cdktf.App, _ cdktf.TerraformStack) {
		app.Node().SetContext(jsii.String("key"), "value")
	}},
	"no such child": {"No child with id: 'nobody'", func(_ cdktf.App, stack cdktf.TerraformStack) {
		stack.Node().FindChild(jsii.String("nobody"))
	}},
	"no folder for the output": {"ENOENT: no such file or directory, mkdir ", func(_ cdktf.App, _ cdktf.TerraformStack) {
		cdktf.NewApp(&cdktf.AppConfig{Outdir: jsii.String("/nowhere/at/all")})
	}},
}

// TestMistakes makes each mistake, and reads what the kernel says of it: the words of the shipped kernel, and the line here.
func TestMistakes(t *testing.T) {
	kernel.Load()
	for name, m := range mistakes {
		t.Run(name, func(t *testing.T) {
			said := try(t, m)
			if !strings.Contains(said, m.want) {
				t.Errorf("said %q, want %q", said, m.want)
			}
			_, file, _, _ := runtime.Caller(0)
			if line := "\n    at internal/kernel/" + filepath.Base(file) + ":"; !strings.Contains(said, line) {
				t.Errorf("does not say where: %q", said)
			}
			if kernel.HandedOver() {
				t.Fatal("is handed over")
			}
		})
	}
}

// TestMistakesOnBothKernels holds the words against those of the shipped kernel.
func TestMistakesOnBothKernels(t *testing.T) {
	c := kernel.Compare(t)
	for name, m := range mistakes {
		t.Run(name, func(t *testing.T) {
			try(t, m)
			if difference := c.Difference(); difference != "" {
				t.Error(difference)
			}
		})
	}
}

// try makes a mistake and returns what the kernel says.
func try(t *testing.T, m mistake) (said string) {
	t.Helper()
	defer func() {
		if reason := recover(); reason != nil {
			said = fmt.Sprint(reason)
		}
	}()
	app := cdktf.NewApp(&cdktf.AppConfig{Outdir: jsii.String(t.TempDir())})
	m.make(app, cdktf.NewTerraformStack(app, jsii.String("stack")))
	return ""
}

func TestOriginIsTheLineThatCreatesAResource(t *testing.T) {
	kernel.Load()
	app := cdktf.NewApp(&cdktf.AppConfig{Outdir: jsii.String(t.TempDir())})
	stack := cdktf.NewTerraformStack(app, jsii.String("stack"))
	_, _, line, _ := runtime.Caller(0)
	scope := constructs.NewConstruct(stack, jsii.String("scope"))
	vpc.NewVpc(scope, jsii.String("network"), &vpc.VpcConfig{})
	vpc.NewVpc(scope, jsii.String("declined"), &vpc.VpcConfig{Id: jsii.String("\xff")}) // whose configuration comes as JSON
	for path, want := range map[string]int{"stack/scope": line + 1, "stack/scope/network": line + 2, "stack/scope/declined": line + 3} {
		file, got, ok := kernel.Origin(path)
		if !ok || file != "internal/kernel/errors_test.go" || got != want {
			t.Errorf("origin of %s is %s:%d (%v), want errors_test.go:%d", path, file, got, ok, want)
		}
	}
	if _, _, ok := kernel.Origin("stack/scope/nobody"); ok {
		t.Error("what is not there has an origin")
	}
}

func TestMistakesAreCaughtAsErrors(t *testing.T) {
	kernel.Load()
	synthesize := func(mistake func(cdktf.TerraformStack)) (err error) {
		defer kernel.Catch(&err)
		app := cdktf.NewApp(&cdktf.AppConfig{Outdir: jsii.String(t.TempDir())})
		mistake(cdktf.NewTerraformStack(app, jsii.String("stack")))
		return nil
	}
	for want, mistake := range map[string]func(cdktf.TerraformStack){
		"There is already a Construct": func(stack cdktf.TerraformStack) {
			newVpc(stack, "network", "first")
			newVpc(stack, "network", "second")
		},
		"is required": func(stack cdktf.TerraformStack) {
			dbinstance.NewDbInstance(stack, jsii.String("database"), &dbinstance.DbInstanceConfig{})
			cdktf.NewTerraformOutput(stack, jsii.String("output"), &cdktf.TerraformOutputConfig{})
		},
	} {
		err := synthesize(mistake)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "errors_test.go:") < 1 {
			t.Errorf("error is %v, want %q and a line", err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a mistake that Go finds is taken for one of the program")
		}
	}()
	_ = synthesize(func(cdktf.TerraformStack) { var nothing *string; _ = *nothing })
}
