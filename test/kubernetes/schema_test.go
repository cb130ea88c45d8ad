package kubernetes

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	definitions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	definitionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// definitionFiles contains the files with custom resource definitions, by the Go module that contains them. Only the definitions of
// the kinds in our files are listed.
var definitionFiles = map[string][]string{
	"github.com/envoyproxy/gateway": {
		"charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_envoyproxies.yaml",
		"charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_clienttrafficpolicies.yaml",
	},
	"sigs.k8s.io/gateway-api": {
		"config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml",
		"config/crd/standard/gateway.networking.k8s.io_gateways.yaml",
		"config/crd/standard/gateway.networking.k8s.io_httproutes.yaml",
	},
	"github.com/cert-manager/cert-manager": {
		"deploy/crds/cert-manager.io_issuers.yaml",
		"deploy/crds/cert-manager.io_certificates.yaml",
	},
}

// TestObjectsMatchTheirDefinitions validates objects as an API server does, with the schema and the CEL rules in the custom
// resource definitions of their kinds.
func TestObjectsMatchTheirDefinitions(t *testing.T) {
	known := map[string]*definitionsv1.CustomResourceDefinition{}
	for module, files := range definitionFiles {
		folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			one := definition(t, filepath.Join(strings.TrimSpace(string(folder)), filepath.FromSlash(file)))
			known[one.Spec.Group+" "+one.Spec.Names.Kind] = one
		}
	}
	checked := map[string]bool{}
	for _, folder := range stacks(t) {
		for _, name := range []string{"platform.yaml", "sample.yaml"} {
			for _, part := range parts(t, filepath.Join(folder, name)) {
				object := parse(t, part)
				group, version, _ := strings.Cut(object["apiVersion"].(string), "/")
				kind := group + " " + object["kind"].(string)
				if one, ok := known[kind]; ok {
					checked[kind] = true
					for _, problem := range problems(t, one, version, object) {
						t.Errorf("%s/%s: %s: %v", folder, name, kind, problem)
					}
				}
			}
		}
	}
	if len(checked) != len(known) {
		t.Errorf("the files have objects of %d kinds (%v), but %d kinds have definitions", len(checked), checked, len(known))
	}
}

// parse reads an object as an API server does: whole numbers become integers, not floating-point numbers.
func parse(t *testing.T, text []byte) map[string]any {
	t.Helper()
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	var object map[string]any
	if err := json.Unmarshal(converted, &object); err != nil {
		t.Fatal(err)
	}
	return object
}

func definition(t *testing.T, path string) *definitionsv1.CustomResourceDefinition {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var one definitionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(text, &one); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return &one
}

// problems sets the default values of an object, and returns what violates the schema and the CEL rules of its kind.
func problems(t *testing.T, kind *definitionsv1.CustomResourceDefinition, version string, object map[string]any) field.ErrorList {
	t.Helper()
	for _, one := range kind.Spec.Versions {
		if one.Name != version {
			continue
		}
		var internal definitions.JSONSchemaProps
		if err := definitionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(one.Schema.OpenAPIV3Schema, &internal, nil); err != nil {
			t.Fatal(err)
		}
		schema, err := structural.NewStructural(&internal)
		if err != nil {
			t.Fatal(err)
		}
		defaulting.Default(object, schema)
		validator, _, err := validation.NewSchemaValidator(&internal)
		if err != nil {
			t.Fatal(err)
		}
		found := validation.ValidateCustomResource(nil, object, validator)
		rules := cel.NewValidator(schema, true, celconfig.PerCallLimit)
		more, _ := rules.Validate(t.Context(), nil, schema, object, nil, celconfig.RuntimeCELCostBudget)
		return append(found, more...)
	}
	t.Fatalf("%s has no version %s", kind.Name, version)
	return nil
}
