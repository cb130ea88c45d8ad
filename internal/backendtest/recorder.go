package backendtest

import (
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Request is one that the servers were sent.
type Request struct {
	Method    string
	Path      string // of S3: "/bucket/key"
	Operation string // of DynamoDB, for example "PutItem"; empty for S3
	Header    http.Header
}

// Writes tells whether the request puts this object.
func (r Request) Writes(bucket, key string) bool {
	return r.Method == http.MethodPut && r.Path == "/"+bucket+"/"+key
}

// recorder remembers every request on its way to a handler, and can hold some back.
type recorder struct {
	handler http.Handler

	mutex    sync.Mutex
	requests []Request
	holds    []*Hold
}

// Hold stops the requests that it was made for, until it is released or dropped.
type Hold struct {
	Reached chan struct{} // closed when the first of them is held

	matches  func(Request) bool
	once     sync.Once
	released chan struct{}
	dropped  chan struct{}
}

// Release lets the held requests go on.
func (h *Hold) Release() { close(h.released) }

// over tells whether the hold was released or dropped.
func (h *Hold) over() bool {
	select {
	case <-h.released:
	case <-h.dropped:
	default:
		return false
	}
	return true
}

// Drop ends the held requests without an answer, and without an effect.
func (h *Hold) Drop() { close(h.dropped) }

func (r *recorder) ServeHTTP(response http.ResponseWriter, incoming *http.Request) {
	_, operation, _ := strings.Cut(incoming.Header.Get("X-Amz-Target"), ".")
	request := Request{incoming.Method, incoming.URL.Path, operation, incoming.Header.Clone()}
	for _, hold := range r.record(request) {
		hold.once.Do(func() { close(hold.Reached) })
		select {
		case <-hold.released:
		case <-hold.dropped:
			panic(http.ErrAbortHandler)
		}
	}
	r.handler.ServeHTTP(response, incoming)
}

// record remembers a request and returns what holds it.
func (r *recorder) record(request Request) []*Hold {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.requests = append(r.requests, request)
	var holding []*Hold
	for _, hold := range r.holds {
		if !hold.over() && hold.matches(request) {
			holding = append(holding, hold)
		}
	}
	return holding
}

func (r *recorder) hold(matches func(Request) bool) *Hold {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	hold := &Hold{Reached: make(chan struct{}), matches: matches, released: make(chan struct{}), dropped: make(chan struct{})}
	r.holds = append(r.holds, hold)
	return hold
}

func (r *recorder) recorded() []Request {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	return slices.Clone(r.requests)
}
