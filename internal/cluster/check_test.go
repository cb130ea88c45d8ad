package cluster_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/cluster"

	"sigs.k8s.io/yaml"
)

// TestMain runs the test's own binary as a fake kubectl if it is called by that name.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "kubectl" {
		os.Exit(kubectl(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// kubectl responds as the command does, from files in the folder that CLUSTER names.
func kubectl(arguments []string) int {
	folder := os.Getenv("CLUSTER")
	if reason, err := os.ReadFile(filepath.Join(folder, "unreachable")); err == nil {
		fmt.Fprintln(os.Stderr, string(reason))
		return 1
	}
	if !slices.Equal(arguments[:2], []string{"--context", "volteryde-dev"}) {
		fmt.Fprintln(os.Stderr, "another context:", arguments)
		return 1
	}
	if slices.Contains(arguments, "secrets") {
		text, _ := os.ReadFile(filepath.Join(folder, "releases.json"))
		fmt.Println(string(text))
		return 0
	}
	input, _ := io.ReadAll(os.Stdin)
	var object map[string]any
	if err := json.Unmarshal(input, &object); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if _, err := os.Stat(filepath.Join(folder, "no "+object["kind"].(string))); err == nil {
		fmt.Fprintf(os.Stderr, "error: resource mapping not found: no matches for kind %q\n", object["kind"])
		return 1
	}
	if text, err := os.ReadFile(filepath.Join(folder, fileOf(object))); err == nil {
		fmt.Printf(`{"apiVersion": "v1", "kind": "List", "items": [%s]}`, text)
	}
	return 0
}

func fileOf(object map[string]any) string {
	metadata := object["metadata"].(map[string]any)
	return fmt.Sprint(object["kind"], "_", metadata["namespace"], "_", metadata["name"], ".json")
}

// installed is a cluster with everything in a plan, each object with the fields that an API server adds.
func installed(t *testing.T, planned cluster.Plan) string {
	t.Helper()
	bin, folder := t.TempDir(), t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(bin, "kubectl")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	t.Setenv("CLUSTER", folder)
	for _, object := range slices.Concat(planned.Base, planned.Platform) {
		text, err := json.Marshal(object)
		if err != nil {
			t.Fatal(err)
		}
		var found map[string]any
		if err := json.Unmarshal(text, &found); err != nil {
			t.Fatal(err)
		}
		found["metadata"].(map[string]any)["uid"] = "1"
		found["status"] = map[string]any{}
		save(t, filepath.Join(folder, fileOf(object)), found)
	}
	saveReleases(t, folder, planned, nil)
	return folder
}

// saveReleases stores the plan's charts as Helm does, after change has modified each.
func saveReleases(t *testing.T, folder string, planned cluster.Plan, change func(name string, release map[string]any)) {
	t.Helper()
	files, err := planned.Files()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, file := range files {
		texts[file.Path] = file.Text
	}
	var helmfile struct {
		Releases []struct {
			Name, Namespace, Version string
			Values                   []string
		}
	}
	if err := yaml.Unmarshal(texts["helmfile.yaml"], &helmfile); err != nil {
		t.Fatal(err)
	}
	var items []any
	for _, one := range helmfile.Releases {
		var values map[string]any
		if err := yaml.Unmarshal(texts[one.Values[0]], &values); err != nil {
			t.Fatal(err)
		}
		release := map[string]any{
			"name": one.Name, "namespace": one.Namespace, "config": values,
			"chart": map[string]any{"metadata": map[string]any{"version": one.Version}},
		}
		if change != nil {
			change(one.Name, release)
		}
		items = append(items, map[string]any{"data": map[string]any{"release": folded(t, release)}})
	}
	save(t, filepath.Join(folder, "releases.json"), map[string]any{"items": items})
}

// folded encodes a release as Helm does in a Secret and as kubectl prints it.
func folded(t *testing.T, release any) string {
	t.Helper()
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	if err := json.NewEncoder(writer).Encode(release); err != nil {
		t.Fatal(err)
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	once := base64.StdEncoding.EncodeToString(packed.Bytes())
	return base64.StdEncoding.EncodeToString([]byte(once))
}

func save(t *testing.T, path string, value any) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func checked(t *testing.T, planned cluster.Plan, want ...string) {
	t.Helper()
	got, err := planned.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("differences are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestCompleteClusterHasNoDifferences(t *testing.T) {
	planned := plan(t, dev(t))
	installed(t, planned)
	checked(t, planned)
}

func TestDifferencesNameTheObjectAndTheField(t *testing.T) {
	planned := plan(t, dev(t))
	folder := installed(t, planned)
	class := filepath.Join(folder, "StorageClass_<nil>_gp3.json")
	text, err := os.ReadFile(class)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(class, []byte(strings.Replace(string(text), `"encrypted":"true"`, `"encrypted":"false"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "NetworkPolicy_volteryde_deny-all.json")); err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(folder, "no Issuer"), nil)
	saveReleases(t, folder, planned, func(name string, release map[string]any) {
		switch name {
		case "cluster-autoscaler":
			release["chart"] = map[string]any{"metadata": map[string]any{"version": "9.0.0"}}
		case "external-secrets":
			release["config"].(map[string]any)["processSecretStore"] = true
		case "envoy-gateway":
			release["namespace"] = "elsewhere"
		}
	})
	checked(t, planned,
		`StorageClass gp3: parameters.encrypted is "false", want "true"`,
		`NetworkPolicy volteryde/deny-all is missing`,
		`Issuer envoy-gateway-system/public is missing`,
		`Chart kube-system/cluster-autoscaler: version is 9.0.0, want 9.59.0`,
		`Chart external-secrets/external-secrets: values.processSecretStore is true, want false`,
		`Chart envoy-gateway-system/envoy-gateway is missing`,
	)
}

func TestUnreachableClusterIsAnError(t *testing.T) {
	planned := plan(t, dev(t))
	folder := installed(t, planned)
	if err := os.WriteFile(filepath.Join(folder, "releases.json"), []byte(`{"items": [{"data": {"release": "bm8="}}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := planned.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "cannot read a Helm release") {
		t.Errorf("a broken release: error is %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "unreachable"), []byte(`error: context "volteryde-dev" does not exist`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := planned.Check(t.Context()); err == nil || !strings.Contains(err.Error(), `cluster volteryde-dev: kubectl get`) ||
		!strings.Contains(err.Error(), `context "volteryde-dev" does not exist`) {
		t.Errorf("no way to the cluster: error is %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	if _, err := planned.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "kubectl is not on PATH: install it") {
		t.Errorf("no kubectl: error is %v", err)
	}
}
