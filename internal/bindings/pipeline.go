package bindings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// A pipeline stands between jsii-runtime-go and the kernel. jsii-runtime-go sends a request, waits, and takes the response,
// for every construct and every attribute. Nearly all of these responses can be told in advance: then the pipeline answers
// by itself and the program goes on, while the kernel works in the other process. The kernel learns from the request which
// name the answer has given to the result, and does not respond.
//
// What fails in the kernel after its request was answered is told with the next response that the kernel does give, at the
// latest that to app.Synth.
type pipeline struct {
	kernel  io.Reader // the responses of the kernel
	answers bytes.Buffer
	oracle  *oracle
	backlog *backlog
}

// newPipeline returns a pipeline to a kernel that takes requests and gives responses.
func newPipeline(requests io.Writer, responses io.Reader, o *oracle) *pipeline {
	p := &pipeline{kernel: responses, oracle: o, backlog: newBacklog(requests)}
	// The kernel starts with a greeting. The version in it is part of the program that verifyRuntime has verified.
	fmt.Fprintln(&p.answers, `{"hello":"@jsii/runtime@`+kernelVersion+`"}`)
	return p
}

// Write takes one request.
func (p *pipeline) Write(line []byte) (int, error) {
	r, err := parse(line)
	if err != nil {
		return 0, err
	}
	answer, ok := p.oracle.foretell(r)
	if !ok {
		return len(line), p.backlog.add(line)
	}
	p.answers.WriteString(answer.response)
	if answer.silent {
		return len(line), nil
	}
	deferred := fmt.Appendf(nil, `{"as":%q,`, answer.name)
	return len(line), p.backlog.add(append(deferred, bytes.TrimPrefix(line, []byte("{"))...))
}

// Read gives responses: the answers to the requests until now, and from then on what the kernel says.
func (p *pipeline) Read(into []byte) (int, error) {
	if p.answers.Len() > 0 {
		return p.answers.Read(into)
	}
	return p.kernel.Read(into)
}

// A request is what the pipeline needs to know of one. Requests that it does not know have other fields.
type request struct {
	API        string
	Name       string // of a package
	Version    string
	FQN        string
	Interfaces json.RawMessage
	Overrides  json.RawMessage
	Object     reference `json:"objref"`
	Method     string
	Args       []json.RawMessage
	Property   string
}

// parse reads a request. Those that make an object without overriding anything, the longest, are read up to the arguments.
func parse(line []byte) (r request, err error) {
	head, _, found := bytes.Cut(line, []byte(`,"args":`))
	if found && bytes.HasPrefix(head, []byte(`{"api":"create",`)) && !bytes.Contains(line, []byte(`"overrides":`)) {
		line = append(slices.Clip(head), '}')
	}
	return r, json.Unmarshal(line, &r)
}

// A reference is how requests and responses name an object.
type reference struct {
	ID         string          `json:"$jsii.byref"`
	Interfaces json.RawMessage `json:"$jsii.interfaces"`
}

// fqn returns the fully qualified name of the type that the object was made as.
func (r reference) fqn() string {
	return r.ID[:max(0, strings.LastIndexByte(r.ID, '@'))]
}

// A backlog hands bytes to a writer from a goroutine of its own, so that adding does not wait for it.
type backlog struct {
	mutex   sync.Mutex
	changed *sync.Cond
	pending []byte
	err     error
}

// backlogLimit is how many bytes wait for the writer until adding waits, too.
const backlogLimit = 16 << 20

func newBacklog(to io.Writer) *backlog {
	b := &backlog{}
	b.changed = sync.NewCond(&b.mutex)
	go b.drain(to)
	return b
}

// add appends to the backlog. It returns the error that an earlier write has met.
func (b *backlog) add(line []byte) error {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	for len(b.pending) > backlogLimit && b.err == nil {
		b.changed.Wait()
	}
	if b.err != nil {
		return b.err
	}
	b.pending = append(b.pending, line...)
	b.changed.Broadcast()
	return nil
}

func (b *backlog) drain(to io.Writer) {
	var taken []byte
	for {
		b.mutex.Lock()
		for len(b.pending) == 0 {
			b.changed.Wait()
		}
		taken, b.pending = b.pending, taken[:0]
		b.changed.Broadcast()
		b.mutex.Unlock()

		if _, err := to.Write(taken); err != nil {
			b.mutex.Lock()
			b.err = errors.Join(errors.New("the jsii kernel takes no more requests"), err)
			b.changed.Broadcast()
			b.mutex.Unlock()
			return
		}
	}
}
