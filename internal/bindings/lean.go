package bindings

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// A leanPackage is an npm package for jsii with some of the submodules of another one.
type leanPackage struct {
	Name       string          // as jsii knows it: "@cdktf/provider-aws"
	Version    string          // that of the whole package
	Submodules map[string]bool // those it has, by their names in jsii: "vpc"
	tarball    []byte          // gzipped, as the kernel takes it
}

// lean copies what concerns the given submodules from a package's gzipped tarball. The same submodules of the same
// package give the same bytes. It reads the tarball once, as a stream: unpacked it is more than ten times as large.
func lean(tarball []byte, submodules map[string]bool) (leanPackage, error) {
	content, stop, err := gunzip(tarball)
	if err != nil {
		return leanPackage{}, err
	}
	defer stop()

	var out bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	if err != nil {
		return leanPackage{}, err
	}
	copier := leanCopier{submodules: submodules, out: tar.NewWriter(compressed)}
	if err := copier.copyAll(tar.NewReader(content)); err != nil {
		return leanPackage{}, err
	}
	if err := errors.Join(copier.out.Close(), compressed.Close()); err != nil {
		return leanPackage{}, err
	}
	return leanPackage{copier.name, copier.version, submodules, out.Bytes()}, nil
}

// gunzip decompresses in a goroutine of its own, so that it overlaps with reading. Call stop when done.
func gunzip(file []byte) (content io.Reader, stop func(), err error) {
	decompressed, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, nil, err
	}
	const chunk = 1 << 20
	reader, writer := io.Pipe()
	go func() {
		_, err := io.CopyBuffer(struct{ io.Writer }{writer}, decompressed, make([]byte, chunk))
		writer.CloseWithError(err)
	}()
	return bufio.NewReaderSize(reader, chunk), func() { reader.Close() }, nil
}

// A leanCopier is the state of one pass over a package.
type leanCopier struct {
	submodules    map[string]bool
	out           *tar.Writer
	directories   map[string]bool // those of the submodules, known after the manifest
	name, version string          // known after package.json
}

// copyAll copies the files that the lean package needs. The manifest must come before the modules, as it says in
// which directories they are.
func (c *leanCopier) copyAll(files *tar.Reader) error {
	lazy := false
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(header.Name, "package/")
		switch {
		case name == ".jsii":
			err = c.copyManifest(files)
		case name == "package.json":
			err = c.copyPackageJSON(files)
		case name == lazyIndex:
			lazy = true
			err = c.copyIndex(files)
		case name == "LICENSE", c.isModule(name):
			err = c.copyFile(name, files)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", header.Name, err)
		}
	}
	if c.directories == nil || c.name == "" || !lazy {
		return errors.New("the provider's package is laid out in an unknown way")
	}
	return nil
}

// lazyIndex is an entry point that the provider ships beside its eager one: it loads a submodule on first use.
const lazyIndex = "lib/lazy-index.js"

// isModule tells whether a file is code of one of the submodules.
func (c *leanCopier) isModule(name string) bool {
	inLib, ok := strings.CutPrefix(name, "lib/")
	if !ok || path.Ext(name) != ".js" {
		return false
	}
	directory, _, ok := strings.Cut(inLib, "/")
	return ok && c.directories[directory]
}

// copyPackageJSON copies package.json with the lazy entry point as "main".
func (c *leanCopier) copyPackageJSON(in io.Reader) error {
	var fields map[string]any
	if err := json.NewDecoder(in).Decode(&fields); err != nil {
		return err
	}
	c.name, _ = fields["name"].(string)
	c.version, _ = fields["version"].(string)
	if c.name == "" || c.version == "" {
		return errors.New("no name or version")
	}
	fields["main"] = lazyIndex
	content, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	return c.add("package.json", content)
}

// copyIndex copies the lazy entry point with only the wanted submodules. It defines each in a line of its own.
func (c *leanCopier) copyIndex(in io.Reader) error {
	var kept bytes.Buffer
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if submodule := submoduleLine.FindSubmatch(line); submodule == nil || c.submodules[string(submodule[1])] {
			kept.Write(line)
		}
		if errors.Is(err, io.EOF) {
			return c.add(lazyIndex, kept.Bytes())
		}
		if err != nil {
			return err
		}
	}
}

var submoduleLine = regexp.MustCompile(`^Object\.defineProperty\(exports, '(\w+)'`)

func (c *leanCopier) copyFile(name string, in io.Reader) error {
	content, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	return c.add(name, content)
}

func (c *leanCopier) add(name string, content []byte) error {
	header := &tar.Header{Name: "package/" + name, Mode: 0o644, Size: int64(len(content)), Typeflag: tar.TypeReg}
	if err := c.out.WriteHeader(header); err != nil {
		return err
	}
	_, err := c.out.Write(content)
	return err
}

// describe returns the name and version of a package from its gzipped tarball.
func describe(tarball []byte) (name, version string, err error) {
	content, stop, err := gunzip(tarball)
	if err != nil {
		return "", "", err
	}
	defer stop()
	files := tar.NewReader(content)
	for {
		header, err := files.Next()
		if err != nil {
			return "", "", err
		}
		if header.Name == "package/package.json" {
			var fields struct{ Name, Version string }
			err := json.NewDecoder(files).Decode(&fields)
			return fields.Name, fields.Version, err
		}
	}
}
