package bindings

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"
)

const (
	bucketClass  = "@cdktf/provider-aws.s3Bucket.S3Bucket"
	clusterClass = "@cdktf/provider-aws.eksCluster.EksCluster"
	listClass    = "@cdktf/provider-aws.eksCluster.EksClusterCertificateAuthorityList"
	elementClass = "@cdktf/provider-aws.eksCluster.EksClusterCertificateAuthorityOutputReference"
)

// What the program gets as a response, and what the kernel gets as a request. Nothing is a response that the kernel gives.
func TestPipeline(t *testing.T) {
	for name, test := range map[string]struct{ request, response, forwarded string }{
		"a package that is there": {
			`{"api":"load","name":"cdktf","version":"0.20.12","tarball":"x"}`, `{"ok":{"assembly":"cdktf","types":184}}`, ``,
		},
		"another version": {`{"api":"load","name":"cdktf","version":"0.21.0","tarball":"x"}`, ``, `{"api":"load","name":"cdktf","version":"0.21.0","tarball":"x"}`},
		"a resource": {
			`{"api":"create","fqn":"` + bucketClass + `","args":["a",{"b":1}]}`,
			`{"ok":{"$jsii.byref":"` + bucketClass + `@1000000001"}}`,
			`{"as":"` + bucketClass + `@1000000001","api":"create","fqn":"` + bucketClass + `","args":["a",{"b":1}]}`,
		},
		"an app": {`{"api":"create","fqn":"cdktf.App","args":[]}`, ``, `{"api":"create","fqn":"cdktf.App","args":[]}`},
		"an object of Go": {
			`{"api":"create","fqn":"` + bucketClass + `","args":[],"overrides":[{"method":"toString","cookie":"ToString"}]}`, ``,
			`{"api":"create","fqn":"` + bucketClass + `","args":[],"overrides":[{"method":"toString","cookie":"ToString"}]}`,
		},
		"text that looks like an object of Go": {
			`{"api":"create","fqn":"` + bucketClass + `","args":["\"overrides\":"]}`,
			`{"ok":{"$jsii.byref":"` + bucketClass + `@1000000001"}}`,
			`{"as":"` + bucketClass + `@1000000001","api":"create","fqn":"` + bucketClass + `","args":["\"overrides\":"]}`,
		},
		"an attribute": {
			`{"api":"get","property":"arn","objref":{"$jsii.byref":"` + bucketClass + `@10007"}}`,
			`{"ok":{"value":"${TfToken[landform.1000000001]}"}}`,
			`{"as":"landform.1000000001","api":"get","property":"arn","objref":{"$jsii.byref":"` + bucketClass + `@10007"}}`,
		},
		"what is no attribute": {
			`{"api":"get","property":"fqn","objref":{"$jsii.byref":"` + bucketClass + `@10007"}}`, ``,
			`{"api":"get","property":"fqn","objref":{"$jsii.byref":"` + bucketClass + `@10007"}}`,
		},
		"a method that returns nothing": {
			`{"api":"invoke","method":"addOverride","args":["a",1],"objref":{"$jsii.byref":"x@1"}}`, `{"ok":{}}`,
			`{"as":"","api":"invoke","method":"addOverride","args":["a",1],"objref":{"$jsii.byref":"x@1"}}`,
		},
		"an element of a list": {
			`{"api":"invoke","method":"get","args":[0],"objref":{"$jsii.byref":"` + listClass + `@10007"}}`,
			`{"ok":{"result":{"$jsii.byref":"` + elementClass + `@1000000001"}}}`,
			`{"as":"` + elementClass + `@1000000001","api":"invoke","method":"get","args":[0],"objref":{"$jsii.byref":"` + listClass + `@10007"}}`,
		},
		"a method that does anything": {
			`{"api":"invoke","method":"synth","objref":{"$jsii.byref":"cdktf.App@1"}}`, ``,
			`{"api":"invoke","method":"synth","objref":{"$jsii.byref":"cdktf.App@1"}}`,
		},
		"a function": {
			`{"api":"sinvoke","fqn":"cdktf.Fn","method":"lengthOf","args":[[]]}`,
			`{"ok":{"result":-8.109563141976947e+298}}`, `{"as":"landform.1000000001","api":"sinvoke","fqn":"cdktf.Fn","method":"lengthOf","args":[[]]}`,
		},
		"text as text":       {`{"api":"sinvoke","fqn":"cdktf.Token","method":"asString","args":["a"]}`, ``, `{"api":"sinvoke","fqn":"cdktf.Token","method":"asString","args":["a"]}`},
		"an unknown request": {`{"complete":{"cbid":"1"}}`, ``, `{"complete":{"cbid":"1"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			kernel, requests := io.Pipe()
			p := newPipeline(requests, strings.NewReader("the kernel's\n"), newOracle(preload{
				Packages:  []npmPackage{{Name: "cdktf", Version: "0.20.12", Types: 184}},
				Functions: map[string]string{"lengthOf": "number"},
			}, linkedTypes()))
			responses := bufio.NewReader(p)
			if line, _ := responses.ReadString('\n'); line != `{"hello":"@jsii/runtime@1.140.0"}`+"\n" {
				t.Errorf("greeted with %q", line)
			}
			if _, err := p.Write([]byte(test.request + "\n")); err != nil {
				t.Fatal(err)
			}
			if test.response == "" {
				test.response = "the kernel's"
			}
			if line, _ := responses.ReadString('\n'); line != test.response+"\n" {
				t.Errorf("response %s, want %s", line, test.response)
			}
			if test.forwarded != "" {
				if line, _ := bufio.NewReader(kernel).ReadString('\n'); line != test.forwarded+"\n" {
					t.Errorf("the kernel gets %s, want %s", line, test.forwarded)
				}
			}
		})
	}
}

// A block that is read once more is the same object, and the kernel is not asked. A token is made anew: the object may have
// changed.
func TestOracleRemembersObjects(t *testing.T) {
	o := newOracle(preload{}, linkedTypes())
	object := reference{ID: clusterClass + "@10007"}
	block := request{API: "get", Property: "certificateAuthority", Object: object}
	first, ok := o.foretell(block)
	if !ok || first.silent || first.name != listClass+"@1000000001" {
		t.Fatalf("first %+v, %v", first, ok)
	}
	if again, ok := o.foretell(block); !ok || !again.silent || again.response != first.response {
		t.Errorf("again %+v, %v", again, ok)
	}
	arn := request{API: "get", Property: "arn", Object: object}
	for _, want := range []string{"landform.1000000002", "landform.1000000003"} {
		if a, ok := o.foretell(arn); !ok || a.silent || a.name != want {
			t.Errorf("%+v, %v, want %s", a, ok, want)
		}
	}
}

// Once the kernel has an object of Go, nothing is certain any more.
func TestOracleIsSilentWithCallbacks(t *testing.T) {
	o := newOracle(preload{}, linkedTypes())
	o.foretell(request{API: "create", FQN: "Object", Overrides: []byte(`[{}]`)})
	for _, r := range []request{
		{API: "create", FQN: bucketClass},
		{API: "get", Property: "arn", Object: reference{ID: bucketClass + "@10007"}},
		{API: "set"}, {API: "invoke", Method: "addOverride"},
	} {
		if a, ok := o.foretell(r); ok {
			t.Errorf("foretold %+v of %+v", a, r)
		}
	}
}

func TestKinds(t *testing.T) {
	for m, want := range map[member]kind{
		{bucketClass, "bucket"}:                                {text: true},
		{bucketClass, "bucketInput"}:                           {}, // what the program has set, if anything
		{bucketClass, "friendlyUniqueId"}:                      {}, // of every element
		{bucketClass, "node"}:                                  {},
		{bucketClass, "tags"}:                                  {}, // a map
		{bucketClass, "forceDestroy"}:                          {}, // a truth value
		{bucketClass, "nonsense"}:                              {},
		{bucketClass, ""}:                                      {},
		{clusterClass, "vpcConfig"}:                            {class: "@cdktf/provider-aws.eksCluster.EksClusterVpcConfigOutputReference"},
		{clusterClass, "enabledClusterLogTypes"}:               {list: true},
		{"@cdktf/provider-aws.dbInstance.DbInstance", "port"}:  {number: true},
		{"@cdktf/provider-aws.provider.AwsProvider", "region"}: {}, // providers have no attributes
		{listClass, "get()"}:                                   {class: elementClass},
		{listClass, "toString()"}:                              {},
		{elementClass, "data"}:                                 {text: true},
		{elementClass, "fqn"}:                                  {},
		{"cdktf.TerraformVariable", "stringValue"}:             {text: true},
		{"cdktf.TerraformStack", "cdktfVersion"}:               {},
		{"nothing.Known", "id"}:                                {},
	} {
		if got := linkedTypes().kindOf(m); got != want {
			t.Errorf("%v is %+v, want %+v", m, got, want)
		}
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

// A kernel that has ended takes nothing: the program learns it, and does not wait for ever.
func TestPipelineToNobody(t *testing.T) {
	broken := errors.New("broken pipe")
	p := newPipeline(failingWriter{broken}, strings.NewReader(""), newOracle(preload{}, linkedTypes()))
	line := []byte(`{"api":"set","value":"` + strings.Repeat("x", 1<<20) + `"}` + "\n")
	for range 100 * backlogLimit / len(line) {
		if _, err := p.Write(line); err != nil {
			if !errors.Is(err, broken) {
				t.Errorf("got %v", err)
			}
			return
		}
	}
	t.Error("took everything")
}

func TestBacklogKeepsOrder(t *testing.T) {
	kernel, requests := io.Pipe()
	b := newBacklog(requests)
	const lines = 10000
	go func() {
		for i := range lines {
			if err := b.add([]byte{byte(i), byte(i >> 8)}); err != nil {
				t.Error(err)
			}
		}
	}()
	pair := make([]byte, 2)
	for i := range lines {
		if _, err := io.ReadFull(kernel, pair); err != nil {
			t.Fatal(err)
		}
		if got := int(pair[0]) | int(pair[1])<<8; got != i {
			t.Fatalf("got %d as number %d", got, i)
		}
	}
}
