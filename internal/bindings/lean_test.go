package bindings

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A file in an npm package, by its name below package/.
type file struct{ name, content string }

const manifest = `{
	"name": "@cdktf/provider-aws", "version": "1.2.3", "readme": {"markdown": "long"}, "submodules": {"x": {}},
	"types": {
		"@cdktf/provider-aws.vpc.Vpc": {"symbolId": "src/vpc/index:Vpc", "docs": {"summary": "A VPC."},
			"methods": [{"name": "id", "docs": {"summary": "Its id."}, "locationInModule": {"line": 7}}]},
		"@cdktf/provider-aws.dataAwsAmi.DataAwsAmi": {"symbolId": "src/data-aws-ami/index-structs/structs0:DataAwsAmi"},
		"@cdktf/provider-aws.iamRole.IamRole": {"symbolId": "src/iam-role/index:IamRole"}
	}
}`

var wholePackage = []file{
	{".jsii", manifest},
	{"LICENSE", "license"},
	{"lib/data-aws-ami/index.js", "ami"},
	{"lib/data-aws-ami/index-structs/structs0.js", "structs"},
	{"lib/iam-role/index.js", "role"},
	{"lib/index.js", "eager"},
	{"lib/lazy-index.js", lazyIndexOf("vpc", "iamRole", "dataAwsAmi")},
	{"lib/vpc/index.js", "vpc"},
	{"package.json", `{"name": "@cdktf/provider-aws", "version": "1.2.3", "main": "lib/index.js"}`},
	{"lib/vpc/index.d.ts", "types"},
}

// lazyIndexOf is the lazy entry point of a package with these submodules.
func lazyIndexOf(submodules ...string) string {
	lines := []string{"// generated\n"}
	for _, submodule := range submodules {
		lines = append(lines, "Object.defineProperty(exports, '"+submodule+"', { get: function () { return 0; } });\n")
	}
	return strings.Join(append(lines, "// end"), "")
}

func pack(t *testing.T, files []file) []byte {
	t.Helper()
	var out bytes.Buffer
	compressed := gzip.NewWriter(&out)
	archive := tar.NewWriter(compressed)
	for _, f := range files {
		header := &tar.Header{Name: "package/" + f.name, Mode: 0o644, Size: int64(len(f.content))}
		if err := archive.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(archive, f.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	if err := compressed.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func unpack(t *testing.T, tarball []byte) map[string]string {
	t.Helper()
	content, err := gzip.NewReader(bytes.NewReader(tarball))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	archive := tar.NewReader(content)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		files[strings.TrimPrefix(header.Name, "package/")] = string(content)
	}
}

func set(names ...string) map[string]bool {
	result := map[string]bool{}
	for _, name := range names {
		result[name] = true
	}
	return result
}

func TestLeanHasWhatIsWanted(t *testing.T) {
	made, err := lean(pack(t, wholePackage), set("vpc", "dataAwsAmi"))
	if err != nil {
		t.Fatal(err)
	}
	files := unpack(t, made.tarball)
	want := []string{
		".jsii", "LICENSE", "lib/data-aws-ami/index-structs/structs0.js", "lib/data-aws-ami/index.js", "lib/lazy-index.js",
		"lib/vpc/index.js", "package.json",
	}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Errorf("the lean package has the files %q, want %q", got, want)
	}
	if got, want := files["lib/vpc/index.js"], "vpc"; got != want {
		t.Errorf("a module is %q, want %q", got, want)
	}
	if got, want := files["lib/lazy-index.js"], lazyIndexOf("vpc", "dataAwsAmi"); got != want {
		t.Errorf("the entry point is %q, want %q", got, want)
	}
	if got, want := files["package.json"], `{"main":"lib/lazy-index.js","name":"@cdktf/provider-aws","version":"1.2.3"}`; got != want {
		t.Errorf("package.json is %s, want %s", got, want)
	}
	const types = `{"@cdktf/provider-aws.dataAwsAmi.DataAwsAmi":{"symbolId":"src/data-aws-ami/index-structs/structs0:DataAwsAmi"},` +
		`"@cdktf/provider-aws.vpc.Vpc":{"methods":[{"name":"id"}],"symbolId":"src/vpc/index:Vpc"}}`
	if got, want := files[".jsii"], `{"name":"@cdktf/provider-aws","types":`+types+`,"version":"1.2.3"}`; got != want {
		t.Errorf(".jsii is\n%s\nwant\n%s", got, want)
	}
	if made.Name != "@cdktf/provider-aws" || made.Version != "1.2.3" {
		t.Errorf("the lean package is %s %s", made.Name, made.Version)
	}
}

// The kernel unpacks and indexes a package once per content.
func TestLeanIsDeterministic(t *testing.T) {
	whole := pack(t, wholePackage)
	first, err := lean(whole, set("vpc", "iamRole"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := lean(whole, set("iamRole", "vpc"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.tarball, second.tarball) {
		t.Error("the same submodules gave different packages")
	}
}

func TestLeanRefusesUnknownLayouts(t *testing.T) {
	whole := pack(t, wholePackage)
	without := func(name string) []byte {
		return pack(t, slices.DeleteFunc(slices.Clone(wholePackage), func(f file) bool { return f.name == name }))
	}
	with := func(name, content string) []byte {
		files := slices.Clone(wholePackage)
		files[slices.IndexFunc(files, func(f file) bool { return f.name == name })].content = content
		return pack(t, files)
	}
	for name, tarball := range map[string][]byte{
		"nothing":              nil,
		"not gzip":             []byte("some text that is longer than a trailer"),
		"truncated":            whole[:len(whole)/2],
		"no manifest":          without(".jsii"),
		"no lazy index":        without(lazyIndex),
		"no package.json":      without("package.json"),
		"no version":           with("package.json", `{"name": "x"}`),
		"manifest not JSON":    with(".jsii", "text"),
		"manifest not object":  with(".jsii", "[]"),
		"manifest cut":         with(".jsii", manifest[:len(manifest)/2]),
		"symbol not in a file": with(".jsii", strings.Replace(manifest, "src/vpc/index:Vpc", "Vpc", 1)),
	} {
		t.Run(name, func(t *testing.T) {
			if made, err := lean(tarball, set("vpc")); err == nil {
				t.Errorf("accepted it: %v", unpack(t, made.tarball))
			}
		})
	}
}

func TestProviderGrowsWithTheProgram(t *testing.T) {
	c := cache{t.TempDir()}
	whole := pack(t, wholePackage)
	get := func(submodules ...string) []string {
		t.Helper()
		provider, err := leanProvider(c, whole, set(submodules...))
		if err != nil {
			t.Fatal(err)
		}
		var types struct{ Types map[string]any }
		if err := json.Unmarshal([]byte(unpack(t, provider.tarball)[".jsii"]), &types); err != nil {
			t.Fatal(err)
		}
		return slices.Sorted(maps.Keys(types.Types))
	}
	const vpc, role = "@cdktf/provider-aws.vpc.Vpc", "@cdktf/provider-aws.iamRole.IamRole"
	if got, want := get("vpc"), []string{vpc}; !slices.Equal(got, want) {
		t.Errorf("at first: %q, want %q", got, want)
	}
	if got, want := get("iamRole"), []string{role, vpc}; !slices.Equal(got, want) {
		t.Errorf("with another submodule: %q, want %q", got, want)
	}
	if got, want := get("vpc"), []string{role, vpc}; !slices.Equal(got, want) {
		t.Errorf("with the first one again: %q, want %q", got, want)
	}
}

func TestProviderIsMadeAgain(t *testing.T) {
	whole := pack(t, wholePackage)
	want, err := leanProvider(cache{}, whole, set("vpc"))
	if err != nil {
		t.Fatal(err)
	}
	c := cache{t.TempDir()}
	if _, err := leanProvider(c, whole, set("vpc")); err != nil {
		t.Fatal(err)
	}
	kept, err := filepath.Glob(c.path("provider-aws-*"))
	if err != nil || len(kept) != 1 {
		t.Fatalf("kept %q (%v)", kept, err)
	}
	content, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	for position := range content {
		damaged := bytes.Clone(content)
		damaged[position] ^= 1
		for _, damage := range [][]byte{damaged, content[:position]} {
			if err := os.WriteFile(kept[0], damage, 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := leanProvider(c, whole, set("vpc"))
			if err != nil || !bytes.Equal(got.tarball, want.tarball) {
				t.Fatalf("damaged at %d: %q (%v)", position, got.tarball, err)
			}
		}
	}
}

func TestProviderOfAnotherVersionIsMadeAnew(t *testing.T) {
	c := cache{t.TempDir()}
	for _, version := range []string{"1.2.3", "1.2.4"} {
		files := slices.Clone(wholePackage)
		for i := range files {
			files[i].content = strings.ReplaceAll(files[i].content, "1.2.3", version)
		}
		provider, err := leanProvider(c, pack(t, files), set("vpc"))
		if err != nil || provider.Version != version {
			t.Errorf("got version %q (%v), want %q", provider.Version, err, version)
		}
	}
}

func TestProviderForProcessesAtOnce(t *testing.T) {
	c := cache{t.TempDir()}
	whole := pack(t, wholePackage)
	var running sync.WaitGroup
	for i := range 50 {
		needed := set([]string{"vpc", "iamRole", "dataAwsAmi"}[i%3])
		running.Go(func() {
			provider, err := leanProvider(c, whole, needed)
			if err != nil || !containsAll(provider.Submodules, needed) {
				t.Errorf("%v of %v (%v)", provider.Submodules, needed, err)
			}
		})
	}
	running.Wait()
}

func TestProviderThatCannotBeKept(t *testing.T) {
	c := cache{filepath.Join(t.TempDir(), "missing")}
	if _, err := leanProvider(c, pack(t, wholePackage), set("vpc")); err == nil {
		t.Error("did not say that the cache cannot be written")
	}
}

func TestDescribe(t *testing.T) {
	name, version, err := describe(pack(t, wholePackage))
	if err != nil || name != "@cdktf/provider-aws" || version != "1.2.3" {
		t.Errorf("got %q %q (%v)", name, version, err)
	}
	if _, _, err := describe(pack(t, nil)); err == nil {
		t.Error("did not refuse a package without package.json")
	}
}
