package kernel

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

const cdktfVersion = "0.20.12"

// appState is what an app has that other constructs do not.
type appState struct {
	outdir         string
	skipValidation bool
	synthesized    bool
	request        int // that has created it, in the kernel's log
}

func (k *kernel) newApp(c *construct, config *object) {
	if hcl := os.Getenv("SYNTH_HCL_OUTPUT"); hcl == "true" || hcl == "1" || hcl == "" && config.get("hclOutput") == true {
		panic(unknown("output in HCL"))
	}
	state := &appState{skipValidation: config.get("skipValidation") == true, request: len(k.log)}
	if outdir, ok := config.get("outdir").(string); ok {
		state.outdir = outdir
	} else if outdir, ok := os.LookupEnv("CDKTF_OUTDIR"); ok {
		state.outdir = outdir
	} else {
		state.outdir = "cdktf.out"
	}
	c.app, c.context = state, appContext(config)
	makeFolder(state.outdir)
	makeFolder(filepath.Join(state.outdir, "stacks"))
	k.apps = append(k.apps, c)
}

// appContext returns the values that constructs may ask for: those of the configuration, and those of cdktf's command line.
func appContext(config *object) *object {
	context := &object{}
	if given, ok := config.get("context").(*object); ok {
		for _, f := range given.fields {
			context.set(f.key, f.value)
		}
	}
	if text := os.Getenv("CDKTF_CONTEXT_JSON"); text != "" {
		var values map[string]any
		if json.Unmarshal([]byte(text), &values) != nil {
			panic(unknown("CDKTF_CONTEXT_JSON"))
		}
		for key, value := range values {
			context.set(key, value)
		}
	}
	context.set("cdktfVersion", cdktfVersion)
	return context
}

func (k *kernel) setContext(c *construct, key string, value any) any {
	if len(c.children) > 0 {
		var names []string
		for _, child := range c.children {
			names = append(names, child.id)
		}
		fail("Cannot set context after children have been added: %s", strings.Join(names, ","))
	}
	if c.context == nil {
		c.context = &object{}
	}
	c.context.set(key, value)
	return nil
}

// makeFolder makes a folder if nothing is there.
func makeFolder(path string) {
	if _, err := os.Stat(path); err == nil {
		return
	}
	err := os.Mkdir(path, 0o777)
	if errors.Is(err, fs.ErrNotExist) {
		fail("ENOENT: no such file or directory, mkdir '%s'", path)
	}
	if err != nil {
		panic(unknown("a folder that cannot be made: " + err.Error()))
	}
}

func (k *kernel) newStack(c *construct, id string) {
	for _, character := range "*?[]{}!" {
		if strings.ContainsRune(id, character) {
			fail("Cannot create Terraform stack with id \"%s\". It contains an invalid glob character: \"%c\".\n\nGlob characters are not supported in stack names because we use them to deploy and destroy multiple stacks. For example, 'cdktf deploy `*-production`' deploys all stacks with names that end in '-production'.\n", id, character)
		}
	}
	if strings.ContainsFunc(id, isSpace) {
		fail("Cannot create TerraformStack with id \"%s\". It contains a whitespace character.\n\nPlease remove any whitespace characters in your TerraformStack id, like so: \"%s\"\n", id, strings.Map(func(r rune) rune {
			if isSpace(r) {
				return -1
			}
			return r
		}, id))
	}
	c.stack = &stackState{outputs: map[string]*construct{}, remoteStates: map[string]*construct{}, resolved: map[*construct]any{}}
}

// isSpace is what JavaScript takes for white space.
func isSpace(r rune) bool { return unicode.IsSpace(r) && r != '\u0085' || r == '\ufeff' }

// dependsOnStack reports whether a stack depends on another one, directly or not.
func (c *construct) dependsOnStack(other *construct) bool {
	return slices.ContainsFunc(c.stack.dependencies, func(d *construct) bool { return d == other || d.dependsOnStack(other) })
}

func (c *construct) dependOn(other *construct) {
	if other == c {
		panic(unknown("a stack that depends on itself")) // JavaScript looks for circles in it without end
	}
	if other.dependsOnStack(c) {
		fail("Cannot add dependency %[1]s to %[2]s, because it would cause a circular dependency.\n\nTerraformStack %[1]s is already dependent on %[2]s directly, or dependent on a TerraformStack within %[2]s.\n\nTo learn more about circular dependency references, refer to: https://developer.hashicorp.com/terraform/cdktf/concepts/stacks#:~:text=Cross%%2DStack%%20References\n", other.text(), c.text())
	}
	if !slices.Contains(c.stack.dependencies, other) {
		c.stack.dependencies = append(c.stack.dependencies, other)
	}
}

// crossStackReference returns what refers from one stack to something in another one: an output there, and the state here.
func (k *kernel) crossStackReference(from, to *construct, identifier string) string {
	k.mustBeDrafted(from)
	from.appOf()
	to.dependOn(from)
	output := k.outgoing(from, identifier).friendlyID()
	return k.asText(k.incoming(to, from).interpolation("outputs." + output))
}

// outgoing returns the output of a stack that other stacks read.
func (k *kernel) outgoing(stack *construct, identifier string) *construct {
	if known, ok := stack.stack.outputs[identifier]; ok {
		return known
	}
	output := &construct{class: k.class("cdktf.TerraformOutput"), origin: stack.origin}
	k.attach(output, stack, "cross-stack-output-"+identifier)
	output.config = &object{fields: []field{{"value", newToken(&ref{identifier: identifier, stack: stack})}, {"sensitive", true}}}
	stack.stack.outputs[identifier] = output
	return output
}

// incoming returns the state of another stack, as a stack reads it.
func (k *kernel) incoming(stack, from *construct) *construct {
	path := from.path()
	if known, ok := stack.stack.remoteStates[path]; ok {
		return known
	}
	backend := k.ensureBackend(from)
	state := &construct{class: k.class("cdktf.DataTerraformRemoteStateS3"), origin: stack.origin, config: &object{}}
	if backend.kind == localBackendKind {
		state.class = k.class("cdktf.DataTerraformRemoteStateLocal")
		if workspace := backend.config.get("workspaceDir"); workspace != nil {
			state.config.set("workspaceDir", workspace)
		}
		state.config.set("path", backend.config.get("path"))
	} else {
		for _, f := range backend.config.fields {
			state.config.set(f.key, f.value)
		}
	}
	state.config.set("workspace", "${terraform.workspace}")
	k.attach(state, stack, "cross-stack-reference-input-"+path)
	stack.stack.remoteStates[path] = state
	return state
}

// ensureBackend returns the backend of a stack, which is a local one if the program has given none.
func (k *kernel) ensureBackend(stack *construct) *construct {
	var backend *construct
	stack.all(func(c *construct) {
		if backend == nil && (c.kind == s3Kind || c.kind == localBackendKind) {
			backend = c
		}
	})
	if backend == nil {
		k.mustNotDraft()
		backend = &construct{class: k.class("cdktf.LocalBackend"), origin: stack.origin}
		k.attach(backend, stack, "backend")
		k.newLocalBackend(backend, &object{})
	}
	return backend
}
