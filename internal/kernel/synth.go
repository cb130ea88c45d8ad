package kernel

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
)

// A synthesis writes the stacks of an app.
type synthesis struct {
	app      *construct
	manifest *object // of the stacks, by name
	writing  sync.WaitGroup
	mutex    sync.Mutex
	problems []error // of writing
	buffers  chan []byte
}

// synthesize is app.synth: it prepares all stacks, which makes references between them, and then writes each.
func (k *kernel) synthesize(app *construct) {
	if app.kind != appKind {
		panic(unknown(app.fqn + ".synth"))
	}
	s := &synthesis{app: app, manifest: &object{}, buffers: make(chan []byte, runtime.GOMAXPROCS(0))}
	for range cap(s.buffers) {
		s.buffers <- nil
	}
	defer func() {
		s.writing.Wait()
		k.tokens = append(k.tokens, make([]entry, spareTokens)...)
	}()
	app.app.synthesized = true
	var stacks []*construct
	app.all(func(c *construct) {
		if c.kind == stackKind {
			stacks = append(stacks, c)
		}
	})
	drafts := k.drafts.finish(k, app, stacks)
	if drafts == nil {
		for _, stack := range stacks {
			k.prepare(stack)
		}
	}
	for i, stack := range stacks {
		if !app.app.skipValidation {
			k.validate(stack)
		}
		file := s.add(stack)
		if drafts != nil {
			s.write(file, drafts[i].text)
			continue
		}
		s.writeValue(file, k.stackJSON(stack))
	}
	s.writeValue(filepath.Join(app.app.outdir, "manifest.json"), &object{fields: []field{
		{"version", cdktfVersion}, {"stacks", s.manifest},
	}})
	s.writing.Wait()
	if err := errors.Join(s.problems...); err != nil {
		fail("%v", err)
	}
}

// prepare resolves the elements of a stack, and keeps what they have become. References to other stacks add elements to both,
// which are resolved when they are written.
func (k *kernel) prepare(stack *construct) {
	k.ensureBackend(stack)
	clear(stack.stack.resolved)
	var elements []*construct
	stack.elements(func(c *construct) { elements = append(elements, c) })
	for _, element := range elements {
		stack.stack.resolved[element] = k.resolveElement(element, &context{stack: stack, preparing: true})
	}
}

// resolveElement returns an element's JSON. What refers to other stacks is resolved once more, exactly as cdktf does it: the order of
// references is that in which stacks depend on each other.
func (k *kernel) resolveElement(c *construct, in *context) any {
	k.at = c
	resolved, ok := k.tryResolve(c, in)
	if !ok {
		k.exact, k.path, k.depth = true, k.path[:0], 0
		resolved = k.resolve(k.fragment(c), in)
		k.exact = false
	}
	k.at = nil
	return resolved
}

func (k *kernel) tryResolve(c *construct, in *context) (resolved any, ok bool) {
	defer func() {
		switch reason := recover().(type) {
		case nil, crossing:
		default:
			panic(reason)
		}
	}()
	return k.resolve(k.fragment(c), in), true
}

// validate checks that a stack has the providers of its resources.
func (k *kernel) validate(stack *construct) {
	var problems []string
	var at *construct
	stack.all(func(c *construct) {
		if c.kind != stackKind {
			return
		}
		if missing, first := c.missingProviders(); len(missing) > 0 {
			at = first
			problems = append(problems, "["+c.path()+"] Found resources without a matching provider construct. Please make sure to add provider constructs [e.g. new RandomProvider(...)] to your stack '"+c.id+"' for the following providers: "+strings.Join(missing, ", "))
		}
	})
	if len(problems) > 0 {
		panic(failure{at: at, message: "Validation failed with the following errors:\n  " + strings.Join(problems, "\n  ") + "\n\nIf you wish to ignore these validations, pass 'skipValidation: true' to your App configuration.\n"})
	}
}

// missingProviders returns the names of providers that a stack has resources of, and the first such resource.
func (c *construct) missingProviders() (missing []string, first *construct) {
	var provided []string
	c.all(func(inner *construct) {
		if inner.kind == providerKind {
			provided = append(provided, inner.provider.name)
		}
	})
	c.all(func(inner *construct) {
		if inner.kind != resourceKind && inner.kind != dataKind {
			return
		}
		if name := inner.provider.name; !slices.Contains(provided, name) && !slices.Contains(missing, name) {
			missing = append(missing, name)
			if first == nil {
				first = inner
			}
		}
	})
	return missing, first
}

// add adds a stack to the manifest, and copies its assets. It returns the path of the stack's file.
func (s *synthesis) add(stack *construct) string {
	folder := filepath.Join("stacks", stack.id)
	if s.manifest.get(stack.id) == nil {
		dependencies := make([]any, len(stack.stack.dependencies))
		for i, dependency := range stack.stack.dependencies {
			dependencies[i] = dependency.path()
		}
		s.manifest.set(stack.id, &object{fields: []field{
			{"name", stack.id},
			{"constructPath", stack.path()},
			{"workingDirectory", folder},
			{"synthesizedStackPath", filepath.Join(folder, "cdk.tf.json")},
			{"stackMetadataPath", filepath.Join(folder, "metadata.json")},
			{"annotations", []any{}},
			{"dependencies", dependencies},
		}})
	}
	outdir := s.app.app.outdir
	makeFolder(filepath.Join(outdir, folder))
	stack.all(func(c *construct) {
		if c.kind == assetKind {
			c.asset.copyTo(filepath.Join(outdir, "stacks", c.stackOf().id))
		}
	})
	return filepath.Join(outdir, folder, "cdk.tf.json")
}

// stackJSON returns what is in the file of a stack.
func (k *kernel) stackJSON(stack *construct) *object {
	in := &context{stack: stack}
	metadata := &object{fields: []field{{"version", cdktfVersion}, {"stackName", stack.id}, {"backend", "local"}}}
	if stack.overrides != nil {
		metadata.set("overrides", with(nil, "stack", stack.overrides.keys()))
	}
	outputs := &object{}
	tf := with(nil, "//", &object{fields: []field{{"metadata", metadata}, {"outputs", outputs}}})
	stack.elements(func(c *construct) {
		if of := c.overridden(); c.overrides != nil && of != "" {
			k.absorb(metadata, nest(with(nil, of, c.overrides.keys()), "overrides"))
		}
		if c.kind == s3Kind || c.kind == localBackendKind {
			metadata.set("backend", c.backend())
		}
		if c.kind == outputKind {
			k.addOutput(outputs, c)
		}
		resolved, ok := stack.stack.resolved[c]
		if !ok {
			resolved = k.resolveElement(c, in)
		}
		k.absorb(tf, resolved.(*object))
	})
	clear(stack.stack.resolved)
	k.at = stack
	if k.merge(tf, stack.overrides); holdsTokens(stack.overrides) {
		return k.resolve(tf, in).(*object)
	}
	return tf
}

// holdsTokens reports whether there are tokens anywhere in a value.
func holdsTokens(value any) bool {
	switch v := value.(type) {
	case []any:
		return isUnresolved(v) || slices.ContainsFunc(v, holdsTokens)
	case *object:
		return v != nil && (isUnresolved(v) || slices.ContainsFunc(v.fields, func(f field) bool {
			return hasToken(f.key, textMarker) || numeric(f.key) || holdsTokens(f.value)
		}))
	case string:
		return strings.Contains(v, "TfToken[") || numeric(v) || v == stringMap || v == anyMap
	case float64:
		return isUnresolved(v) || v == numberMap
	}
	return isUnresolved(value)
}

// overridden returns how cdktf calls what an element's overrides are of.
func (c *construct) overridden() string {
	switch c.kind {
	case resourceKind, dataKind, providerKind:
		return c.terraformType
	case outputKind:
		return "output"
	case localKind:
		return "local"
	case s3Kind, localBackendKind:
		return "backend"
	case remoteStateKind:
		return "terraform_remote_state"
	}
	return ""
}

// addOutput adds an output to the table of outputs, which is nested as the constructs are.
func (k *kernel) addOutput(outputs *object, c *construct) {
	path := strings.Split(c.path(), "/")
	last := len(path) - 1
	k.absorb(outputs, nest(with(nil, path[last], c.friendlyID()), path[:last]...))
}

// writeValue writes a value to a file, while the program goes on.
func (s *synthesis) writeValue(path string, value *object) {
	s.writing.Go(func() {
		buffer := appendValue((<-s.buffers)[:0], value, []byte("\n"))
		defer func() { s.buffers <- buffer }()
		s.writeText(path, buffer)
	})
}

// write writes a file, while the program goes on.
func (s *synthesis) write(path string, text []byte) {
	s.writing.Go(func() { s.writeText(path, text) })
}

func (s *synthesis) writeText(path string, text []byte) {
	if err := os.WriteFile(path, text, 0o666); err != nil {
		s.mutex.Lock()
		defer s.mutex.Unlock()
		s.problems = append(s.problems, err)
	}
}
