package bindings

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
)

// leanProvider returns a lean package of the tarball with at least the needed submodules, from the cache if it has
// one.
func leanProvider(c cache, tarball []byte, needed map[string]bool) (leanPackage, error) {
	identity, err := gzipIdentity(tarball)
	if err != nil {
		return leanPackage{}, err
	}
	file := fmt.Sprintf("provider-aws-%016x", identity)

	kept, ok := decodeLean(c.read(file))
	if ok && containsAll(kept.Submodules, needed) {
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

// encode renders a package for the cache: the fields in JSON on one line, and the tarball, sealed.
func (p leanPackage) encode() ([]byte, error) {
	fields, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return seal(append(append(fields, '\n'), p.tarball...)), nil
}

// decodeLean reverses encode.
func decodeLean(file []byte) (p leanPackage, ok bool) {
	content, ok := unseal(file)
	if !ok {
		return leanPackage{}, false
	}
	fields, tarball, _ := bytes.Cut(content, []byte("\n"))
	if err := json.Unmarshal(fields, &p); err != nil {
		return leanPackage{}, false
	}
	p.tarball = tarball
	return p, true
}
