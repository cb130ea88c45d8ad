// Package redact makes copies of Terraform states without secrets. Pull requests are planned against them: a plan needs
// the resources in a state, but nobody who may open a pull request may read the secrets in it.
package redact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Input replaces a secret that an operator passes to deployments. Plans of pull requests set the variable to the same
// value, so that they show no change.
const Input = "an-offline-plan-reads-no-secret-at-all"

// stateFile is the part of a state that is copied. Everything else is omitted, such as "private", in which providers
// store arbitrary data.
type stateFile struct {
	Version          int               `json:"version"`
	TerraformVersion string            `json:"terraform_version"`
	Serial           int               `json:"serial"`
	Lineage          string            `json:"lineage"`
	Outputs          map[string]output `json:"outputs"`
	Resources        []resource        `json:"resources"`
}

type output struct {
	Value     any             `json:"value"`
	Type      json.RawMessage `json:"type"`
	Sensitive bool            `json:"sensitive,omitempty"`
}

type resource struct {
	Module    string     `json:"module,omitempty"`
	Mode      string     `json:"mode"`
	Type      string     `json:"type"`
	Name      string     `json:"name"`
	Each      string     `json:"each,omitempty"`
	Provider  string     `json:"provider"`
	Instances []instance `json:"instances"`
}

type instance struct {
	IndexKey            any             `json:"index_key,omitempty"`
	Status              string          `json:"status,omitempty"`
	Deposed             string          `json:"deposed,omitempty"`
	SchemaVersion       int             `json:"schema_version"`
	Attributes          map[string]any  `json:"attributes"`
	SensitiveAttributes json.RawMessage `json:"sensitive_attributes,omitempty"`
	Dependencies        []string        `json:"dependencies,omitempty"`
	CreateBeforeDestroy bool            `json:"create_before_destroy,omitempty"`
}

// address is the instance's address in Terraform, for example `random_password.a["b"]`.
func (r resource) address(index any) string {
	address := r.Type + "." + r.Name
	if r.Mode == "data" {
		address = "data." + address
	}
	if r.Module != "" {
		address = r.Module + "." + address
	}
	switch key := index.(type) {
	case nil:
		return address
	case string:
		return fmt.Sprintf("%s[%q]", address, key)
	default:
		return fmt.Sprintf("%s[%v]", address, key)
	}
}

// State copies a state without its secrets. It takes the output of "terraform state pull", and that of "terraform show
// -json", which marks sensitive values; config is the stack's own JSON, which contains no secrets.
//
// Every sensitive value is replaced: the result of a random_ resource by a placeholder of the same length, and
// everything else by Input. Each is replaced wherever it occurs, so that values derived from secrets equal those that a
// plan derives from the placeholders. The error names a resource that is missing in stateJSON, or a secret that was not
// replaced.
func State(state, stateJSON, config []byte) ([]byte, error) {
	var file stateFile
	if err := decode(state, &file); err != nil {
		return nil, fmt.Errorf("the state is not the output of \"terraform state pull\": %w", err)
	}
	if file.Version != 4 {
		return nil, fmt.Errorf("the format version of the state is %d: only 4 is supported", file.Version)
	}
	marked, err := readShown(stateJSON)
	if err != nil {
		return nil, err
	}
	h := newHider(marked, config)
	for _, resource := range file.Resources {
		for index, instance := range resource.Instances {
			address := resource.address(instance.IndexKey)
			marks, ok := marked.sensitive[address]
			if !ok || instance.Deposed != "" {
				return nil, fmt.Errorf("\"terraform show -json\" does not list %s, so its secrets are unknown", address)
			}
			hidden, ok := h.hide(instance.Attributes, marks).(map[string]any)
			if !ok {
				return nil, fmt.Errorf("every attribute of %s is sensitive: it cannot be copied", address)
			}
			resource.Instances[index].Attributes = hidden
		}
	}
	for name, output := range file.Outputs {
		output.Value = h.hide(output.Value, output.Sensitive)
		file.Outputs[name] = output
	}
	text, err := json.Marshal(file)
	if err == nil {
		err = h.check(string(text))
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}

// decode reads JSON and keeps numbers exactly as written.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// isRandom reports whether a resource generates its own secret.
func isRandom(address string) bool {
	return strings.HasPrefix(address, "random_") || strings.Contains(address, ".random_")
}
