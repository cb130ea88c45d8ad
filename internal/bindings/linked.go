package bindings

import (
	"embed"
	"encoding/binary"
	"errors"
	"path"
	"strings"
	_ "unsafe" // for go:linkname

	_ "github.com/aws/jsii-runtime-go/runtime"
	_ "github.com/cdktf/cdktf-provider-aws-go/aws/v19/jsii"
)

// The three variables below are linked into every program that uses the AWS bindings, but exported by no package.
// Reading them there is what frees this package from settings, generated lists and downloads: they cannot disagree
// with the program, since they are part of it.

// providerTarball is the npm package of the AWS provider, as the Go bindings embed it.
//
//go:linkname providerTarball github.com/cdktf/cdktf-provider-aws-go/aws/v19/jsii.tarball
var providerTarball []byte

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
	_ any // a reflect.Type
	_ uint8
}

// verifiedKernel is the SHA-256 of the kernel's program in jsii-runtime-go v1.140.0: the version for which kernel.js
// and registry were written. The program contains its version, so that no other version has this digest.
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
