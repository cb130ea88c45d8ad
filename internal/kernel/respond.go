package kernel

// A constructList is a list of constructs as a value.
type constructList []*construct

// respond appends the response to a request, with the result under a key. There is no key for requests without result.
func (k *kernel) respond(key string, value any) {
	k.responses = append(k.responses, `{"ok":{`...)
	if value != nil {
		k.responses = append(k.responses, '"')
		k.responses = append(k.responses, key...)
		k.responses = append(k.responses, `":`...)
		k.appendResult(value)
	}
	k.responses = append(k.responses, "}}\n"...)
}

func (k *kernel) appendResult(value any) {
	switch v := value.(type) {
	case string, float64, bool:
		k.responses = appendValue(k.responses, v, nil)
	case *construct:
		k.appendReference(v.fqn, &v.reference, v, "")
	case *node:
		k.appendReference("constructs.Node", &v.reference, v, "")
	case resolvable:
		k.appendToken(v.token, "cdktf.IResolvable")
	case referable:
		k.appendToken(v.token, "")
	case *token:
		k.appendToken(v, "")
	case []any:
		k.responses = append(k.responses, '[')
		for i, inner := range v {
			if i > 0 {
				k.responses = append(k.responses, ',')
			}
			k.appendResult(inner)
		}
		k.responses = append(k.responses, ']')
	case constructList:
		list := make([]any, len(v))
		for i := range v {
			list[i] = v[i]
		}
		k.appendResult(list)
	case *object: // a map that stands for a token
		if len(v.fields) != 1 {
			panic(unknown("a map as a result"))
		}
		k.responses = append(k.responses, `{"$jsii.map":{`...)
		k.responses = append(appendText(k.responses, v.fields[0].key), ':')
		k.appendResult(v.fields[0].value)
		k.responses = append(k.responses, "}}"...)
	default:
		panic(unknown("a result"))
	}
}

// appendToken refers to a token that is an object in JavaScript.
func (k *kernel) appendToken(t *token, iface string) {
	if b, ok := t.expression.(*block); ok {
		k.appendReference(b.class.fqn, &t.reference, t, "")
		return
	}
	k.appendReference("Object", &t.reference, t, iface)
}

// respondError responds with an error of the shipped kernel, and where in the program it was made.
func (k *kernel) respondError(f failure) {
	message := f.message
	for range k.depth {
		message = "Resolution error: " + message + "."
	}
	if f.name == "" {
		f.name = "Error"
	}
	name := f.name
	if k.read.into.api != "create" { // otherwise, the shipped kernel raises an error of its own that holds this one
		message = f.name + ": " + message
		name = "@jsii/kernel.RuntimeError"
	}
	at := whoCalls()
	if f.at == nil {
		f.at = k.at
	}
	if f.at != nil {
		at = f.at.origin.calls()
	}
	k.responses = append(k.responses, `{"error":`...)
	k.responses = appendText(k.responses, message+at.text(linePrefix))
	k.responses = append(k.responses, `,"name":`...)
	k.responses = append(appendText(k.responses, name), "}\n"...)
}
