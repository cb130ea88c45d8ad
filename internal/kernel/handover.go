package kernel

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"landform/internal/nodejs"

	constructs "github.com/aws/constructs-go/constructs/v10/jsii"
	aws "github.com/cdktf/cdktf-provider-aws-go/aws/v19/jsii"
	random "github.com/cdktf/cdktf-provider-random-go/random/v11/jsii"
	cdktf "github.com/hashicorp/terraform-cdk-go/cdktf/jsii"
)

// successor is the client whose process has taken over. It must not be collected: that would end the process.
var successor *client

// initializers load the packages into the shipped kernel, in the order in which they need each other.
var initializers = []struct {
	name string
	load func()
}{
	{"constructs", constructs.Initialize},
	{"cdktf", cdktf.Initialize},
	{"@cdktf/provider-random", random.Initialize},
	{"@cdktf/provider-aws", aws.Initialize},
}

// handOver starts the shipped kernel in Node.js, repeats everything so far, and returns its response to the request that is not
// known here. jsii-runtime-go speaks with that kernel from then on.
func (k *kernel) handOver(request string, reason error) (response string, err error) {
	defer func() {
		if failed := recover(); failed != nil { // jsii-runtime-go panics when a process does not start
			err = fmt.Errorf("%v", failed)
		}
		if err != nil {
			err = fmt.Errorf("%w is not known to the kernel in Go, and handing over to the one in Node.js failed: %w%s", reason, err, whoCalls().text(", "))
		}
	}()
	fmt.Fprintf(os.Stderr, "kernel: %v is not known to the kernel in Go; the one in Node.js takes over, which takes seconds: made at%s\n", reason, whoCalls().text(" "))
	for _, object := range k.objects {
		if c, ok := object.(*construct); ok {
			c.list()
		}
	}
	node, err := k.startNode()
	if err != nil {
		return "", err
	}
	scratch, err := os.MkdirTemp("", "landform-kernel-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(scratch)
	if err := k.repeat(node, 0, scratch, sameResponse); err != nil {
		return "", err
	}
	return node.exchange(request)
}

// newQuietClient makes a client whose process prints no banner: which Node a person has does not concern a program that works.
func newQuietClient() (*client, error) {
	for name, value := range map[string]string{
		"JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20,22,24,26",
		"JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION":  "1",
		"JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION":    "1",
	} {
		os.Setenv(name, value)
		defer os.Unsetenv(name)
	}
	return newClient()
}

// startNode starts the shipped kernel with the packages that the program has used.
func (k *kernel) startNode() (*process, error) {
	if err := nodejs.Check(); err != nil {
		return nil, err
	}
	next, err := newQuietClient()
	if err != nil {
		return nil, err
	}
	successor = next
	clientInstance.process, clientInstance.loaded = next.process, next.loaded
	for _, p := range initializers {
		if k.uses(p.name) {
			p.load()
		}
	}
	return next.process, nil
}

// uses reports whether a request so far was about a package.
func (k *kernel) uses(name string) bool {
	for fqn := range k.classes.values {
		if strings.HasPrefix(fqn, name+".") {
			return true
		}
	}
	return name == "constructs" || name == "cdktf"
}

// exchange sends a request and returns the response, as lines of JSON.
func (p *process) exchange(request string) (string, error) {
	if err := p.requests.Encode(json.RawMessage(request)); err != nil {
		return "", err
	}
	var response json.RawMessage
	if err := p.responses.Decode(&response); err != nil {
		return "", err
	}
	return string(response) + "\n", nil
}

// repeat sends the requests from a place in the log on. The program holds what this kernel has responded, so that the other one must
// respond the same. Apps that are over write to a scratch folder: what they have written already may have been changed or removed
// since.
func (k *kernel) repeat(node *process, from int, scratch string, same func(theirs, ours string) bool) error {
	for i, e := range k.log[from:] {
		if strings.HasPrefix(e.Request, `{"api":"load"`) {
			continue
		}
		e.write()
		request := e.Request
		for _, app := range k.apps {
			if app.app.request == from+i && app.app.isOver() {
				request = redirect(request, app.app.outdir, app.app.scratch(scratch))
			}
		}
		response, err := node.exchange(request)
		if err != nil {
			return err
		}
		if !same(response, e.Response) {
			return fmt.Errorf("it responds %s to %s, and the kernel in Go has responded %s", response, request, e.Response)
		}
		if strings.HasPrefix(request, `{"api":"invoke","method":"synth"`) {
			if err := e.alignTokens(node); err != nil {
				return err
			}
		}
	}
	return nil
}

// isOver reports whether an app has been synthesized, or cannot be any more.
func (a *appState) isOver() bool {
	_, err := os.Stat(a.outdir)
	return a.synthesized || err != nil
}

// scratch returns the folder that an app writes to when its requests are repeated.
func (a *appState) scratch(folder string) string {
	return filepath.Join(folder, strconv.Itoa(a.request))
}

func redirect(request, outdir, scratch string) string {
	from, _ := json.Marshal(outdir)
	to, _ := json.Marshal(scratch)
	return strings.Replace(request, `"outdir":`+string(from), `"outdir":`+string(to), 1)
}

// sameResponse compares responses. Errors have our lines here, and the stack of JavaScript there.
func sameResponse(theirs, ours string) bool {
	return theirs == ours || strings.HasPrefix(theirs, errorStart) && strings.HasPrefix(ours, errorStart)
}

const errorStart = `{"error":`

// spareTokens is how many numbers of tokens stay unused after a synthesis: the shipped kernel may make more tokens for it.
const spareTokens = 8

// alignTokens makes the next token get the same number in both kernels after a synthesis.
func (e Exchange) alignTokens(node *process) error {
	for {
		response, err := node.exchange(`{"api":"sinvoke","fqn":"cdktf.Token","method":"asString","args":[0]}`)
		if err != nil {
			return err
		}
		_, _, key := nextMarked(response, textMarker, 0)
		number, err := strconv.Atoi(strings.TrimPrefix(key, "TOKEN."))
		if err != nil {
			return errors.New("it does not number its tokens")
		}
		if number+1 == e.Tokens {
			return nil
		}
		if number+1 > e.Tokens {
			return fmt.Errorf("it has made %d tokens to synthesize, more than the kernel in Go", number)
		}
	}
}

// HandedOver reports whether the shipped kernel has taken over, so that tests can say what made it so.
func HandedOver() bool { return successor != nil }
