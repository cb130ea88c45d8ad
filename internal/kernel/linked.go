package kernel

import (
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"reflect"
	"strings"
	"sync"
	"unsafe" // also for go:linkname

	jsiiruntime "github.com/aws/jsii-runtime-go/runtime"
)

// The variables below belong to jsii-runtime-go, which exports none of them. The types repeat the beginning of its own.

// clientInstance is its end of the connection to the kernel.
//
//go:linkname clientInstance github.com/aws/jsii-runtime-go/internal/kernel.clientInstance
var clientInstance *client

// newClient makes another one, which starts the shipped kernel with its first request.
//
//go:linkname newClient github.com/aws/jsii-runtime-go/internal/kernel.newClient
func newClient() (*client, error)

// types lists the types of all generated packages in the program: each package registers its own.
//
//go:linkname types github.com/aws/jsii-runtime-go/internal/kernel.types
var types *struct {
	byName map[string]struct {
		goType reflect.Type
		_      uint8
	}
	_, _, _ unsafe.Pointer // enumerations and interfaces
	structs map[reflect.Type]registeredStruct
}

type registeredStruct struct {
	fqn      string
	fields   []reflect.StructField
	validate func(pointer any, describe func() string) error // nil for nearly all
}

// embedded has the files of the shipped kernel.
//
//go:linkname embedded github.com/aws/jsii-runtime-go/internal/embedded.embeddedFS
var embedded embed.FS

type client struct {
	process *process
	objects *objects
	loaded  unsafe.Pointer // map of the packages that it has loaded
}

// objects are those that the program knows, by address and by id: an id may have several proxies, each of which embeds others.
type objects struct {
	ids        map[uintptr]string
	first      map[string]reflect.Value
	proxies    map[string]map[reflect.Value]struct{}
	interfaces map[string]map[string]struct{}
}

type process struct {
	_         unsafe.Pointer // the versions it accepts
	_         *exec.Cmd
	_         string // its temporary folder
	_         io.WriteCloser
	_, _      io.ReadCloser
	requests  *json.Encoder
	responses *json.Decoder
	_         chan bool
	started   bool
	_         bool
	_         sync.Mutex
}

// verified is the SHA-256 of the shipped kernel's program in jsii-runtime-go 1.140.0, whose types are repeated above. The program
// contains its version, so that no other version has this digest.
const verified = "4dec11118afa4feade4e015d8a4941eaec72c0b170f7bb9a53aedba620bb3dc2"

// connect makes this kernel the one that jsii-runtime-go asks.
func (k *kernel) connect() error {
	program, err := embedded.Open("resources/lib/program.js")
	if err != nil {
		return err
	}
	digest := sha256.New()
	if _, err := io.Copy(digest, program); err != nil {
		return err
	}
	if fmt.Sprintf("%x", digest.Sum(nil)) != verified {
		return errors.New("this version of jsii-runtime-go is not known, see internal/kernel/linked.go")
	}
	jsiiruntime.IsAnonymousProxy(nil) // makes a client if there is none
	p := clientInstance.process
	if p.started {
		return errors.New("it has been used before kernel.Load")
	}
	p.requests, p.responses, p.started = json.NewEncoder(k), json.NewDecoder(k), true
	k.intercept()
	// The generated packages load themselves on first use, which the runtime ignores for packages that it has loaded.
	for nameAndVersion := range packages {
		at := strings.LastIndexByte(nameAndVersion, '@')
		jsiiruntime.Load(nameAndVersion[:at], nameAndVersion[at+1:], nil)
	}
	return nil
}

// load answers a request to load a package.
func (k *kernel) load(r *request) {
	count, ok := packages[r.name+"@"+r.version]
	if !ok {
		panic(unknown("package " + r.name + " " + r.version))
	}
	k.responses = fmt.Appendf(k.responses, "{\"ok\":{\"assembly\":%q,\"types\":%d}}\n", r.name, count)
}

// goType returns the Go type of a class or struct, and nil if the program does not link it.
func goType(fqn string) reflect.Type { return types.byName[fqn].goType }
