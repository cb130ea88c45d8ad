package kernel

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// newLocalBackend keeps state in a file, which is in the current folder if none is given.
func (k *kernel) newLocalBackend(c *construct, config *object) {
	stack := c.stackOf()
	if !truthy(config.get("path")) {
		directory, err := os.Getwd()
		if err != nil {
			panic(unknown("a program in a folder that is gone"))
		}
		config.set("path", filepath.Join(directory, "terraform."+stack.id+".tfstate"))
	}
	c.config = config
}

// overrideID gives an element another name in Terraform, or takes it back.
func (k *kernel) overrideID(c *construct, id string) {
	if _, known := k.fqns[c]; known {
		message := "Logical ID may not be overridden once .fqn has been requested. Make sure to override the id before passing the construct to other constructs."
		if id == "" {
			message = "Logical ID may not be overridden once .fqn has been requested. You can only reset the override before you pass the construct to other constructs."
		}
		throw("AssertionError [ERR_ASSERTION]", message)
	}
	c.override = id
}

// addOverride sets a value in a stack's or element's JSON, which goes before what its class writes.
func (k *kernel) addOverride(c *construct, r *request) {
	k.plainValues(r)
	if c.overrides == nil {
		c.overrides = &object{}
	}
	at := c.overrides
	parts := strings.Split(r.text(0), ".")
	for _, part := range parts[:len(parts)-1] {
		at = at.child(part)
	}
	at.set(parts[len(parts)-1], r.arg(1))
}

// fragment returns what an element adds to the JSON of its stack, with tokens.
func (k *kernel) fragment(c *construct) *object {
	switch c.kind {
	case resourceKind:
		attributes := k.resourceAttributes(c)
		attributes.set("//", with(comment(attributes.get("//")), "metadata", k.metadata(c)))
		return nest(attributes, "resource", c.terraformType, c.friendlyID())
	case dataKind:
		attributes := k.resourceAttributes(c)
		attributes.set("//", with(nil, "metadata", k.metadata(c)))
		return nest(attributes, "data", c.terraformType, c.friendlyID())
	case providerKind:
		return k.providerFragment(c)
	case outputKind:
		return nest(k.merge(k.outputAttributes(c), c.overrides), "output", c.friendlyID())
	case variableKind:
		return nest(k.merge(k.variableAttributes(c), c.overrides), "variable", c.friendlyID())
	case localKind:
		return with(nil, "locals", with(nil, c.friendlyID(), c.config.get("expression")))
	case s3Kind, localBackendKind:
		return nest(k.merge(snakeKeys(c.config).(*object), c.overrides), "terraform", "backend", c.backend())
	case remoteStateKind:
		return nest(k.merge(k.remoteStateAttributes(c), c.overrides), "data", "terraform_remote_state", c.friendlyID())
	}
	panic(unknown(c.fqn))
}

// comment returns what an override has set a resource's comment to, as cdktf spreads it.
func comment(value any) *object {
	o := &object{}
	switch v := value.(type) {
	case nil, null, bool, float64:
	case *object:
		return v
	case []any:
		for i, element := range v {
			o.add(strconv.Itoa(i), element)
		}
	default:
		panic(unknown("an override of a comment"))
	}
	return o
}

// with returns an object with a field more.
func with(o *object, key string, value any) *object {
	if o == nil {
		o = &object{}
	}
	o.set(key, value)
	return o
}

// nest puts an object into others, under these keys.
func nest(o *object, keys ...string) *object {
	for i := len(keys) - 1; i >= 0; i-- {
		o = with(nil, keys[i], o)
	}
	return o
}

func (k *kernel) metadata(c *construct) *object {
	return &object{fields: []field{{"path", c.path()}, {"uniqueId", c.friendlyID()}}}
}

// backend returns Terraform's name of a backend.
func (c *construct) backend() string {
	if c.kind == s3Kind {
		return "s3"
	}
	return "local"
}

// resourceAttributes returns the arguments of a resource or data source.
func (k *kernel) resourceAttributes(c *construct) *object {
	s := k.structure(c.config.fqn)
	attributes := &object{fields: make([]field, 0, len(c.config.fields)+2)}
	for _, f := range k.inOrder(s, c.config) {
		if !isMeta(f.key) {
			attributes.add(s.argument(f.key).name, k.toTerraform(f.value))
		}
	}
	k.metaArguments(c, attributes)
	return k.merge(attributes, c.overrides)
}

// toTerraform returns a value with Terraform's names of the fields of structs. Keys of maps are names that the program has given.
func (k *kernel) toTerraform(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = k.toTerraform(v[i])
		}
		return list
	case *object:
		o := &object{fields: make([]field, 0, len(v.fields))}
		if v.fqn == "" {
			for _, f := range k.inOrder(nil, v) {
				o.add(f.key, k.toTerraform(f.value))
			}
			return o
		}
		s := k.structure(v.fqn)
		for _, f := range k.inOrder(s, v) {
			o.add(s.argument(f.key).name, k.toTerraform(f.value))
		}
		for _, name := range s.nulls {
			if o.get(name) == nil {
				o.set(name, null{})
			}
		}
		return o
	}
	return value
}

// inOrder returns the fields of an object, in the order in which cdktf writes them where that matters. Fields of a struct that were
// left out have a place there, too, which an override may fill.
func (k *kernel) inOrder(s *structure, o *object) []field {
	if !k.exact {
		return o.fields
	}
	if s == nil {
		return o.ordered()
	}
	fields := make([]field, 0, s.goType.NumField())
	for f := range s.goType.Fields() {
		property := f.Tag.Get("json")
		fields = append(fields, field{property, o.get(property)})
	}
	slices.SortFunc(fields, func(a, b field) int { return s.argument(a.key).compare(s.argument(b.key)) })
	return fields
}

func (k *kernel) providerFragment(c *construct) *object {
	attributes := k.merge(snakeKeys(k.toTerraform(c.config)).(*object), c.overrides)
	if alias := c.config.get("alias"); alias != nil {
		attributes.set("alias", alias)
	}
	required := &object{fields: []field{{"version", c.provider.version}, {"source", c.provider.source}}}
	fragment := nest(required, "terraform", "required_providers", c.terraformType)
	fragment.set("provider", with(nil, c.terraformType, []any{attributes}))
	return fragment
}

func (k *kernel) outputAttributes(c *construct) *object {
	attributes := &object{fields: []field{{"value", k.outputValue(c.config.get("value"))}}}
	for _, key := range []string{"description", "sensitive"} {
		if value := c.config.get(key); value != nil {
			attributes.set(key, value)
		}
	}
	if on, ok := c.config.get("dependsOn").([]any); ok {
		references := make([]any, len(on))
		for i := range on {
			references[i] = k.fqn(on[i])
		}
		attributes.set("depends_on", references)
	}
	return attributes
}

// outputValue returns the value of an output, in which constructs stand for what refers to them.
func (k *kernel) outputValue(value any) any {
	switch v := value.(type) {
	case *construct:
		return k.fqn(v)
	case []any:
		if isUnresolved(v) {
			return v
		}
		list := make([]any, len(v))
		for i := range v {
			list[i] = k.outputValue(v[i])
		}
		return list
	case *object:
		if isUnresolved(v) {
			return v
		}
		o := &object{}
		for _, f := range v.fields {
			o.add(f.key, k.outputValue(f.value))
		}
		return o
	}
	return value
}

func (k *kernel) variableAttributes(c *construct) *object {
	attributes := &object{}
	for _, key := range []string{"default", "description", "type", "sensitive", "nullable"} {
		if value := c.config.get(key); value != nil {
			attributes.set(key, value)
		}
	}
	if validations, ok := c.config.get("validation").([]any); ok {
		list := make([]any, len(validations))
		for i := range validations {
			validation, ok := validations[i].(*object)
			if !ok {
				panic(unknown("a validation that is no struct"))
			}
			list[i] = &object{fields: []field{
				{"error_message", validation.get("errorMessage")}, {"condition", validation.get("condition")},
			}}
		}
		attributes.set("validation", list)
	}
	return snakeKeys(attributes).(*object)
}

func (k *kernel) remoteStateAttributes(c *construct) *object {
	attributes := with(nil, "backend", c.remoteBackend())
	for _, key := range []string{"workspace", "defaults"} {
		if value := c.config.get(key); value != nil {
			attributes.set(key, value)
		}
	}
	config := snakeKeys(c.config).(*object)
	config.delete("workspace")
	config.delete("defaults")
	attributes.set("config", config)
	return attributes
}

// remoteBackend returns the backend that another stack's state is in.
func (c *construct) remoteBackend() string {
	if c.name == "DataTerraformRemoteStateS3" {
		return "s3"
	}
	return "local"
}
