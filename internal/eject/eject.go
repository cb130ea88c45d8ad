// Package eject converts a synthesized stack to a Terraform project in idiomatic HCL. The addresses stay the same, so
// that the state remains valid and a plan is empty.
package eject

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/tidwall/gjson"

	"landform/internal/synthesized"
)

// converter converts one stack.
type converter struct {
	stack      synthesized.Stack
	schemas    Schemas
	paths      map[string]string   // of constructs below the stack, by address
	constructs map[string]bool     // names of the constructs directly below the stack
	names      map[string]string   // of resources in what is written, by address; what has none keeps its own
	reasons    map[string][]string // by stack and address
	files      map[string][]byte
	problems   []error
}

// written are the parts of the JSON that can be written in HCL.
var written = []string{comment, "terraform", "provider", "variable", "resource", "output"}

// Options are the options of a conversion.
type Options struct {
	// Names gives resources readable names, such as aws_vpc.network, and adds a moved block for each.
	Names bool
	// Reasons are comments to write above resources, by stack and address: "dev-stack/aws_vpc.main".
	Reasons map[string][]string
}

// Files returns a stack as a Terraform project: the contents of the files by their names. The error lists every part of
// the stack that cannot be converted.
func Files(stack synthesized.Stack, options Options) (map[string][]byte, error) {
	schemas, err := shipped()
	if err != nil {
		return nil, err
	}
	stack.Resources = stack.Written()
	c := &converter{
		stack: stack, schemas: schemas, reasons: options.Reasons,
		paths: map[string]string{}, constructs: map[string]bool{}, files: map[string][]byte{},
	}
	for _, resource := range stack.Resources {
		path := strings.TrimPrefix(resource.Path, stack.Name+"/")
		construct, _, _ := strings.Cut(path, "/")
		c.paths[resource.Address()], c.constructs[construct] = path, true
	}
	if options.Names {
		c.names = c.readable()
	}
	for _, name := range keys(gjson.ParseBytes(stack.JSON), written) {
		c.problem("eject does not support %q", name)
	}
	c.write("versions.tf", func(body *hclwrite.Body) { c.versions(body, stack.Get("terraform")) })
	c.write("backend.tf", func(body *hclwrite.Body) { c.backend(body, stack.Get("terraform.backend")) })
	c.write("providers.tf", func(body *hclwrite.Body) { c.providers(body, stack.Get("provider")) })
	c.write("variables.tf", func(body *hclwrite.Body) { c.variables(body, stack.Get("variable")) })
	c.write("outputs.tf", func(body *hclwrite.Body) { c.outputs(body, stack.Get("output")) })
	c.write("moved.tf", c.moved)
	for name, resources := range c.byFile() {
		c.write(name, func(body *hclwrite.Body) {
			for _, resource := range resources {
				c.resource(body, resource)
			}
		})
	}
	if len(c.problems) > 0 {
		slices.SortFunc(c.problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		return nil, fmt.Errorf("%s cannot be written as HCL:\n%w", stack.Name, errors.Join(c.problems...))
	}
	return c.files, nil
}

// write adds a file in the format of "terraform fmt", unless it is empty.
func (c *converter) write(name string, fill func(*hclwrite.Body)) {
	file := hclwrite.NewEmptyFile()
	fill(file.Body())
	if text := hclwrite.Format(file.Bytes()); len(text) > 0 {
		c.files[name] = text
	}
}

// label is the name of a resource in its block and in references to it.
func (c *converter) label(kind, name string) string {
	if renamed, ok := c.names[kind+"."+name]; ok {
		return renamed
	}
	return name
}
