package kernel

import (
	"reflect"
	"slices"
	"strings"
)

// A construct is a node of the tree: an app, a stack, an element of a stack, or a namespace.
type construct struct {
	*class
	id       string
	scope    *construct
	children []*construct
	byID     map[string]*construct // the children, where there are many
	fullPath string
	context  *object // values set on the node
	origin   origin
	node     *node
	unlisted []reflect.Value // proxies of the program that jsii-runtime-go does not find by id
	reference

	// Of a stack and of an element:
	overrides *object

	// Of an element:
	config    *object
	uniqueID  string // its name in Terraform, once that was asked for
	override  string // its name, if the program has given one
	dependsOn []any  // tokens
	blocks    map[string]*token

	stack *stackState
	app   *appState
	asset *asset
}

// stackState is what a stack has that other constructs do not.
type stackState struct {
	outputs      map[string]*construct // for references from other stacks, by what they refer to
	remoteStates map[string]*construct // to refer to other stacks, by their paths
	dependencies []*construct
	resolved     map[*construct]any // elements, as prepared
}

// create answers a request to create an object.
func (k *kernel) create(r *request) {
	c := &construct{class: k.class(r.fqn), origin: k.passed.origin}
	if k.passed.value == nil {
		c.origin = whoCreates(framesToCreate)
	}
	if r.nulls && c.kind.isElement() {
		panic(unknown("null in a list or map"))
	}
	switch c.kind {
	case appKind:
		k.newApp(c, r.config(0))
	case blockKind, blocksKind, mapKind:
		panic(unknown("new " + c.fqn))
	default:
		scope, ok := r.arg(0).(*construct)
		if !ok {
			panic(unknown("a construct without scope"))
		}
		id := "backend"
		if c.kind != s3Kind && c.kind != localBackendKind {
			id = r.text(1)
		}
		k.attach(c, scope, id)
		k.initialize(c, r)
	}
	k.number(c.fqn, &c.reference, c)
	k.created = c
}

// attach makes a construct a child of another one.
func (k *kernel) attach(c, scope *construct, id string) {
	c.id, c.scope = strings.ReplaceAll(id, "/", "--"), scope
	if c.id == "" {
		fail("Only root constructs may have an empty ID")
	}
	if scope.child(c.id) != nil {
		where := scope.name
		if scope.id != "" {
			where += " [" + scope.id + "]"
		}
		fail("There is already a Construct with name '%s' in %s", c.id, where)
	}
	if c.fullPath = c.id; scope.fullPath != "" {
		c.fullPath = scope.fullPath + "/" + c.id
	}
	at := len(scope.children)
	if isIndex(c.id) { // JavaScript has these before all others
		at = slices.IndexFunc(scope.children, func(child *construct) bool {
			return !isIndex(child.id) || indexOf(child.id) > indexOf(c.id)
		})
		if at < 0 {
			at = len(scope.children)
		}
	}
	scope.children = slices.Insert(scope.children, at, c)
	if scope.byID != nil {
		scope.byID[c.id] = c
	} else if len(scope.children) > indexed {
		scope.byID = make(map[string]*construct, 2*indexed)
		for _, child := range scope.children {
			scope.byID[child.id] = child
		}
	}
	if c.kind.isElement() && isUnresolved(id) {
		fail("You cannot use a token (e.g., a reference to an attribute) as the id of a construct. Ids of constructs must be known at synthesis time, and token values are only known when Terraform runs. Please use a concrete value for your constructs ID instead.\nYou passed the following id: \"%s\"\n", id)
	}
}

// initialize does what the constructor of a class does.
func (k *kernel) initialize(c *construct, r *request) {
	switch c.kind {
	case stackKind:
		k.newStack(c, r.text(1))
		k.drafts.next(k, c)
	case assetKind:
		k.newAsset(c, r.text(1), r.config(2))
	case s3Kind:
		c.config = r.config(1)
	case localBackendKind:
		k.newLocalBackend(c, r.config(1))
	case localKind:
		k.plainValues(r)
		c.config = &object{fields: []field{{"expression", r.arg(2)}}}
	case outputKind, variableKind:
		k.plainValues(r)
		fallthrough
	case remoteStateKind, resourceKind, dataKind, providerKind:
		c.config = r.config(2)
	}
	switch c.kind {
	case outputKind:
		if c.config.get("staticId") == true {
			c.override = c.id
		}
	case resourceKind, dataKind, providerKind:
		if c.config.fqn == "" {
			c.config.fqn = c.fqn + "Config"
		}
		k.check(c.config)
		k.newResource(c)
	}
}

// plainValues refuses what JavaScript gets an error for where any value is allowed.
func (k *kernel) plainValues(r *request) {
	if r.empty {
		panic(unknown("a struct without fields as any value"))
	}
}

// newResource takes from a configuration what every resource has.
func (k *kernel) newResource(c *construct) {
	checkMeta(c.config)
	if on, ok := c.config.get("dependsOn").([]any); ok {
		for _, dependency := range on {
			c.dependsOn = append(c.dependsOn, k.asText(newToken(&dependable{dependency})))
		}
	}
}

func (c *construct) child(id string) *construct {
	if c.byID != nil {
		return c.byID[id]
	}
	for _, child := range c.children {
		if child.id == id {
			return child
		}
	}
	return nil
}

// scopes returns the construct and those that it is in, outermost first.
func (c *construct) scopes() []*construct {
	var scopes []*construct
	for ; c != nil; c = c.scope {
		scopes = append(scopes, c)
	}
	slices.Reverse(scopes)
	return scopes
}

// path returns the ids from the root, with slashes between them.
func (c *construct) path() string { return c.fullPath }

// text is what cdktf prints for a construct.
func (c *construct) text() string {
	if c.path() == "" {
		return "<root>"
	}
	return c.path()
}

// all calls visit for the construct and everything in it.
func (c *construct) all(visit func(*construct)) {
	visit(c)
	for _, child := range c.children {
		child.all(visit)
	}
}

// elements calls visit for what is part of a stack's JSON, without stacks in the stack.
func (c *construct) elements(visit func(*construct)) {
	if c.kind.isElement() {
		visit(c)
	}
	for _, child := range c.children {
		if child.kind != stackKind {
			child.elements(visit)
		}
	}
}

// stackOf returns the stack that a construct is in.
func (c *construct) stackOf() *construct {
	at := c
	for at.kind != stackKind {
		if at.scope == nil {
			hint := ""
			if c.scope == at && at.kind == appKind {
				hint = ". You seem to have passed your root App as scope to a construct. Pass a stack (inheriting from TerraformStack) as scope to your construct instead."
			}
			fail("No stack could be identified for the construct at path '%s'%s\n\nYou can only use constructs as part of a TerraformStack.\n\nTo learn more about Constructs vs. TerraformStacks, refer to: https://developer.hashicorp.com/terraform/cdktf/concepts/constructs#:~:text=Constructs%%20vs.%%20Stacks\n", c.path(), hint)
		}
		at = at.scope
	}
	return at
}

// appOf returns the app that a stack is in.
func (c *construct) appOf() *construct {
	at := c
	for at.kind != appKind {
		if at.scope == nil {
			panic(unknown("a stack outside of apps"))
		}
		at = at.scope
	}
	return at
}

func throw(name, message string) { panic(failure{name: name, message: message}) }
