// Package synthesized reads what a synthesis wrote: Terraform JSON, as tests, checks and reports want to see it.
package synthesized

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Stack is one synthesized stack.
type Stack struct {
	Name      string
	Dir       string // that Terraform runs in
	JSON      []byte // of cdk.tf.json
	Resources []Resource
}

// Resource is one resource of a stack.
type Resource struct {
	Type string // for example "aws_vpc"
	Name string // the logical id, for example "network_vpc_4E8F0223"
	Path string // of its construct, for example "dev-stack/network/vpc"
	JSON gjson.Result
}

// Load reads every stack below an output folder, in the order of their names. The error says which file is missing or
// cannot be read.
func Load(outdir string) ([]Stack, error) {
	text, err := os.ReadFile(filepath.Join(outdir, "manifest.json"))
	if err != nil {
		return nil, fmt.Errorf("synthesized stacks: %w", err)
	}
	var manifest struct {
		Stacks map[string]struct {
			SynthesizedStackPath string `json:"synthesizedStackPath"`
		} `json:"stacks"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("synthesized stacks: %s/manifest.json: %w", outdir, err)
	}
	var stacks []Stack
	for name, entry := range manifest.Stacks {
		stack, err := loadStack(name, filepath.Join(outdir, entry.SynthesizedStackPath))
		if err != nil {
			return nil, err
		}
		stacks = append(stacks, stack)
	}
	slices.SortFunc(stacks, func(a, b Stack) int { return strings.Compare(a.Name, b.Name) })
	return stacks, nil
}

func loadStack(name, file string) (Stack, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return Stack{}, fmt.Errorf("stack %s: %w", name, err)
	}
	if !gjson.ValidBytes(text) {
		return Stack{}, fmt.Errorf("stack %s: %s is not valid JSON", name, file)
	}
	stack := Stack{Name: name, Dir: filepath.Dir(file), JSON: text}
	gjson.GetBytes(text, "resource").ForEach(func(kind, named gjson.Result) bool {
		named.ForEach(func(id, resource gjson.Result) bool {
			stack.Resources = append(stack.Resources, Resource{
				Type: kind.String(),
				Name: id.String(),
				Path: resource.Get("//.metadata.path").String(),
				JSON: resource,
			})
			return true
		})
		return true
	})
	return stack, nil
}

// Get looks up a value of the stack's JSON by a gjson path, for example "terraform.backend.s3.key".
func (s Stack) Get(path string) gjson.Result { return gjson.GetBytes(s.JSON, path) }

// OfType returns the stack's resources of a type, in the order of their names.
func (s Stack) OfType(kind string) []Resource {
	var found []Resource
	for _, resource := range s.Resources {
		if resource.Type == kind {
			found = append(found, resource)
		}
	}
	return found
}

// At returns the resource whose construct has this path below the stack, for example "network/vpc". The second result
// is false where there is none.
func (s Stack) At(path string) (Resource, bool) {
	for _, resource := range s.Resources {
		if resource.Path == s.Name+"/"+path {
			return resource, true
		}
	}
	return Resource{}, false
}

// Address is the resource's address in Terraform, for example "aws_vpc.network_vpc_4E8F0223".
func (r Resource) Address() string { return r.Type + "." + r.Name }

// Get looks up an argument by a gjson path, for example "vpc_config.endpoint_private_access". A dot in a key is
// escaped with a backslash.
func (r Resource) Get(path string) gjson.Result { return r.JSON.Get(path) }

// Reference is how another resource's JSON refers to an attribute of this one, for example
// "${aws_vpc.network_vpc_4E8F0223.id}".
func (r Resource) Reference(attribute string) string {
	return "${" + r.Address() + "." + attribute + "}"
}
