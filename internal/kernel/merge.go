package kernel

import (
	"slices"
	"strings"
)

// merge adds the fields of an object to another one, which it returns: objects are merged, lists are joined, and everything else
// is replaced. The source stays as it is.
func (k *kernel) merge(target, source *object) *object {
	if source != nil {
		k.absorb(target, copied(source).(*object))
	}
	return target
}

// absorb is merge, and uses parts of the source.
func (k *kernel) absorb(target, source *object) {
	for _, f := range source.fields {
		k.absorbField(target, f)
	}
}

func (k *kernel) absorbField(target *object, f field) {
	before := target.get(f.key)
	switch value := f.value.(type) {
	case nil:
		target.delete(f.key)
		return
	case []any:
		if list, ok := before.([]any); ok {
			f.value = slices.Concat(list, value)
		}
	case *object:
		f.value = k.absorbObject(before, value)
	}
	target.set(f.key, f.value)
}

// absorbObject returns what an object becomes in the place of another value.
func (k *kernel) absorbObject(before any, value *object) any {
	switch b := before.(type) {
	case *object:
		k.absorb(b, value)
		return b
	case []any:
		return k.absorbElements(b, value)
	case *token:
		fail("Target (%s) cannot be a resolvable token if you specified overrides. Replace the value of the field you are overriding with a static value.\n\nTo learn more about Tokens, refer to: https://developer.hashicorp.com/terraform/cdktf/concepts/tokens\n", k.display(b))
	case null, *construct, *node, enum:
		panic(unknown("an override in the place of null"))
	}
	return value
}

func copied(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = copied(v[i])
		}
		return list
	case *object:
		o := &object{fqn: v.fqn, fields: make([]field, 0, len(v.fields))}
		for _, f := range v.fields {
			o.add(f.key, copied(f.value))
		}
		return o
	}
	return value
}

// absorbElements changes elements of a list: the keys of the object are indices.
func (k *kernel) absorbElements(list []any, value *object) []any {
	list = slices.Clone(list)
	for _, f := range value.fields {
		if !isIndex(f.key) {
			continue // JavaScript has it as a property of the array, which is not written
		}
		i := indexOf(f.key)
		for len(list) <= i {
			list = append(list, nil)
		}
		element := with(nil, f.key, list[i])
		if list[i] == nil {
			element = &object{}
		}
		k.absorbField(element, f)
		list[i] = element.get(f.key)
	}
	return list
}

// snakeKeys returns a value in which keys are as Terraform has them, everywhere but in tags and environment.
func snakeKeys(value any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = snakeKeys(v[i])
		}
		return list
	case *object:
		o := &object{fields: make([]field, 0, len(v.fields))}
		for _, f := range v.fields {
			if f.key == "tags" || f.key == "environment" {
				o.set(f.key, f.value)
				continue
			}
			o.set(snakeCase(f.key), snakeKeys(f.value))
		}
		return o
	}
	return value
}

// snakeCase is cdktf's: words begin at capitals, and everything but letters and digits is an underscore between them.
func snakeCase(key string) string {
	isWord := func(c byte) bool { return c != '_' && isKey(c) && c != ':' && c != '.' && c != '-' }
	start, end := 0, len(key)
	for start < end && !isWord(key[start]) {
		start++
	}
	for end > start && !isWord(key[end-1]) {
		end--
	}
	var name strings.Builder
	for i := start; i < end; i++ {
		c := key[i]
		switch {
		case !isWord(c):
			if name.Len() > 0 && key[i-1] != '_' && isWord(key[i-1]) {
				name.WriteByte('_')
			}
			continue
		case c >= 'A' && c <= 'Z' && i > start && isWord(key[i-1]) && (key[i-1] < 'A' || key[i-1] > 'Z'):
			name.WriteByte('_')
		}
		name.WriteByte(c)
	}
	return strings.ToLower(name.String())
}
