package kernel

import (
	"bytes"
	"path/filepath"
	"runtime"
	"slices"
)

// A draft is the file of a stack, resolved and written in memory while the program creates the next stack. It is what app.synth
// writes if the program uses nothing of the stack afterwards, and if no stack refers to another one.
type draft struct {
	stack    *construct
	from, to int     // numbers of the first object of the stack, and of the next stack
	kernel   *kernel // that resolves it: what it computes stays in it
	observe  func(stack, file string, text []byte)
	unnamed  []*construct // elements whose names in Terraform nobody had asked for
	text     []byte       // nil if it could not be drafted
	done     chan struct{}
}

// drafts are those of the stacks that the program has left.
type drafts struct {
	latest  draft // of the stack that the program creates
	begun   []*draft
	buffers chan []byte // one for each draft that is made at a time
}

// observe is called with each draft.
var observe func(stack, file string, text []byte)

// Observe calls a function with the JSON of a stack as soon as it is known, from other goroutines, while the program goes on: it can
// be checked before app.Synth writes it. The file will hold that text unless the program changes the stack afterwards. Some stacks
// are not known before all of them are.
func Observe(call func(stack, file string, text []byte)) { observe = call }

// next begins the draft of the last stack, as the program creates another one beside it.
func (d *drafts) next(k *kernel, stack *construct) {
	last := d.latest
	d.latest = draft{stack: stack, from: firstObject + len(k.objects)}
	if last.stack != nil && stack.scope == last.stack.scope && stack.scope.kind == appKind && !stack.scope.app.synthesized {
		last.to = d.latest.from
		d.begin(k, &last)
	}
}

// begin makes a draft in the background.
func (d *drafts) begin(k *kernel, begun *draft) {
	if d.buffers == nil {
		d.buffers = make(chan []byte, max(2, runtime.GOMAXPROCS(0)))
		for range cap(d.buffers) - 1 { // one processor is the program's
			d.buffers <- nil
		}
	}
	d.begun = append(d.begun, begun)
	begun.prepare(k)
	go func() {
		buffer := <-d.buffers
		defer func() { d.buffers <- buffer }()
		buffer = begun.make(buffer)
	}()
}

// use takes back the draft of the stack with an object, which the program is about to use.
func (d *drafts) use(object int) {
	if object >= d.latest.from {
		return
	}
	d.begun = slices.DeleteFunc(d.begun, func(begun *draft) bool {
		used := object >= begun.from && object < begun.to
		if used {
			begun.undo()
		}
		return used
	})
}

// finish returns the drafts of all stacks of an app, and none if one of them cannot be drafted.
func (d *drafts) finish(k *kernel, app *construct, stacks []*construct) []*draft {
	finished := make([]*draft, len(stacks))
	for i, stack := range stacks {
		at := slices.IndexFunc(d.begun, func(begun *draft) bool { return begun.stack == stack })
		switch {
		case at >= 0:
			finished[i] = d.begun[at]
			d.begun = slices.Delete(d.begun, at, at+1)
		default:
			finished[i] = &draft{stack: stack}
			finished[i].prepare(k)
			finished[i].make(nil)
		}
	}
	if d.buffers != nil { // the program waits, so that its processor is free
		d.buffers <- nil
		defer func() { <-d.buffers }()
	}
	for _, draft := range finished {
		<-draft.done
	}
	if slices.ContainsFunc(finished, func(draft *draft) bool { return draft.text == nil || draft.stack.scope != app }) {
		for _, draft := range finished {
			draft.undo()
		}
		return nil
	}
	for _, draft := range finished {
		draft.keep(k)
	}
	return finished
}

// prepare gives a draft a kernel of its own, which knows what the program has made so far.
func (d *draft) prepare(k *kernel) {
	d.kernel = &kernel{knowledge: k.knowledge, drafted: d.stack, older: slices.Clip(k.tokens)}
	d.observe, d.done = observe, make(chan struct{})
}

// make resolves the stack and writes its JSON. What goes wrong is left to app.synth, which does it again.
func (d *draft) make(buffer []byte) []byte {
	defer func() {
		if recover() != nil {
			d.text = nil
		}
		close(d.done)
	}()
	d.stack.elements(func(c *construct) {
		if c.uniqueID == "" {
			d.unnamed = append(d.unnamed, c)
		}
	})
	d.kernel.prepare(d.stack)
	buffer = appendValue(buffer[:0], d.kernel.stackJSON(d.stack), []byte("\n"))
	d.text = bytes.Clone(buffer)
	if d.observe != nil {
		d.observe(d.stack.id, filepath.Join(d.stack.scope.app.outdir, "stacks", d.stack.id, "cdk.tf.json"), d.text)
	}
	return buffer
}

// undo makes the stack what it was before.
func (d *draft) undo() {
	<-d.done
	for _, c := range d.unnamed {
		c.uniqueID = ""
	}
}

// keep makes the program's kernel know what it would know if it had resolved the stack itself.
func (d *draft) keep(k *kernel) {
	for of := range d.kernel.fqns {
		if c, ok := of.(*construct); ok {
			k.fqn(c)
		}
	}
	k.tokens = append(k.tokens, make([]entry, len(d.kernel.tokens))...)
}

// mustBeDrafted ends a draft that would read what belongs to another stack, which the program may be changing.
func (k *kernel) mustBeDrafted(c *construct) {
	if k.drafted != nil && c.stackOf() != k.drafted {
		k.mustNotDraft()
	}
}

// mustNotDraft ends a draft where resolving has effects that only app.synth may have.
func (k *kernel) mustNotDraft() {
	if k.drafted != nil {
		panic(unknown("a draft of " + k.drafted.path()))
	}
}
