package bindings

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/aws/jsii-runtime-go/runtime"
)

const providerName = "@cdktf/provider-aws"

// loadProvider loads a lean AWS provider into the kernel, if the program uses AWS at all. The generated packages
// load the whole one on first use, which the runtime then ignores: it has that name and version already.
func loadProvider(c cache) error {
	needed := linkedSubmodules(providerName)
	if len(needed) == 0 {
		return nil
	}
	provider, err := leanProvider(c, providerTarball, needed)
	if provider.tarball != nil {
		runtime.Load(provider.Name, provider.Version, provider.tarball)
	}
	return err
}

// leanProvider returns a lean package of the tarball with at least the needed submodules, from the cache if it has
// one. The programs of a user, such as the tests of each package, need different submodules but share one package,
// which grows: so they settle on one after few runs, whichever comes first. If the package could not be kept, it comes
// with an error.
func leanProvider(c cache, tarball []byte, needed map[string]bool) (leanPackage, error) {
	identity, err := gzipIdentity(tarball)
	if err != nil {
		return leanPackage{}, err
	}
	file := fmt.Sprintf("provider-aws-%016x", identity)

	kept, ok := decodeLean(c.read(file))
	if ok && kept.has(needed) {
		return kept, nil
	}
	all := maps.Clone(needed)
	maps.Copy(all, kept.Submodules)
	made, err := lean(tarball, all)
	if err != nil {
		return leanPackage{}, fmt.Errorf("making a lean AWS provider: %w", err)
	}
	content, err := made.encode()
	if err != nil {
		return made, err
	}
	return made, c.write(file, content)
}

// has tells whether the package contains all those submodules.
func (p leanPackage) has(submodules map[string]bool) bool {
	for submodule := range submodules {
		if !p.Submodules[submodule] {
			return false
		}
	}
	return true
}

// encode renders a package for the cache: a checksum of the rest, the fields in JSON, and the tarball, each but the
// last ending in a newline.
func (p leanPackage) encode() ([]byte, error) {
	fields, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	content := append(append(fields, '\n'), p.tarball...)
	return append([]byte(checksum(content)+"\n"), content...), nil
}

// decodeLean reverses encode. It accepts nothing that encode has not written: files get truncated and damaged.
func decodeLean(file []byte) (p leanPackage, ok bool) {
	sum, content, _ := bytes.Cut(file, []byte("\n"))
	if string(sum) != checksum(content) {
		return leanPackage{}, false
	}
	fields, tarball, _ := bytes.Cut(content, []byte("\n"))
	if err := json.Unmarshal(fields, &p); err != nil {
		return leanPackage{}, false
	}
	p.tarball = tarball
	return p, true
}

func checksum(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
