package backendtest

import (
	"net/http"
	"slices"
	"sync"
)

// Request is one that the servers were sent.
type Request struct {
	Method    string
	Path      string // of S3: "/bucket/key"
	Operation string // of DynamoDB, STS or IAM, for example "PutItem"; empty for S3
	Header    http.Header
}

// Writes reports whether the request puts this object.
func (r Request) Writes(bucket, key string) bool {
	return r.Method == http.MethodPut && r.Path == "/"+bucket+"/"+key
}

// recorder remembers every request on its way to a handler, and can hold some back.
type recorder struct {
	handler http.Handler
	ended   chan struct{} // closed when nothing is held any longer

	mutex    sync.Mutex
	requests []Request
	holds    []*Hold // that have not been reached
}

// Hold stops one request until it is released or dropped: the first that it was made for.
type Hold struct {
	Reached chan struct{} // closed when the request is held

	matches func(Request) bool
	goesOn  chan bool
}

// Release lets the held request go on.
func (h *Hold) Release() { h.goesOn <- true }

// Drop ends the held request without an answer, and without an effect.
func (h *Hold) Drop() { h.goesOn <- false }

func (r *recorder) ServeHTTP(response http.ResponseWriter, incoming *http.Request) {
	request := Request{incoming.Method, incoming.URL.Path, operation(incoming), incoming.Header.Clone()}
	if hold := r.record(request); hold != nil {
		close(hold.Reached)
		select {
		case goesOn := <-hold.goesOn:
			if !goesOn {
				panic(http.ErrAbortHandler)
			}
		case <-r.ended:
			panic(http.ErrAbortHandler)
		}
	}
	r.handler.ServeHTTP(response, incoming)
}

// record remembers a request and returns what holds it, or nil.
func (r *recorder) record(request Request) *Hold {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests = append(r.requests, request)
	index := slices.IndexFunc(r.holds, func(hold *Hold) bool { return hold.matches(request) })
	if index < 0 {
		return nil
	}
	hold := r.holds[index]
	r.holds = slices.Delete(r.holds, index, index+1)
	return hold
}

func (r *recorder) hold(matches func(Request) bool) *Hold {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	hold := &Hold{Reached: make(chan struct{}), matches: matches, goesOn: make(chan bool, 1)}
	r.holds = append(r.holds, hold)
	return hold
}

func (r *recorder) recorded() []Request {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.requests)
}
