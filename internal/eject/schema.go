package eject

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

//go:embed schema.json
var reduced []byte

// Schemas is the output of "terraform providers schema -json", reduced to the fields that distinguish arguments from
// blocks and strings from other types.
// https://developer.hashicorp.com/terraform/cli/commands/providers/schema
type Schemas struct {
	Providers map[string]ProviderSchema `json:"provider_schemas"` // by address, for example "registry.terraform.io/hashicorp/aws"
}

// ProviderSchema holds the schemas of one provider.
type ProviderSchema struct {
	Provider  Schema            `json:"provider"`
	Resources map[string]Schema `json:"resource_schemas"` // by type
}

// Schema is the schema of a provider or of a resource type.
type Schema struct {
	Block Block `json:"block"`
}

// Block is the schema of a block.
type Block struct {
	Attributes map[string]Attribute `json:"attributes,omitempty"`
	Blocks     map[string]Nested    `json:"block_types,omitempty"`
}

// Attribute is an argument or a computed attribute.
type Attribute struct {
	Type json.RawMessage `json:"type,omitempty"` // in the JSON format of cty; missing if the attribute is nested
}

// Nested is a nested block.
type Nested struct {
	Block Block `json:"block"`
}

// shipped returns the schemas of the resource types in use.
var shipped = sync.OnceValues(func() (Schemas, error) {
	var schemas Schemas
	if err := json.Unmarshal(reduced, &schemas); err != nil {
		return Schemas{}, fmt.Errorf("the reduced schema: %w: run \"make schema\"", err)
	}
	return schemas, nil
})

// resource returns the schema of a resource type. If it is missing, the error names the command that adds it.
func (s Schemas) resource(kind string) (Block, error) {
	for _, provider := range s.Providers {
		if schema, ok := provider.Resources[kind]; ok {
			return schema.Block, nil
		}
	}
	return Block{}, fmt.Errorf("%s is not in the reduced schema: run \"make schema\"", kind)
}

// provider returns the schema of a provider's own arguments by its local name, for example "aws".
func (s Schemas) provider(name string) (Block, error) {
	for address, provider := range s.Providers {
		if strings.HasSuffix(address, "/"+name) {
			return provider.Provider.Block, nil
		}
	}
	return Block{}, fmt.Errorf("provider %s is not in the reduced schema: run \"make schema\"", name)
}

// nested returns the schema of the blocks with a name, which may be an attribute.
func (b Block) nested(name string) Block {
	if nested, ok := b.Blocks[name]; ok {
		return nested.Block
	}
	return b.Attributes[name].element()
}

// isBlocks reports whether an attribute is a collection of objects. Terraform accepts such an argument as blocks, and
// only blocks may omit arguments.
// https://developer.hashicorp.com/terraform/language/attr-as-blocks
func (a Attribute) isBlocks() bool {
	text := string(a.Type)
	return strings.HasPrefix(text, `["list",["object",`) || strings.HasPrefix(text, `["set",["object",`)
}

// element returns the schema of the blocks that an attribute may be written as.
func (a Attribute) element() Block {
	var kind [2]json.RawMessage
	var object [2]json.RawMessage
	block := Block{Attributes: map[string]Attribute{}}
	var types map[string]json.RawMessage
	if json.Unmarshal(a.Type, &kind) != nil || json.Unmarshal(kind[1], &object) != nil || json.Unmarshal(object[1], &types) != nil {
		return block
	}
	for name, text := range types {
		block.Attributes[name] = Attribute{Type: text}
	}
	return block
}
