// Package kernel is a jsii kernel in Go: it answers what the generated bindings of cdktf and of the providers ask the
// JavaScript kernel for, inside this process, and writes what app.Synth() writes, byte for byte.
//
// It knows what a program that composes constructs uses. At the first request that it does not know, it starts the shipped
// kernel in Node.js, repeats the requests so far, and hands over. docs/kernel.md says how it works, how something new is
// added, and how it is compared with the shipped kernel.
package kernel

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"sync"

	"landform/internal/kernel/unextracted"
	"landform/internal/nodejs"
)

// Switch names the environment variable that chooses the shipped kernel in Node.js when its value is Shipped.
const (
	Switch  = "LANDFORM_KERNEL"
	Shipped = "jsii"
)

func init() { unextracted.Restore() } // jsii-runtime-go has looked at it

var load sync.Once

// current is the kernel of this process, and nil where the shipped one serves from the start.
var current *kernel

// Load makes this process its own kernel. Call it before the first construct; later calls do nothing.
func Load() {
	load.Do(func() {
		if os.Getenv(Switch) == Shipped {
			if err := nodejs.Check(); err != nil {
				fmt.Fprintln(os.Stderr, "kernel:", err)
				os.Exit(1) // jsii-runtime-go would panic
			}
			return
		}
		current = &kernel{knowledge: &knowledge{}, embeds: map[reflect.Type][]int{}, structs: map[reflect.Type]*properties{}}
		current.surrender = current.handOver
		if err := current.connect(); err != nil {
			current = nil
			fmt.Fprintf(os.Stderr, "kernel: the jsii kernel in Node.js serves this program, which takes seconds: %v\n", err)
		}
	})
}

// A kernel keeps what the program has created. It is used by one goroutine, like every jsii kernel: the program waits for
// the response to each of its requests.
type kernel struct {
	responses []byte     // what jsii-runtime-go has not read yet
	log       []Exchange // everything so far, to repeat it elsewhere

	*knowledge
	objects []any          // by number, from firstObject
	tokens  []entry        // by number
	fqns    map[any]string // what refers to elements and blocks in Terraform, once that was asked for
	apps    []*construct
	read    reader
	passed  passed // the configuration that the next request refers to
	structs map[reflect.Type]*properties
	embeds  map[reflect.Type][]int // the fields that types of proxies embed
	created *construct             // what the last request has created
	drafts  drafts

	// Of a kernel that only drafts a stack:
	drafted *construct // the stack, nil in the kernel that answers requests
	older   []entry    // the tokens that the program has made before

	surrender func(request string, reason error) (response string, err error) // answers what is not known

	path  []string   // of the value that is being resolved, for errors
	depth int        // of tokens that are being resolved
	at    *construct // what is being synthesized, for errors
	exact bool       // whether values are resolved in cdktf's order, and as often
}

// knowledge is what is known of the bindings.
type knowledge struct {
	classes    cache[*class]     // by fully qualified name
	names      cache[string]     // Terraform's names of properties
	structures cache[*structure] // by fully qualified name
}

// An Exchange is a request of the program and the response to it, as lines of JSON.
type Exchange struct {
	Request, Response string
	Tokens            int        // how many there were after it
	config            *object    // what the request refers to as passed
	created           *construct // what the response refers to
}

// Exchanges returns what the program has asked so far, for tests that ask the shipped kernel the same.
func Exchanges() []Exchange {
	for i := range current.log {
		current.log[i].write()
	}
	return current.log
}

// Write takes one request from jsii-runtime-go: a line of JSON.
func (k *kernel) Write(line []byte) (int, error) {
	request := k.identify(string(line))
	before, tokens, objects := len(k.responses), len(k.tokens), len(k.objects)
	err := k.answer(request)
	e := Exchange{Request: request, config: k.forget()}
	if err != nil {
		k.responses, k.tokens, k.objects = k.responses[:before], k.tokens[:tokens], k.objects[:objects]
		e.write()
		response, err := k.surrender(e.Request, err)
		if err != nil {
			return 0, err
		}
		k.responses = append(k.responses, response...)
		return len(line), nil
	}
	e.Tokens, e.created = len(k.tokens), k.created
	if e.created == nil {
		e.Response = string(k.responses[before:])
	}
	if e.created != nil || e.Response == noResult {
		k.responses = append(k.responses[:before], quickResponse...)
	}
	if len(k.log) == cap(k.log) {
		k.log = slices.Grow(k.log, len(k.log)+1024) // append would copy more often
	}
	k.log = append(k.log, e)
	return len(line), nil
}

// Read gives jsii-runtime-go the responses.
func (k *kernel) Read(into []byte) (int, error) {
	if len(k.responses) == 0 {
		return 0, io.EOF
	}
	n := copy(into, k.responses)
	k.responses = k.responses[:copy(k.responses, k.responses[n:])]
	return n, nil
}

// answer appends the response to a request. It returns an error where this kernel does not know what to respond.
func (k *kernel) answer(line string) (err error) {
	defer func() {
		switch reason := recover().(type) {
		case nil:
		case unknown:
			err = reason
		case failure:
			k.respondError(reason)
		default:
			panic(reason)
		}
		k.path, k.depth, k.at, k.exact = k.path[:0], 0, nil, false
	}()
	r := k.read.request(k, line)
	switch r.api {
	case "load":
		k.load(r)
	case "create":
		k.create(r)
	case "get":
		k.respond("value", k.get(r.object, r.property))
	case "set":
		k.set(r.object, r.property, r.value)
		k.respond("", nil)
	case "invoke":
		k.respond("result", k.invoke(r.object, r))
	case "sinvoke":
		k.respond("result", k.call(r))
	case "sget":
		k.respond("value", k.constant(r.fqn, r.property))
	default:
		panic(unknown("a request " + r.api))
	}
	return nil
}

// unknown is what this kernel does not know: it never guesses.
type unknown string

func (u unknown) Error() string { return string(u) }

// failure is an error that the shipped kernel raises, too, in its words.
type failure struct {
	name    string // of the class in JavaScript, "Error" if empty
	message string
	at      *construct // what it is about, if that is not what is being made
}

func fail(format string, arguments ...any) {
	panic(failure{message: fmt.Sprintf(format, arguments...)})
}
