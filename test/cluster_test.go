package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/internal/cluster"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/sebdah/goldie/v2"
	"sigs.k8s.io/yaml"
)

const clusterFiles = "testdata/kubernetes"

// clusters returns the shipped stacks with an EKS cluster.
func clusters(t *testing.T) []synthesized.Stack {
	t.Helper()
	var found []synthesized.Stack
	for _, stack := range shipped.Stacks(t) {
		if len(stack.OfType("aws_eks_cluster")) > 0 {
			found = append(found, stack)
		}
	}
	if len(found) == 0 {
		t.Fatal("no stack has an EKS cluster")
	}
	return found
}

func filesOf(t *testing.T, stack synthesized.Stack) []cluster.File {
	t.Helper()
	read, err := cluster.Read(stack)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := cluster.NewPlan(read)
	if err != nil {
		t.Fatal(err)
	}
	files, err := plan.Files()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestClusterFiles compares the files for each cluster with reviewed copies. test/kubernetes decodes the copies into the types of
// the Kubernetes API.
func TestClusterFiles(t *testing.T) {
	t.Chdir(shipped.Root())
	golden := goldie.New(t, goldie.WithFixtureDir(clusterFiles), goldie.WithNameSuffix(""), goldie.WithDiffEngine(goldie.ClassicDiff))
	var expected []string
	for _, stack := range clusters(t) {
		for _, file := range filesOf(t, stack) {
			name := filepath.Join(stack.Name, file.Path)
			expected = append(expected, filepath.Join(clusterFiles, name))
			golden.Assert(t, name, file.Text)
		}
	}
	err := filepath.WalkDir(clusterFiles, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !slices.Contains(expected, path) {
			t.Errorf("%s belongs to no stack: remove it", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// found returns all values of a key, at any depth, in the files of a stack.
func found(t *testing.T, files []cluster.File, key string) []string {
	t.Helper()
	var values []string
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			for name, inner := range value {
				if name == key {
					values = append(values, fmt.Sprint(inner))
				}
				walk(inner)
			}
		case []any:
			for _, inner := range value {
				walk(inner)
			}
		}
	}
	for _, file := range files {
		for _, part := range strings.Split(string(file.Text), "\n---\n") {
			var value any
			if err := yaml.Unmarshal([]byte(part), &value); err != nil {
				t.Fatalf("%s: %v", file.Path, err)
			}
			walk(value)
		}
	}
	slices.Sort(values)
	return slices.Compact(values)
}

// TestClusterFilesNameOnlyWhatStacksHave checks that the stacks define every port, secret, host, region and cluster name in the
// files.
func TestClusterFilesNameOnlyWhatStacksHave(t *testing.T) {
	for _, stack := range clusters(t) {
		files := filesOf(t, stack)
		secrets := []string{}
		for _, secret := range stack.OfType("aws_secretsmanager_secret") {
			secrets = append(secrets, secret.Get("name").String())
		}
		slices.Sort(secrets)
		hosts := []string{}
		for _, record := range stack.OfType("aws_route53_record") {
			hosts = append(hosts, record.Get("name").String())
		}
		for key, allowed := range map[string][]string{
			"nodePort":    {stack.OfType("aws_lb_target_group")[0].Get("port").String()},
			"key":         append(secrets, "kubernetes.io/metadata.name"), // the last is a label in a selector
			"clusterName": {stack.OfType("aws_eks_cluster")[0].Get("name").String()},
			"kubeContext": {stack.OfType("aws_eks_cluster")[0].Get("name").String()},
			"region":      {stack.Get("provider.aws.0.region").String()},
			"awsRegion":   {stack.Get("provider.aws.0.region").String()},
		} {
			values := found(t, files, key)
			if len(values) == 0 {
				t.Errorf("%s: no file has %s", stack.Name, key)
			}
			for _, value := range values {
				if !slices.Contains(allowed, value) {
					t.Errorf("%s: a file has %s %q, the stack has %v", stack.Name, key, value, allowed)
				}
			}
		}
		for _, value := range found(t, files, "hostnames") {
			if host := strings.Trim(value, "[]"); !slices.Contains(hosts, host) {
				t.Errorf("%s: a route has the host %s, the stack has records for %v", stack.Name, host, hosts)
			}
		}
		for _, secret := range secrets {
			if !slices.Contains(found(t, files, "key"), secret) {
				t.Errorf("%s: no file copies the secret %s into the cluster", stack.Name, secret)
			}
		}
	}
}

// TestNoRoleWaitsForAServiceAccountInVain checks that the files create the service account of every pod identity association, and
// that every service account for a role has such an association.
func TestNoRoleWaitsForAServiceAccountInVain(t *testing.T) {
	for _, stack := range clusters(t) {
		files := filesOf(t, stack)
		made := map[string]bool{}
		for _, part := range documents(t, files, "base.yaml") {
			if part["kind"] == "ServiceAccount" {
				metadata := part["metadata"].(map[string]any)
				made[fmt.Sprint(metadata["namespace"], "/", metadata["name"])] = true
			}
		}
		for _, release := range documents(t, files, "helmfile.yaml")[0]["releases"].([]any) {
			release := release.(map[string]any)
			values := documents(t, files, release["values"].([]any)[0].(string))[0]
			account, ok := values["serviceAccount"].(map[string]any)
			if rbac, nested := values["rbac"].(map[string]any); nested {
				account, ok = rbac["serviceAccount"].(map[string]any)
			}
			if ok {
				made[fmt.Sprint(release["namespace"], "/", account["name"])] = true
			}
		}
		associated := map[string]bool{}
		for _, association := range stack.OfType("aws_eks_pod_identity_association") {
			account := association.Get("namespace").String() + "/" + association.Get("service_account").String()
			associated[account] = true
			if !made[account] {
				t.Errorf("%s: an IAM role is associated with the service account %s, which nothing creates", stack.Name, account)
			}
		}
		for account := range made {
			if !associated[account] {
				t.Errorf("%s: the files create the service account %s, which has no IAM role", stack.Name, account)
			}
		}
	}
}

// documents returns the objects in a file.
func documents(t *testing.T, files []cluster.File, path string) []map[string]any {
	t.Helper()
	for _, file := range files {
		if file.Path != path {
			continue
		}
		var all []map[string]any
		for _, part := range strings.Split(string(file.Text), "\n---\n") {
			var object map[string]any
			if err := yaml.UnmarshalStrict([]byte(part), &object); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			all = append(all, object)
		}
		return all
	}
	t.Fatalf("no file %s", path)
	return nil
}

// namedThing matches the name of a resource of dev on a page: a cluster, a target group, a log group.
var namedThing = regexp.MustCompile(`volteryde-dev(?:-[a-z0-9]+)*`)

// TestGuideNamesWhatThereIs checks that dev's stack or its cluster files define every name that the guide mentions, and that every
// file that it mentions exists.
func TestGuideNamesWhatThereIs(t *testing.T) {
	t.Chdir(shipped.Root())
	guide := read(t, "docs/kubernetes.md")
	dev := shipped.Stack(t, "dev-stack")
	known := string(dev.JSON)
	var paths []string
	for _, file := range filesOf(t, dev) {
		known += string(file.Text)
		paths = append(paths, file.Path)
	}
	for _, name := range namedThing.FindAllString(guide, -1) {
		if !strings.Contains(known, name) {
			t.Errorf("docs/kubernetes.md names %s, which dev-stack does not have", name)
		}
	}
	for _, host := range regexp.MustCompile(`[a-z]+\.dev\.volteryde[a-z.]+`).FindAllString(guide, -1) {
		if !strings.Contains(known, host) {
			t.Errorf("docs/kubernetes.md names the host %s, which dev-stack does not have", host)
		}
	}
	for _, found := range regexp.MustCompile(`build/cluster/dev-stack/([\w./-]+)`).FindAllStringSubmatch(guide, -1) {
		if !slices.Contains(paths, found[1]) {
			t.Errorf("docs/kubernetes.md names the file %s, which does not exist: there are %v", found[1], paths)
		}
	}
	for _, object := range []string{"public", "envoy-public", "gp3", "sample", "platform", "proxies", "envoy-gateway-system", "external-secrets"} {
		if !strings.Contains(guide, object) || !strings.Contains(known, "name: "+object+"\n") {
			t.Errorf("docs/kubernetes.md and the files do not both name %s", object)
		}
	}
}
