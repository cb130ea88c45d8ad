package bindings

import (
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"path"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unsafe" // also for go:linkname

	_ "github.com/aws/constructs-go/constructs/v10/jsii"
	_ "github.com/aws/jsii-runtime-go/runtime"
	_ "github.com/cdktf/cdktf-provider-aws-go/aws/v19/jsii"
	_ "github.com/cdktf/cdktf-provider-random-go/random/v11/jsii"
	_ "github.com/hashicorp/terraform-cdk-go/cdktf/jsii"
)

// The variables below are linked into every program that uses the AWS bindings, but exported by no package.
// Reading them there is what frees this package from settings, generated lists and downloads: they cannot disagree
// with the program, since they are part of it.

// The npm packages, as the Go bindings embed them.
//
//go:linkname constructsTarball github.com/aws/constructs-go/constructs/v10/jsii.tarball
//go:linkname cdktfTarball github.com/hashicorp/terraform-cdk-go/cdktf/jsii.tarball
//go:linkname providerTarball github.com/cdktf/cdktf-provider-aws-go/aws/v19/jsii.tarball
//go:linkname randomTarball github.com/cdktf/cdktf-provider-random-go/random/v11/jsii.tarball
var constructsTarball, cdktfTarball, providerTarball, randomTarball []byte

// A tarball is an npm package and the file that a preload has it in.
type tarball struct {
	file    string
	content *[]byte
}

// tarballs lists the packages that a preload has, in the order in which they need each other.
func tarballs() []tarball {
	return []tarball{
		{"constructs.tgz", &constructsTarball},
		{"cdktf.tgz", &cdktfTarball},
		{"provider-random.tgz", &randomTarball},
		{"provider-aws.tgz", &providerTarball},
	}
}

// runtimeFiles are the JavaScript files of the kernel.
//
//go:linkname runtimeFiles github.com/aws/jsii-runtime-go/internal/embedded.embeddedFS
var runtimeFiles embed.FS

// typeRegistry lists the types of all generated packages in the program: each registers its own when the program
// starts, by fully qualified name.
//
//go:linkname typeRegistry github.com/aws/jsii-runtime-go/internal/kernel.types
var typeRegistry *registry

// registry is the beginning of jsii-runtime-go's TypeRegistry.
type registry struct {
	byName map[string]registeredType
}

type registeredType struct {
	goType reflect.Type
	_      uint8
}

// kernelClient is jsii-runtime-go's end of the connection to the kernel.
//
//go:linkname kernelClient github.com/aws/jsii-runtime-go/internal/kernel.clientInstance
var kernelClient *client

// client is the beginning of jsii-runtime-go's Client, and process that of its Process.
type client struct {
	process *process
}

type process struct {
	_         unsafe.Pointer // the versions it accepts
	_         *exec.Cmd
	_         string // its temporary folder
	stdin     io.WriteCloser
	stdout    io.ReadCloser
	_         io.ReadCloser // its standard error
	requests  *json.Encoder // to stdin
	responses *json.Decoder // from stdout
}

// kernelVersion is the version of jsii-runtime-go for which kernel.js and the types above were written.
const kernelVersion = "1.140.0"

// verifiedKernel is the SHA-256 of the kernel's program in that version. The program contains its version, so that no other
// version has this digest.
const verifiedKernel = "4dec11118afa4feade4e015d8a4941eaec72c0b170f7bb9a53aedba620bb3dc2"

// verifyRuntime returns an error if the jsii-runtime-go in this program is another version than the one this package
// was written for. (Test binaries do not record the versions of their modules, so it looks at the content.)
func verifyRuntime() error {
	program, err := runtimeFiles.ReadFile(path.Join(runtimeLib, "program.js"))
	if err != nil {
		return err
	}
	if checksum(program) != verifiedKernel {
		return errors.New("this version of jsii-runtime-go is not verified yet, see verifiedKernel")
	}
	return nil
}

// runtimeLib is the directory of the kernel's program and what it loads.
const runtimeLib = "resources/lib"

// linkedTypes returns the Go interfaces of the classes that the program links.
func linkedTypes() goTypes {
	names := sync.OnceValue(func() map[reflect.Type]string {
		names := map[reflect.Type]string{}
		for name, registered := range typeRegistry.byName {
			names[registered.goType] = name
		}
		return names
	})
	return goTypes{
		byName: func(fqn string) reflect.Type { return typeRegistry.byName[fqn].goType },
		nameOf: func(t reflect.Type) string { return names()[t] },
	}
}

// providerName is the name of the AWS provider's npm package.
const providerName = "@cdktf/provider-aws"

// linkedBesides returns the npm packages whose Go bindings the program links, but for these.
func linkedBesides(packages []npmPackage) []string {
	others := map[string]bool{}
	for name := range typeRegistry.byName {
		npmPackage, _, _ := strings.Cut(name, ".")
		others[npmPackage] = true
	}
	for _, p := range packages {
		delete(others, p.Name)
	}
	return slices.Sorted(maps.Keys(others))
}

// linkedSubmodules returns the set of the submodules of an npm package, such as "vpc" of "@cdktf/provider-aws",
// whose Go packages are in this program. Go packages import the packages of the types they mention, so the set
// is complete.
func linkedSubmodules(npmPackage string) map[string]bool {
	submodules := map[string]bool{}
	for name := range typeRegistry.byName {
		if submodule := submoduleOf(npmPackage, name); submodule != "" {
			submodules[submodule] = true
		}
	}
	return submodules
}

// submoduleOf returns "vpc" for "@cdktf/provider-aws.vpc.VpcConfig", and "" for a type of another package or of none.
func submoduleOf(npmPackage, typeName string) string {
	rest, ok := strings.CutPrefix(typeName, npmPackage+".")
	if !ok {
		return ""
	}
	submodule, _, ok := strings.Cut(rest, ".")
	if !ok {
		return ""
	}
	return submodule
}

// gzipIdentity identifies the content of a gzip file without reading it all: its trailer holds the length of the
// content and its CRC-32 (RFC 1952, section 2.3.1).
func gzipIdentity(file []byte) (uint64, error) {
	const trailer = 8
	if len(file) < trailer {
		return 0, errors.New("the provider's tarball is not a gzip file")
	}
	return binary.LittleEndian.Uint64(file[len(file)-trailer:]), nil
}
