package redact_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"landform/internal/redact"

	"github.com/tidwall/gjson"
)

// project is a stack with every kind of secret that our stacks have: a generated one, two that an operator supplies,
// documents that contain them, and a URL that contains one of them encoded.
const project = `{
  "terraform": {"required_providers": {"random": {"source": "hashicorp/random"}}},
  "variable": {"password": {"type": "string", "sensitive": true}, "jwt": {"type": "string", "sensitive": true}},
  "resource": {
    "random_password": {"drawn": {"length": 24, "special": true, "override_special": "<&+%!"}},
    "random_id": {"public": {"byte_length": 8}},
    "terraform_data": {
      "database": {"input": {"name": "orders", "password": "${var.password}"}},
      "token": {"input": "${random_password.drawn.result}"},
      "plain": {"input": "public ${random_id.public.hex}"},
      "document": {"input": "${jsonencode({\"JWT\" = var.jwt, \"host\" = \"db.internal.example\", \"id\" = random_id.public.hex, \"port\" = 5432, ` +
	`\"url\" = \"redis://:${urlencode(random_password.drawn.result)}@host:6379\"})}"},
      "encoded": {"input": "${base64encode(random_password.drawn.result)}"}
    }
  },
  "output": {"token": {"value": "${random_password.drawn.result}", "sensitive": true}}
}`

const (
	password = `p4ss<w&rd+"of a person`
	jwt      = "a signing secret that no resource holds by itself"
)

// terraform runs Terraform in a folder.
func terraform(t *testing.T, dir string, environ []string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "terraform", arguments...)
	command.Dir, command.Env = dir, append(os.Environ(), environ...)
	printed, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("terraform %s: %v\n%s", strings.Join(arguments, " "), err, printed)
	}
	return string(printed)
}

// applied returns the project's state, as "terraform state pull" and "terraform show -json" print it.
func applied(t *testing.T) (dir, state, stateJSON string) {
	t.Helper()
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Fatal("terraform is not on PATH: install Terraform 1.6.1 or later (https://developer.hashicorp.com/terraform/install)")
	}
	dir = t.TempDir()
	write(t, dir, "main.tf.json", project)
	terraform(t, dir, nil, "init", "-input=false")
	terraform(t, dir, []string{"TF_VAR_password=" + password, "TF_VAR_jwt=" + jwt}, "apply", "-auto-approve", "-input=false")
	return dir, terraform(t, dir, nil, "state", "pull"), terraform(t, dir, nil, "show", "-json")
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestACopyHoldsNoSecretAndPlansLikeTheState checks the purpose of the copy: with placeholders for the variables, a
// plan shows no change, and it shows a real change correctly.
func TestACopyHoldsNoSecretAndPlansLikeTheState(t *testing.T) {
	dir, state, stateJSON := applied(t)
	drawn := gjson.Get(state, `resources.#(type=="random_password").instances.0.attributes.result`).String()
	copied, err := redact.State([]byte(state), []byte(stateJSON), []byte(project))
	if err != nil {
		t.Fatal(err)
	}
	for name, secret := range map[string]string{"what was drawn": drawn, "the password": password, "the signing secret": jwt} {
		if drawn == "" || !strings.Contains(state, `input`) || strings.Contains(string(copied), secret) {
			t.Errorf("%s is in the copy: %s", name, copied)
		}
	}
	for _, public := range []string{
		gjson.Get(state, `resources.#(type=="random_id").instances.0.attributes.hex`).String(), "db.internal.example", "orders",
	} {
		if !strings.Contains(string(copied), public) {
			t.Errorf("%q is not in the copy, but it is not a secret: %s", public, copied)
		}
	}

	write(t, dir, "terraform.tfstate", string(copied))
	placeholders := []string{"TF_VAR_password=" + redact.Input, "TF_VAR_jwt=" + redact.Input}
	plan := func() string {
		terraform(t, dir, placeholders, "plan", "-input=false", "-refresh=false", "-lock=false", "-out=plan")
		return terraform(t, dir, nil, "show", "-json", "plan")
	}
	for _, change := range gjson.Get(plan(), "resource_changes").Array() {
		// What base64encode makes of a placeholder is another text than what was made of the secret, and was hidden as a whole.
		if got := change.Get("change.actions").Raw; got != `["no-op"]` && change.Get("name").String() != "encoded" {
			t.Errorf("%s: %s, though nothing was changed: %s", change.Get("address"), got, change.Get("change"))
		}
	}
	write(t, dir, "main.tf.json", strings.Replace(project, `"length": 24`, `"length": 30`, 1))
	changed := gjson.Get(plan(), `resource_changes.#(address=="random_password.drawn").change.actions`).Raw
	if changed != `["delete","create"]` && changed != `["create","delete"]` {
		t.Errorf("a longer password is planned as %s, want a replacement", changed)
	}
}

// TestValuesThatAreNotKnownToBePublicAreHidden uses values that a state could contain.
func TestValuesThatAreNotKnownToBePublicAreHidden(t *testing.T) {
	const secret, drawn = "a secret of somebody", "drawn<by>random&24chars!"
	stateJSON := `{"format_version": "1.0", "values": {"outputs": {"both": {"sensitive": true, "value": "an output that is secret"}}, "root_module": {"resources": [
		{"address": "random_password.a", "values": {"result": "` + drawn + `"}, "sensitive_values": {"result": true}},
		{"address": "aws_x.a[\"k\"]", "values": {"password": "` + secret + `", "list": ["one", "` + secret + `"], "count": 3, "on": true,
			"document": "{\"a\":\"unknown text\",\"b\":\"one\",\"c\":\"literal\"}", "name": "with ` + secret + ` in it", "tiny": "one"},
			"sensitive_values": {"password": true, "list": [false, true], "document": true, "count": true, "on": true, "tiny": true}}]}}}`
	state := `{"version": 4, "lineage": "l", "serial": 7, "terraform_version": "1.11.4",
		"outputs": {"both": {"value": "an output that is secret", "type": "string", "sensitive": true}},
		"resources": [
		{"mode": "managed", "type": "random_password", "name": "a", "provider": "p", "instances": [{"attributes": {"result": "` + drawn + `"}}]},
		{"mode": "managed", "type": "aws_x", "name": "a", "each": "map", "provider": "p", "instances": [{"index_key": "k", "private": "c2VjcmV0", "attributes": {
			"password": "` + secret + `", "list": ["one", "` + secret + `"], "count": 3, "on": true, "name": "with ` + secret + ` in it", "tiny": "one",
			"document": "{\"a\":\"unknown text\",\"b\":\"one\",\"c\":\"literal\"}"}}]}]}`
	copied, err := redact.State([]byte(state), []byte(stateJSON), []byte(`{"x": "literal"}`))
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"resources.0.instances.0.attributes.result":   "hidden-hidden-hidden-hid",
		"resources.1.instances.0.attributes.password": redact.Input,
		"resources.1.instances.0.attributes.list.0":   "one",
		"resources.1.instances.0.attributes.list.1":   redact.Input,
		"resources.1.instances.0.attributes.count":    "0",
		"resources.1.instances.0.attributes.on":       "false",
		"resources.1.instances.0.attributes.tiny":     redact.Input,
		"resources.1.instances.0.attributes.name":     "with " + redact.Input + " in it",
		"resources.1.instances.0.attributes.document": `{"a":"` + redact.Input + `","b":"one","c":"literal"}`,
		"resources.1.instances.0.private":             "",
		"outputs.both.value":                          redact.Input,
		"serial":                                      "7",
		"lineage":                                     "l",
	} {
		if got := gjson.GetBytes(copied, path).String(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
}

func TestAnUnsupportedStateIsNotCopied(t *testing.T) {
	const stateJSON = `{"format_version": "1.0", "values": {"root_module": {"resources": [{"address": "a.b", "values": {}, "sensitive_values": {}}]}}}`
	for name, test := range map[string]struct{ state, stateJSON, want string }{
		"another version":     {`{"version": 5}`, stateJSON, "the format version of the state is 5"},
		"no state":            {`[`, stateJSON, "not the output of \"terraform state pull\""},
		"no state JSON":       {`{"version": 4}`, `{}`, `not the output of "terraform show -json"`},
		"an unknown resource": {`{"version": 4, "resources": [{"mode": "managed", "type": "a", "name": "c", "instances": [{"attributes": {}}]}]}`, stateJSON, "does not list a.c, so its secrets are unknown"},
		"a deposed resource":  {`{"version": 4, "resources": [{"mode": "managed", "type": "a", "name": "b", "instances": [{"deposed": "x", "attributes": {}}]}]}`, stateJSON, "a.b"},
	} {
		if copied, err := redact.State([]byte(test.state), []byte(test.stateJSON), nil); err == nil || copied != nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error is %v, want %q; the copy is %s", name, err, test.want, copied)
		}
	}
}
