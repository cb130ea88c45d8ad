package bindings

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// A preload is a folder in the cache from which the kernel starts with all packages loaded.
type preload struct {
	Folder     string            // name of the folder
	Files      map[string]uint32 // what must be in it: the CRC-32C of each file
	Snapshot   string            // file of the snapshot, or "" if this Node cannot make one
	Packages   []npmPackage
	Functions  map[string]string // what the functions of Terraform return, as jsii describes it
	Submodules map[string]bool   // those of the AWS provider

	name string // in the cache
}

// An npmPackage is a package that the kernel loads.
type npmPackage struct {
	Name       string   `json:"name"`
	Version    string   `json:"version"`
	Tarball    string   `json:"tarball"` // file in the folder of the preload
	Digest     string   `json:"digest"`  // SHA-256 of it
	Submodules []string `json:"submodules,omitempty"`
	Types      int      `json:"types,omitempty"` // how many it has
}

// packageList is the file in a preload that names the packages, as kernel.js takes it.
const packageList = "packages.json"

// findPreload returns a preload with at least the needed submodules of the AWS provider, from the cache if it has one. The
// programs of a user, such as the tests of each package, need different submodules but share one preload, which grows: so they
// settle on one after few runs, whichever comes first.
func findPreload(c cache, needed map[string]bool) (preload, error) {
	name, err := preloadName()
	if err != nil {
		return preload{}, err
	}
	kept, ok := readPreload(c, name)
	if kept.name = name; ok && kept.isWhole(c) && containsAll(kept.Submodules, needed) {
		return kept, nil
	}
	all := maps.Clone(needed)
	maps.Copy(all, kept.Submodules)
	made, err := makePreload(c, all)
	if err != nil {
		return preload{}, err
	}
	made.name = name
	return made, made.keep(c)
}

// preloadName names the preload for this program on this machine: by the JavaScript of the kernel, the packages, and the
// Node that runs it with its options.
func preloadName() (string, error) {
	node, err := exec.LookPath(nodeCommand())
	if err != nil {
		return "", err
	}
	if node, err = filepath.EvalSymlinks(node); err != nil {
		return "", err
	}
	info, err := os.Stat(node)
	if err != nil {
		return "", err
	}
	digest := sha256.New()
	fmt.Fprintln(digest, node, info.Size(), info.ModTime().UnixNano(), nodeOptions())
	scripts, err := kernelScripts()
	if err != nil {
		return "", err
	}
	for _, name := range slices.Sorted(maps.Keys(scripts)) {
		fmt.Fprintln(digest, name, crc32.Checksum(scripts[name], castagnoli))
	}
	for _, tarball := range tarballs() {
		identity, err := gzipIdentity(*tarball.content)
		if err != nil {
			return "", fmt.Errorf("%s: %w", tarball.file, err)
		}
		fmt.Fprintln(digest, tarball.file, identity)
	}
	return fmt.Sprintf("preload-%x", digest.Sum(nil)[:8]), nil
}

// castagnoli is the polynomial that processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func containsAll(set, needed map[string]bool) bool {
	for name := range needed {
		if !set[name] {
			return false
		}
	}
	return true
}

// readPreload returns what the cache says of a preload. Whether it is still so, isWhole tells.
func readPreload(c cache, name string) (preload, bool) {
	content, ok := unseal(c.read(name))
	if !ok {
		return preload{}, false
	}
	var p preload
	return p, json.Unmarshal(content, &p) == nil
}

// isWhole tells whether everything that the preload consists of is there and undamaged.
func (p preload) isWhole(c cache) bool {
	for name, sum := range p.Files {
		if found, err := sumOf(c.path(filepath.Join(p.Folder, name))); err != nil || found != sum {
			return false
		}
	}
	return true
}

// sumOf returns the CRC-32C of a file.
func sumOf(name string) (uint32, error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	sum := crc32.New(castagnoli)
	_, err = io.CopyBuffer(struct{ io.Writer }{sum}, struct{ io.Reader }{file}, make([]byte, 1<<17))
	return sum.Sum32(), err
}

// keep makes the preload the one to use by its name, and removes what none uses any more.
func (p preload) keep(c cache) error {
	content, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return errors.Join(c.write(p.name, seal(content)), prunePreloads(c))
}

// prunePreloads removes folders of preloads that have been replaced, unless a program could just be starting from them.
func prunePreloads(c cache) error {
	used := map[string]bool{}
	for _, name := range c.list("preload-*") {
		p, _ := readPreload(c, name)
		used[p.Folder] = true
	}
	var problems []error
	for _, folder := range c.list("kernel-*") {
		info, err := os.Stat(c.path(folder))
		if err == nil && !used[folder] && time.Since(info.ModTime()) > time.Hour {
			problems = append(problems, os.RemoveAll(c.path(folder)))
		}
	}
	return errors.Join(problems...)
}

// makePreload writes a new preload.
func makePreload(c cache, submodules map[string]bool) (preload, error) {
	dir, err := os.MkdirTemp(c.dir, "kernel-*")
	if err != nil {
		return preload{}, err
	}
	p := preload{Folder: filepath.Base(dir), Submodules: submodules}
	if err := p.fill(c); err != nil {
		return preload{}, errors.Join(err, os.RemoveAll(dir))
	}
	if err := p.makeSnapshot(c); err != nil {
		report(err) // the kernel starts without one
	}
	return p, nil
}

// fill writes the scripts of the kernel and the packages.
func (p *preload) fill(c cache) error {
	files, err := kernelScripts()
	if err != nil {
		return err
	}
	provider, err := leanProvider(c, providerTarball, p.Submodules)
	if err != nil {
		return err
	}
	p.Submodules = provider.Submodules
	for _, tarball := range tarballs() {
		added, content := npmPackage{Tarball: tarball.file}, *tarball.content
		if tarball.content == &providerTarball {
			content, added.Submodules = provider.tarball, slices.Sorted(maps.Keys(provider.Submodules))
		}
		if added.Name, added.Version, err = describe(content); err != nil {
			return fmt.Errorf("%s: %w", tarball.file, err)
		}
		added.Digest = checksum(content)
		files[tarball.file] = content
		p.Packages = append(p.Packages, added)
	}
	if files[packageList], err = json.Marshal(p.Packages); err != nil {
		return err
	}
	p.Files = map[string]uint32{}
	for name, content := range files {
		if err := c.write(filepath.Join(p.Folder, name), content); err != nil {
			return err
		}
		p.Files[name] = crc32.Checksum(content, castagnoli)
	}
	return nil
}

// makeSnapshot adds a snapshot of the kernel with all packages loaded.
func (p *preload) makeSnapshot(c cache) error {
	const snapshot = "snapshot.blob"
	dir := c.path(p.Folder)
	command := exec.Command(nodeCommand(), "--no-warnings", "--preserve-symlinks",
		"--snapshot-blob", snapshot, "--build-snapshot", "kernel.js", packageList)
	command.Dir = dir
	command.Env = append(os.Environ(), "NODE_OPTIONS="+nodeOptions(), "TMPDIR="+dir)
	output, err := command.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w: %.500s", err, exit.Stderr)
		}
		return fmt.Errorf("making a snapshot: %w", err)
	}
	var known struct {
		Types     map[string]int
		Functions map[string]string
	}
	if err := json.Unmarshal(output, &known); err != nil {
		return fmt.Errorf("making a snapshot: %w", err)
	}
	if p.Files[snapshot], err = sumOf(filepath.Join(dir, snapshot)); err != nil {
		return fmt.Errorf("making a snapshot: %w", err)
	}
	p.Snapshot, p.Functions = snapshot, known.Functions
	for i := range p.Packages {
		p.Packages[i].Types = known.Types[p.Packages[i].Name]
	}
	return nil
}

// nodeCommand names the program that jsii-runtime-go would start, too.
func nodeCommand() string {
	return cmp.Or(os.Getenv("JSII_NODE"), "node")
}

// nodeOptions are the options of Node in the environment, or what cdktf sets them to for the programs that it starts, so that
// a snapshot serves with it and without.
func nodeOptions() string {
	return cmp.Or(os.Getenv("NODE_OPTIONS"), "--max-old-space-size=4096")
}
