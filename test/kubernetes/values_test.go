package kubernetes

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// known contains values of the charts, copied from their documentation: Helm ignores values that a chart does not have. A key with
// a trailing dot allows all keys below it.
//
//   - https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/v3.4.2/helm/aws-load-balancer-controller#configuration
//   - https://github.com/kubernetes/autoscaler/tree/cluster-autoscaler-chart-9.59.0/charts/cluster-autoscaler#values
//   - https://github.com/external-secrets/external-secrets/tree/helm-chart-2.11.0/deploy/charts/external-secrets#values
var known = map[string][]string{
	"aws-load-balancer-controller": {
		"clusterName", "region", "vpcId", "vpcTags.", "replicaCount", "serviceAccount.create", "serviceAccount.name",
		"podDisruptionBudget.", "enableShield", "enableWaf", "enableWafv2", "enableServiceMutatorWebhook",
		"controllerConfig.featureGates.", "priorityClassName", "resources.", "defaultTags.", "createIngressClassResource",
	},
	"cluster-autoscaler": {
		"cloudProvider", "awsRegion", "autoDiscovery.clusterName", "autoDiscovery.tags", "image.repository", "image.tag",
		"fullnameOverride", "rbac.create", "rbac.serviceAccount.create", "rbac.serviceAccount.name", "priorityClassName",
		"extraArgs.", "resources.", "replicaCount", "podDisruptionBudget.",
	},
	"external-secrets": {
		"installCRDs", "serviceAccount.create", "serviceAccount.name", "priorityClassName", "webhook.priorityClassName",
		"certController.priorityClassName", "replicaCount", "leaderElect", "processClusterStore", "processSecretStore",
		"processClusterExternalSecret", "processClusterPushSecret", "processPushSecret", "processClusterGenerator",
		"crds.createSecretStore", "crds.createClusterSecretStore", "crds.createClusterExternalSecret",
		"crds.createClusterPushSecret", "crds.createPushSecret", "crds.createClusterGenerator", "resources.",
	},
}

func TestChartsHaveTheValues(t *testing.T) {
	chart := envoyChart(t)
	for _, folder := range stacks(t) {
		files, err := filepath.Glob(folder + "/values/*.yaml")
		if err != nil || len(files) != len(known)+1 {
			t.Fatalf("%s: values of %d charts (%v), want %d", folder, len(files), err, len(known)+1)
		}
		for _, file := range files {
			keys, ok := known[strings.TrimSuffix(filepath.Base(file), ".yaml")]
			if !ok {
				keys = chart
			}
			for _, key := range leaves(t, file) {
				if !slices.ContainsFunc(keys, func(one string) bool {
					return one == key || strings.HasSuffix(one, ".") && strings.HasPrefix(key, one)
				}) {
					t.Errorf("%s: the chart has no value %s", file, key)
				}
			}
		}
	}
}

// envoyChart returns the keys of the values of Envoy Gateway's chart, which is in the module of its types.
func envoyChart(t *testing.T) []string {
	t.Helper()
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/envoyproxy/gateway").Output()
	if err != nil {
		t.Fatal(err)
	}
	return leaves(t, filepath.Join(strings.TrimSpace(string(folder)), "charts", "gateway-helm", "values.tmpl.yaml"))
}

// TestTypesMatchTheInstalledVersion checks that Envoy Gateway's types have the version of the installed chart.
func TestTypesMatchTheInstalledVersion(t *testing.T) {
	version, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "github.com/envoyproxy/gateway").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range stacks(t) {
		text, err := os.ReadFile(folder + "/helmfile.yaml")
		if err != nil || !strings.Contains(string(text), "version: "+strings.TrimSpace(string(version))+"\n") {
			t.Errorf("%s does not install Envoy Gateway %s (%v)", folder, version, err)
		}
	}
}

// leaves returns the dotted keys in a YAML file whose values are not objects, or empty objects.
func leaves(t *testing.T, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var values map[string]any
	if err := yaml.Unmarshal(text, &values); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	var keys []string
	var walk func(prefix string, value any)
	walk = func(prefix string, value any) {
		inner, ok := value.(map[string]any)
		if !ok || len(inner) == 0 {
			keys = append(keys, strings.TrimPrefix(prefix, "."))
			return
		}
		for key := range inner {
			walk(prefix+"."+key, inner[key])
		}
	}
	walk("", values)
	return keys
}
