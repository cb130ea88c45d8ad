// Package redact makes copies of Terraform states that hold no secrets. Pull requests are planned against them: a plan needs
// to know what there is, and nobody who may open a pull request is to know its passwords.
package redact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Input is what takes the place of a secret that a person gives to deployments. Plans of pull requests give the same to the
// variable, so that they find nothing changed.
const Input = "an-offline-plan-reads-no-secret-at-all"

// stateFile is the part of a state that is copied. What is not here is left out: among it "private", in which providers keep
// what they like.
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

// State copies a state without its secrets. It takes the state as "terraform state pull" prints it, and as "terraform show
// -json" does, which knows what is sensitive; config is the stack's own JSON, of which no word is secret.
//
// Whatever is sensitive is replaced: what a random_ resource has drawn by a placeholder of the same length, and everything
// else by Input. Both are replaced wherever they occur, so that what is made of them is what a plan makes of the
// placeholders. The error names a resource whose secrets are not known, or a secret that was left.
func State(state, shown, config []byte) ([]byte, error) {
	var file stateFile
	if err := decode(state, &file); err != nil {
		return nil, fmt.Errorf("state: %w", err)
	}
	if file.Version != 4 {
		return nil, fmt.Errorf("state: its version is %d: only 4 can be copied", file.Version)
	}
	known, err := readShown(shown)
	if err != nil {
		return nil, err
	}
	h := newHider(known, config)
	for _, resource := range file.Resources {
		for index, instance := range resource.Instances {
			address := resource.address(instance.IndexKey)
			marks, ok := known.sensitive[address]
			if !ok || instance.Deposed != "" {
				return nil, fmt.Errorf("state: it is not known what is secret in %s", address)
			}
			hidden, ok := h.hide(instance.Attributes, marks).(map[string]any)
			if !ok {
				return nil, fmt.Errorf("state: %s is secret as a whole", address)
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

// decode reads JSON with its numbers as they are.
func decode(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// isRandom says whether a resource draws what is secret in it.
func isRandom(address string) bool {
	return strings.HasPrefix(address, "random_") || strings.Contains(address, ".random_")
}
