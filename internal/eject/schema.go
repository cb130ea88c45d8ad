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

// Schemas are what providers say of their configuration, as "terraform providers schema -json" prints it. Of its fields,
// only those are here that tell arguments from blocks and strings from other types.
// https://developer.hashicorp.com/terraform/cli/commands/providers/schema
type Schemas struct {
	Providers map[string]ProviderSchema `json:"provider_schemas"` // by address, for example "registry.terraform.io/hashicorp/aws"
}

// ProviderSchema is what one provider says.
type ProviderSchema struct {
	Provider  Schema            `json:"provider"`
	Resources map[string]Schema `json:"resource_schemas"` // by type
}

// Schema is the schema of a provider or of a resource type.
type Schema struct {
	Block Block `json:"block"`
}

// Block is what may stand between a pair of braces.
type Block struct {
	Attributes map[string]Attribute `json:"attributes,omitempty"`
	Blocks     map[string]Nested    `json:"block_types,omitempty"`
}

// Attribute is an argument, or a value that the provider computes.
type Attribute struct {
	Type json.RawMessage `json:"type,omitempty"` // as cty writes types; none where the attribute has attributes of its own
}

// Nested is a block in a block.
type Nested struct {
	Block Block `json:"block"`
}

// shipped are the schemas of the types in use.
var shipped = sync.OnceValues(func() (Schemas, error) {
	var schemas Schemas
	if err := json.Unmarshal(reduced, &schemas); err != nil {
		return Schemas{}, fmt.Errorf("the reduced schema: %w: run \"make schema\"", err)
	}
	return schemas, nil
})

// resource returns the schema of a resource type. The error says which command adds a missing one.
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

// nested is the schema of the blocks of a name, which may be an attribute.
func (b Block) nested(name string) Block {
	if nested, ok := b.Blocks[name]; ok {
		return nested.Block
	}
	return b.Attributes[name].element()
}

// isBlocks tells whether an attribute is a collection of objects. Terraform lets such an argument be written as blocks,
// and only in blocks may arguments be left out.
// https://developer.hashicorp.com/terraform/language/attr-as-blocks
func (a Attribute) isBlocks() bool {
	text := string(a.Type)
	return strings.HasPrefix(text, `["list",["object",`) || strings.HasPrefix(text, `["set",["object",`)
}

// element is the schema of the blocks that an attribute may be written as.
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
