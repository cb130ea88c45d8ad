package kernel

// isMeta reports whether a property of a resource is one that Terraform knows for all.
func isMeta(property string) bool {
	switch property {
	case "connection", "count", "dependsOn", "forEach", "lifecycle", "provider", "provisioners":
		return true
	}
	return false
}

// metaArguments adds what Terraform knows for all resources.
func (k *kernel) metaArguments(c *construct, attributes *object) {
	meta := &object{}
	if c.config.get("dependsOn") != nil {
		meta.set("depends_on", c.dependsOn)
	}
	if count := c.config.get("count"); count != nil {
		meta.set("count", count)
	}
	if provider, ok := c.config.get("provider").(*construct); ok {
		meta.set("provider", k.fqn(provider))
	}
	if lifecycle, ok := c.config.get("lifecycle").(*object); ok {
		meta.set("lifecycle", k.lifecycle(lifecycle))
	}
	if connection := c.config.get("connection"); connection != nil && c.kind == resourceKind {
		meta.set("connection", snakeKeys(connection))
	}
	if provisioners, ok := c.config.get("provisioners").([]any); ok && c.kind == resourceKind {
		meta.set("provisioner", k.provisioners(provisioners))
	}
	k.merge(attributes, meta)
}

func (k *kernel) lifecycle(config *object) any {
	lifecycle := &object{}
	for _, f := range config.fields {
		if triggers, ok := f.value.([]any); ok && f.key == "replaceTriggeredBy" {
			references := make([]any, len(triggers))
			for i, trigger := range triggers {
				if references[i] = trigger; !isText(trigger) {
					references[i] = k.fqn(trigger)
				}
			}
			f.value = references
		}
		lifecycle.add(f.key, f.value)
	}
	return snakeKeys(lifecycle)
}

func isText(value any) bool {
	_, ok := value.(string)
	return ok
}

func (k *kernel) provisioners(list []any) []any {
	provisioners := make([]any, len(list))
	for i, value := range list {
		config, ok := value.(*object)
		if !ok {
			panic(unknown("a provisioner that is no struct"))
		}
		properties := &object{}
		for _, f := range config.fields {
			if f.key != "type" {
				properties.add(f.key, f.value)
			}
		}
		provisioners[i] = with(nil, config.text("type"), snakeKeys(properties))
	}
	return provisioners
}

// checkMeta panics if the shipped kernel would refuse what Terraform knows for all resources.
func checkMeta(config *object) {
	if config.get("forEach") != nil {
		panic(unknown("forEach"))
	}
	switch config.get("count").(type) {
	case nil, float64:
	default:
		panic(unknown("a count that is no number"))
	}
	lifecycle, ok := config.get("lifecycle").(*object)
	if !ok {
		return
	}
	switch ignored := lifecycle.get("ignoreChanges").(type) {
	case nil, string:
	case []any:
		if !all[string](ignored) {
			panic(unknown("ignoreChanges that are no text"))
		}
	default:
		panic(unknown("ignoreChanges that are no text"))
	}
	triggers, _ := lifecycle.get("replaceTriggeredBy").([]any)
	for _, trigger := range triggers {
		switch trigger.(type) {
		case string, *construct, *token:
		default:
			panic(unknown("a value of another type in replaceTriggeredBy"))
		}
	}
}
