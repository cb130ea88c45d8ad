package kernel

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

// An origin is where in the program something was created: the calls that led there, innermost first.
type origin [8]uintptr

// module is the path of this module with a slash, and root the folder of its sources.
var module, root = func() (string, string) {
	const inside = "/internal/kernel"
	_, file, _, _ := runtime.Caller(0)
	return strings.TrimSuffix(reflect.TypeFor[origin]().PkgPath(), inside) + "/", strings.TrimSuffix(filepath.ToSlash(filepath.Dir(file)), inside) + "/"
}()

// How many calls are on the stack above the constructor where it validates its configuration, and where it asks to create the object.
// The calls of the former are cheaper to note, as there are fewer.
const (
	framesToValidate = 7
	framesToCreate   = 10
)

// whoCreates returns the calls that led to a constructor.
func whoCreates(frames int) (o origin) {
	runtime.Callers(frames, o[:])
	return o
}

func (o *origin) calls() calls {
	end := slices.Index(o[:], 0)
	if end < 0 {
		end = len(o)
	}
	return o[:end]
}

// calls are calls on the stack, innermost first.
type calls []uintptr

// whoCalls returns all calls on the stack, for errors.
func whoCalls() calls {
	c := make(calls, 100)
	return c[:runtime.Callers(1, c)]
}

// frames yields the calls in our code, from the innermost to the first one below stacks/.
func (c calls) frames() iter.Seq[runtime.Frame] {
	return func(yield func(runtime.Frame) bool) {
		for _, pc := range c {
			frame := frameOf(pc)
			if isOurs(frame.Function) && (!yield(frame) || strings.HasPrefix(frame.Function, module+"stacks/")) {
				return
			}
		}
	}
}

// known are the frames that were asked for: many constructs are created by one line.
var known = map[uintptr]runtime.Frame{}

// frameOf returns the function and the line of a call.
func frameOf(pc uintptr) runtime.Frame {
	frame, ok := known[pc]
	if !ok {
		frame, _ = runtime.CallersFrames([]uintptr{pc}).Next()
		frame.File = strings.TrimPrefix(filepath.ToSlash(frame.File), root)
		known[pc] = frame
	}
	return frame
}

// isOurs reports whether a function is one of this module, and not of this package, whose tests are.
func isOurs(function string) bool {
	if strings.HasPrefix(function, "main.") {
		return true
	}
	return strings.HasPrefix(function, module) && !strings.HasPrefix(function, module+"internal/kernel.")
}

// text returns the calls in our code, each after a separator: "redis.go:57".
func (c calls) text(separator string) string {
	var text strings.Builder
	for frame := range c.frames() {
		fmt.Fprintf(&text, "%s%s:%d", separator, frame.File, frame.Line)
	}
	return text.String()
}

// Origin returns the line of our code that created the construct at a path, such as "dev-stack/network/vpc", in the app that was
// made last. It does not know what was created after the shipped kernel has taken over.
func Origin(path string) (file string, line int, ok bool) {
	if current == nil || len(current.apps) == 0 {
		return "", 0, false
	}
	at := current.apps[len(current.apps)-1]
	for id := range strings.SplitSeq(path, "/") {
		if at = at.child(id); at == nil {
			return "", 0, false
		}
	}
	for frame := range at.origin.calls().frames() {
		return frame.File, frame.Line, true
	}
	return "", 0, false
}

// Catch makes an error of the panic by which the bindings, and constructs, report a mistake of the program: defer it. The error
// says which line of our code made the mistake. A mistake that Go itself finds panics on.
func Catch(err *error) {
	reason := recover()
	if reason == nil {
		return
	}
	if _, ok := reason.(runtime.Error); ok {
		panic(reason)
	}
	text := strings.TrimSpace(fmt.Sprint(reason))
	if !strings.Contains(text, linePrefix) {
		text += whoCalls().text(linePrefix)
	}
	*err = errors.New(text)
}

// linePrefix comes before each line of our code in an error.
const linePrefix = "\n    at "
