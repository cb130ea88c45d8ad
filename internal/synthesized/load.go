package synthesized

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unsafe"
)

// suffix is how Terraform knows a file of its JSON syntax:
// https://developer.hashicorp.com/terraform/language/files#file-extension
const (
	suffix       = ".tf.json"
	nativeSuffix = ".tf" // in HCL, which is not read
)

// Load reads every stack below an output folder, in the order of their names: those that manifest.json lists or, in a
// folder that CDKTF did not write, each folder with *.tf.json files. The error says which file is missing or cannot be
// read.
func Load(outdir string) ([]Stack, error) {
	return LoadExcept(outdir, nothing)
}

func nothing(string, []byte) (Stack, bool) { return Stack{}, false }

// LoadExcept is Load, and takes stacks that are known already instead of reading their JSON again: known is asked for each stack
// that manifest.json lists, with its name and its JSON, from several goroutines.
func LoadExcept(outdir string, known func(name string, text []byte) (Stack, bool)) ([]Stack, error) {
	if _, err := os.Stat(outdir); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("synthesized stacks: there is no folder %s", outdir)
	}
	text, err := os.ReadFile(filepath.Join(outdir, "manifest.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return loadFolders(outdir)
	}
	if err != nil {
		return nil, fmt.Errorf("synthesized stacks: %w", err)
	}
	var manifest struct {
		Stacks map[string]struct {
			SynthesizedStackPath string `json:"synthesizedStackPath"`
		} `json:"stacks"`
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		return nil, fmt.Errorf("synthesized stacks: %s/manifest.json: %w", outdir, err)
	}
	names := slices.Sorted(maps.Keys(manifest.Stacks))
	stacks, problems := make([]Stack, len(names)), make([]error, len(names))
	var reading sync.WaitGroup
	for index, name := range names {
		reading.Go(func() {
			path := filepath.Join(outdir, manifest.Stacks[name].SynthesizedStackPath)
			stacks[index], problems[index] = loadStack(known, name, path)
		})
	}
	reading.Wait()
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return stacks, nil
}

// loadFolders takes each folder with *.tf.json files for a stack, named by its path.
func loadFolders(outdir string) ([]Stack, error) {
	files, native := map[string][]string{}, map[string][]string{} // by folder
	err := filepath.WalkDir(outdir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".terraform" {
			return fs.SkipDir
		}
		switch folder := filepath.Dir(path); {
		case entry.IsDir():
		case strings.HasSuffix(path, suffix):
			files[folder] = append(files[folder], path)
		case strings.HasSuffix(path, nativeSuffix):
			native[folder] = append(native[folder], path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("synthesized stacks: %w", err)
	}
	if len(files) == 0 && len(native) > 0 {
		return nil, fmt.Errorf("synthesized stacks: %s has files in HCL (*%s) only, which are not read: write them in JSON (*%s)", outdir, nativeSuffix, suffix)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("synthesized stacks: %s has neither manifest.json nor *%s files", outdir, suffix)
	}
	var stacks []Stack
	var problems []error
	for _, folder := range slices.Sorted(maps.Keys(files)) {
		stack, err := loadStack(nothing, nameOf(outdir, folder), files[folder]...)
		problems = append(problems, err)
		stacks = append(stacks, stack)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	for folder := range native {
		if len(files[folder]) == 0 { // so that the report can say that it was not read
			empty, err := Parse(nameOf(outdir, folder), native[folder][0], []byte("{}"))
			if err != nil {
				return nil, err
			}
			stacks = append(stacks, empty)
		}
	}
	for index := range stacks {
		stacks[index].note(native[stacks[index].Dir], files)
	}
	slices.SortFunc(stacks, func(a, b Stack) int { return strings.Compare(a.Name, b.Name) })
	return stacks, nil
}

// nameOf names a stack by its folder.
func nameOf(outdir, folder string) string {
	name, err := filepath.Rel(outdir, folder)
	if absolute, problem := filepath.Abs(folder); problem == nil && (err != nil || name == ".") {
		name = filepath.Base(absolute)
	}
	return filepath.ToSlash(name)
}

// Parse reads one stack from the text of its cdk.tf.json, as Load does. Errors contain the name of the file, and
// reports. The stack is made of the text, which must not be changed afterwards.
func Parse(name, file string, text []byte) (Stack, error) {
	only, err := read(name, file, text)
	if err != nil {
		return Stack{}, err
	}
	return newStack(name, []*source{only}), nil
}

// read decodes a file, if it is JSON that every program reads in the same way.
func read(name, file string, text []byte) (*source, error) {
	decoder := decoder{text: unsafe.String(unsafe.SliceData(text), len(text))} // not copied, since nothing changes it: see Parse
	value, ok := decoder.decode()
	object, isObject := value.(*object)
	if !ok || !isObject {
		return nil, fmt.Errorf("stack %s: %s is not valid JSON, or no object", name, file)
	}
	if decoder.twice != "" {
		return nil, fmt.Errorf("stack %s: %s has the key %q twice in one object: programs disagree about which one counts", name, file, Duplicate(text))
	}
	return &source{name: file, text: text, content: decoder.text, document: object, several: decoder.several}, nil
}

func loadStack(known func(string, []byte) (Stack, bool), name string, paths ...string) (Stack, error) {
	var files []*source
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return Stack{}, fmt.Errorf("stack %s: %w", name, err)
		}
		if stack, ok := known(name, text); ok {
			return stack, nil
		}
		file, err := read(name, path, text)
		if err != nil {
			return Stack{}, err
		}
		files = append(files, file)
	}
	return newStack(name, files), nil
}

func newStack(name string, files []*source) Stack {
	stack := Stack{Name: name, Dir: filepath.Dir(files[0].name), JSON: files[0].text, graph: newGraph()}
	stack.graph.document = files[0].document
	if len(files) > 1 {
		stack.JSON = merged(files)
		whole, _ := (&decoder{text: string(stack.JSON)}).decode()
		stack.graph.document, _ = whole.(*object)
	}
	for _, file := range files {
		stack.graph.several = stack.graph.several || file.several
		stack.graph.add(file, "", file.blocks("resource"))
		stack.graph.add(file, "data.", file.blocks("data"))
	}
	stack.graph.instances()
	stack.Resources = make([]Resource, 0, len(stack.graph.order))
	for _, node := range stack.graph.order {
		if strings.HasPrefix(node.address, "data.") {
			stack.graph.data = append(stack.graph.data, node.resource)
			continue
		}
		stack.Resources = append(stack.Resources, node.resource)
	}
	stack.graph.stack = stack
	return stack
}

// merged is one document of several files: Terraform reads the files of a folder as one.
func merged(files []*source) []byte {
	whole := map[string]any{}
	for _, file := range files {
		if object, ok := plain(file.document).(map[string]any); ok {
			merge(whole, object)
		}
	}
	text, err := json.Marshal(whole)
	if err != nil {
		panic(err) // what was read from JSON can be written as JSON
	}
	return text
}

func merge(into, from map[string]any) {
	for key, value := range from {
		inner, ok := into[key].(map[string]any)
		object, also := value.(map[string]any)
		if ok && also {
			merge(inner, object)
			continue
		}
		into[key] = value
	}
}
