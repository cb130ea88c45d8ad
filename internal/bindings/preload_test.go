package bindings

import (
	"archive/tar"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"
)

func TestPreloadIsWhole(t *testing.T) {
	c := cache{t.TempDir()}
	p := preload{Folder: "kernel-1", Files: map[string]uint32{}, Snapshot: "snapshot.blob", name: "preload-1"}
	if err := os.Mkdir(c.path(p.Folder), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{"kernel.js": "code", "snapshot.blob": "heap", "cdktf.tgz": ""} {
		if err := c.write(filepath.Join(p.Folder, name), []byte(content)); err != nil {
			t.Fatal(err)
		}
		p.Files[name] = crc32.Checksum([]byte(content), castagnoli)
	}
	if err := p.keep(c); err != nil {
		t.Fatal(err)
	}
	if read, ok := readPreload(c, p.name); !ok || !read.isWhole(c) {
		t.Fatalf("what was kept is not whole: %+v", read)
	}

	for name := range p.Files {
		file := c.path(filepath.Join(p.Folder, name))
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for what, damage := range map[string]func() error{
			"missing": func() error { return os.Remove(file) },
			"longer":  func() error { return os.WriteFile(file, append(bytes.Clone(content), 'x'), 0o600) },
			"changed": func() error { return os.WriteFile(file, append(bytes.Clone(content[:len(content)/2]), 'y'), 0o600) },
		} {
			if err := damage(); err != nil {
				t.Fatal(err)
			}
			if p.isWhole(c) {
				t.Errorf("whole with %s %s", name, what)
			}
			if err := os.WriteFile(file, content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !p.isWhole(c) {
		t.Error("not whole after all was put back")
	}
}

func TestReplacedPreloadsAreRemoved(t *testing.T) {
	c := cache{t.TempDir()}
	used := preload{Folder: "kernel-used", name: "preload-1"}
	old := time.Now().Add(-2 * time.Hour)
	for _, folder := range []string{"kernel-used", "kernel-old", "kernel-new"} {
		if err := os.Mkdir(c.path(folder), 0o700); err != nil {
			t.Fatal(err)
		}
		if folder != "kernel-new" {
			if err := os.Chtimes(c.path(folder), old, old); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := used.keep(c); err != nil {
		t.Fatal(err)
	}
	left := c.list("kernel-*")
	slices.Sort(left)
	if want := []string{"kernel-new", "kernel-used"}; !slices.Equal(left, want) {
		t.Errorf("left %q, want %q: a program could just be starting from the new one", left, want)
	}
}

func TestNoHomeNoCache(t *testing.T) {
	t.Setenv("HOME", "")
	t.Setenv("XDG_CACHE_HOME", "")
	if c, err := openCache(); err == nil {
		t.Errorf("got a cache in %q", c.dir)
	}
}

func TestLinkedBesides(t *testing.T) {
	want := []string{"@cdktf/provider-aws", "@cdktf/provider-random", "cdktf", "constructs"}
	if got := linkedBesides(nil); !slices.Equal(got, want) {
		t.Errorf("this program links %q, want %q", got, want)
	}
	if got := linkedBesides([]npmPackage{{Name: "cdktf"}, {Name: "constructs"}}); !slices.Equal(got, want[:2]) {
		t.Errorf("besides two of them, it links %q, want %q", got, want[:2])
	}
	var known []npmPackage
	for _, tarball := range tarballs() {
		name, version, err := describe(*tarball.content)
		if err != nil || version == "" {
			t.Fatalf("%s: version %q, %v", tarball.file, version, err)
		}
		known = append(known, npmPackage{Name: name})
	}
	if others := linkedBesides(known); len(others) != 0 {
		t.Errorf("tarballs lacks %q", others)
	}
}

// The amendments name the package that they amend by its digest, and the modules by their paths: any other package would be
// left as slow as it is shipped, and nothing else would tell.
func TestAmendmentsMeetTheirModules(t *testing.T) {
	scripts, err := kernelScripts()
	if err != nil {
		t.Fatal(err)
	}
	amendments := scripts["amend.js"]
	if digest := checksum(cdktfTarball); !bytes.Contains(amendments, []byte("'"+digest+"'")) {
		t.Errorf("amend.js does not amend the package with the digest %s", digest)
	}
	content, stop, err := gunzip(cdktfTarball)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	there := map[string]bool{}
	for files := tar.NewReader(content); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		there[header.Name] = true
	}
	modules := regexp.MustCompile(`'((?:lib|node_modules)/[^']+\.js)':`).FindAllSubmatch(amendments, -1)
	if len(modules) < 10 {
		t.Errorf("amend.js names the modules %q", modules)
	}
	for _, module := range modules {
		if !there["package/"+string(module[1])] {
			t.Errorf("cdktf has no %s", module[1])
		}
	}
}
