package backendtest

import (
	"net/http"
	"slices"
	"sync"
)

// Request is a recorded request.
type Request struct {
	Method    string
	Path      string // for S3 "/bucket/key"
	Operation string // for DynamoDB, STS or IAM, for example "PutItem"; empty for S3
	Header    http.Header
}

// Writes reports whether the request writes an object of S3.
func (r Request) Writes(bucket, key string) bool {
	return r.Method == http.MethodPut && r.Path == "/"+bucket+"/"+key
}

// recorder records every request, holds those that a test wants to hold, and passes them on to a handler.
type recorder struct {
	handler http.Handler
	ended   chan struct{} // closed at the end of the test: held requests are dropped

	mutex    sync.Mutex
	requests []Request
	holds    []*Hold // those without a request yet
}

// Hold holds the first matching request until it is released or dropped.
type Hold struct {
	Reached chan struct{} // closed when the request is held

	matches  func(Request) bool
	released chan bool // false: dropped
}

// Release passes the held request on.
func (h *Hold) Release() { h.released <- true }

// Drop closes the connection of the held request. The request has no effect.
func (h *Hold) Drop() { h.released <- false }

func (r *recorder) ServeHTTP(response http.ResponseWriter, incoming *http.Request) {
	request := Request{incoming.Method, incoming.URL.Path, operation(incoming), incoming.Header.Clone()}
	if hold := r.record(request); hold != nil {
		close(hold.Reached)
		select {
		case released := <-hold.released:
			if !released {
				panic(http.ErrAbortHandler)
			}
		case <-r.ended:
			panic(http.ErrAbortHandler)
		}
	}
	r.handler.ServeHTTP(response, incoming)
}

// record records a request and returns the hold for it, or nil.
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
	hold := &Hold{Reached: make(chan struct{}), matches: matches, released: make(chan bool, 1)}
	r.holds = append(r.holds, hold)
	return hold
}

func (r *recorder) recorded() []Request {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.requests)
}
