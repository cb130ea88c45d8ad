// Package kubernetes decodes the files of landform cluster into the types of the Kubernetes API and of the installed add-ons. It is
// a separate Go module, since these types need more modules than all the rest of the project.
package kubernetes

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	certmanager "github.com/cert-manager/cert-manager/pkg/apis/certmanager/v1"
	envoy "github.com/envoyproxy/gateway/api/v1alpha1"
	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	security "k8s.io/pod-security-admission/api"
	admission "k8s.io/pod-security-admission/policy"
	gateway "sigs.k8s.io/gateway-api/apis/v1"
	"sigs.k8s.io/yaml"
)

// kinds contains a constructor for each kind of object that the files may have, by API version and kind.
var kinds = map[string]func() any{
	"v1 Namespace":                                       func() any { return &core.Namespace{} },
	"v1 ServiceAccount":                                  func() any { return &core.ServiceAccount{} },
	"v1 Service":                                         func() any { return &core.Service{} },
	"apps/v1 Deployment":                                 func() any { return &apps.Deployment{} },
	"networking.k8s.io/v1 NetworkPolicy":                 func() any { return &networking.NetworkPolicy{} },
	"policy/v1 PodDisruptionBudget":                      func() any { return &policy.PodDisruptionBudget{} },
	"scheduling.k8s.io/v1 PriorityClass":                 func() any { return &scheduling.PriorityClass{} },
	"storage.k8s.io/v1 StorageClass":                     func() any { return &storage.StorageClass{} },
	"gateway.networking.k8s.io/v1 GatewayClass":          func() any { return &gateway.GatewayClass{} },
	"gateway.networking.k8s.io/v1 Gateway":               func() any { return &gateway.Gateway{} },
	"gateway.networking.k8s.io/v1 HTTPRoute":             func() any { return &gateway.HTTPRoute{} },
	"gateway.envoyproxy.io/v1alpha1 EnvoyProxy":          func() any { return &envoy.EnvoyProxy{} },
	"gateway.envoyproxy.io/v1alpha1 ClientTrafficPolicy": func() any { return &envoy.ClientTrafficPolicy{} },
	"cert-manager.io/v1 Issuer":                          func() any { return &certmanager.Issuer{} },
	"cert-manager.io/v1 Certificate":                     func() any { return &certmanager.Certificate{} },
	"external-secrets.io/v1 ClusterSecretStore":          func() any { return &clusterSecretStore{} },
	"external-secrets.io/v1 ExternalSecret":              func() any { return &externalSecret{} },
}

// stacks returns the folders of generated files, one for each stack with a cluster.
func stacks(t *testing.T) []string {
	t.Helper()
	folders, err := filepath.Glob("../../testdata/kubernetes/*-stack")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no generated files (%v): run \"make update\" in the project's folder", err)
	}
	return folders
}

// parts returns the YAML documents of a file.
func parts(t *testing.T, path string) [][]byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(text, []byte("\n---\n"))
}

// decoded returns the objects of a file in the types of their APIs. It fails the test for unknown kinds, unknown fields and values
// of a wrong type.
func decoded(t *testing.T, path string) []any {
	t.Helper()
	var objects []any
	for index, part := range parts(t, path) {
		var meta struct{ APIVersion, Kind string }
		if err := yaml.Unmarshal(part, &meta); err != nil {
			t.Fatalf("%s: document %d: %v", path, index, err)
		}
		newObject, ok := kinds[meta.APIVersion+" "+meta.Kind]
		if !ok {
			t.Errorf("%s: document %d has the unknown kind %s %s", path, index, meta.APIVersion, meta.Kind)
			continue
		}
		object := newObject()
		if err := yaml.UnmarshalStrict(part, object); err != nil {
			t.Errorf("%s: document %d: %v", path, index, err)
		}
		objects = append(objects, object)
	}
	return objects
}

func TestManifestsMatchTheTypesOfTheirAPIs(t *testing.T) {
	for _, folder := range stacks(t) {
		for _, name := range []string{"base.yaml", "platform.yaml", "sample.yaml"} {
			if objects := decoded(t, filepath.Join(folder, name)); len(objects) == 0 {
				t.Errorf("%s/%s has no objects", folder, name)
			}
		}
	}
}

// find returns the object with a type and a name, and ends the test if there is none.
func find[T interface{ GetName() string }](t *testing.T, objects []any, name string) T {
	t.Helper()
	for _, object := range objects {
		if found, ok := object.(T); ok && found.GetName() == name {
			return found
		}
	}
	var none T
	t.Fatalf("there is no %T %s", none, name)
	return none
}

// TestRequestsReachThePods follows a request from the port of a node to a pod of the sample.
func TestRequestsReachThePods(t *testing.T) {
	for _, folder := range stacks(t) {
		platform, sample := decoded(t, folder+"/platform.yaml"), decoded(t, folder+"/sample.yaml")
		public := find[*gateway.Gateway](t, platform, "public")
		listener := public.Spec.Listeners[0]

		proxy := find[*envoy.EnvoyProxy](t, platform, public.Spec.Infrastructure.ParametersRef.Name)
		service := proxy.Spec.Provider.Kubernetes.EnvoyService
		var patch core.Service
		if err := yaml.UnmarshalStrict(service.Patch.Value.Raw, &patch); err != nil {
			t.Fatal(err)
		}
		if port := patch.Spec.Ports[0]; port.Port != listener.Port || port.NodePort < 30000 || port.NodePort > 32767 {
			t.Errorf("%s: the service has port %d and node port %d, the listener port %d", folder, port.Port, port.NodePort, listener.Port)
		}
		if listener.Hostname != nil {
			t.Errorf("%s: the listener accepts only %s, but the load balancer's health checks send no host name", folder, *listener.Hostname)
		}
		certificate := find[*certmanager.Certificate](t, platform, "public")
		if want := string(listener.TLS.CertificateRefs[0].Name); certificate.Spec.SecretName != want || certificate.Namespace != public.Namespace {
			t.Errorf("%s: the certificate's secret is %s/%s, want %s/%s, which the listener names", folder,
				certificate.Namespace, certificate.Spec.SecretName, public.Namespace, want)
		}

		route := find[*gateway.HTTPRoute](t, sample, "sample")
		parent := route.Spec.ParentRefs[0]
		if string(parent.Name) != public.Name || string(*parent.Namespace) != public.Namespace || *parent.SectionName != listener.Name {
			t.Errorf("%s: the route's parent is %v, want the gateway", folder, parent)
		}
		target := find[*core.Service](t, sample, string(route.Spec.Rules[0].BackendRefs[0].Name))
		pod := find[*apps.Deployment](t, sample, "sample").Spec.Template
		if len(target.Spec.Selector) == 0 {
			t.Errorf("%s: the service selects no pods", folder)
		}
		for key, value := range target.Spec.Selector {
			if pod.Labels[key] != value {
				t.Errorf("%s: the service selects %s=%s, but the pods have the labels %v", folder, key, value, pod.Labels)
			}
		}
		allowed := find[*networking.NetworkPolicy](t, sample, "sample").Spec.Ingress[0].Ports[0].Port.IntVal
		if port := pod.Spec.Containers[0].Ports[0]; target.Spec.Ports[0].TargetPort.StrVal != port.Name || allowed != port.ContainerPort {
			t.Errorf("%s: the pods listen on %s (%d), the service sends to %s, the network policy allows %d", folder, port.Name,
				port.ContainerPort, target.Spec.Ports[0].TargetPort.StrVal, allowed)
		}
	}
}

// TestPodsMayRunInTheirNamespace evaluates the pods of the sample with Pod Security Admission, at the level that their namespace
// enforces.
// https://kubernetes.io/docs/concepts/security/pod-security-standards/
func TestPodsMayRunInTheirNamespace(t *testing.T) {
	evaluator, err := admission.NewEvaluator(admission.DefaultChecks(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range stacks(t) {
		base, sample := decoded(t, folder+"/base.yaml"), decoded(t, folder+"/sample.yaml")
		deployment := find[*apps.Deployment](t, sample, "sample")
		namespace := find[*core.Namespace](t, base, deployment.Namespace)
		level := security.Level(namespace.Labels["pod-security.kubernetes.io/enforce"])
		if level != security.LevelRestricted {
			t.Errorf("%s: namespace %s enforces %q, want %q", folder, namespace.Name, level, security.LevelRestricted)
		}
		pod := deployment.Spec.Template
		find[*core.ServiceAccount](t, base, pod.Spec.ServiceAccountName)
		at := security.LevelVersion{Level: level, Version: security.LatestVersion()}
		for _, result := range evaluator.EvaluatePod(at, &pod.ObjectMeta, &pod.Spec) {
			if !result.Allowed {
				t.Errorf("%s: the pods of the sample are forbidden: %s: %s", folder, result.ForbiddenReason, result.ForbiddenDetail)
			}
		}
	}
}

// TestNamespacesDenyTrafficByDefault checks that each of our namespaces has a network policy that denies all traffic of all pods,
// and that every other policy allows something.
func TestNamespacesDenyTrafficByDefault(t *testing.T) {
	for _, folder := range stacks(t) {
		denied := map[string]bool{}
		base := decoded(t, folder+"/base.yaml")
		for _, object := range base {
			one, ok := object.(*networking.NetworkPolicy)
			if !ok {
				continue
			}
			spec := one.Spec
			rules := len(spec.Ingress) + len(spec.Egress)
			if rules == 0 && len(spec.PolicyTypes) == 2 && len(spec.PodSelector.MatchLabels)+len(spec.PodSelector.MatchExpressions) == 0 {
				denied[one.Namespace] = true
			} else if rules == 0 {
				t.Errorf("%s: %s/%s has no rules, but does not deny all traffic of the namespace", folder, one.Namespace, one.Name)
			}
		}
		for _, object := range base {
			if namespace, ok := object.(*core.Namespace); ok && !denied[namespace.Name] {
				t.Errorf("%s: namespace %s has no policy that denies all traffic", folder, namespace.Name)
			}
		}
	}
}

func TestVolumesAreEncrypted(t *testing.T) {
	for _, folder := range stacks(t) {
		class := find[*storage.StorageClass](t, decoded(t, folder+"/base.yaml"), "gp3")
		if class.Annotations["storageclass.kubernetes.io/is-default-class"] != "true" || class.Parameters["encrypted"] != "true" ||
			class.Parameters["type"] != "gp3" || *class.VolumeBindingMode != storage.VolumeBindingWaitForFirstConsumer {
			t.Errorf("%s: the default storage class is %v, want encrypted gp3 volumes in the zone of the pod", folder, class)
		}
	}
}

func TestSecretsReachOnlyTheNamespacesOfApplications(t *testing.T) {
	for _, folder := range stacks(t) {
		platform, sample := decoded(t, folder+"/platform.yaml"), decoded(t, folder+"/sample.yaml")
		store := find[*clusterSecretStore](t, platform, "secrets-manager")
		pod := find[*apps.Deployment](t, sample, "sample")
		if len(store.Spec.Conditions) != 1 || fmt.Sprint(store.Spec.Conditions[0].Namespaces) != "["+pod.Namespace+"]" {
			t.Errorf("%s: the store allows %v, want only the namespace %s", folder, store.Spec.Conditions, pod.Namespace)
		}
		if len(pod.Spec.Template.Spec.Volumes) == 0 {
			t.Errorf("%s: the pod mounts no secret", folder)
		}
		for _, volume := range pod.Spec.Template.Spec.Volumes {
			copied := find[*externalSecret](t, platform, volume.Name)
			if copied.Namespace != pod.Namespace || copied.Spec.Target.Name != volume.Secret.SecretName || copied.Spec.SecretStoreRef.Name != store.Name {
				t.Errorf("%s: the pod in %s mounts the secret %s, which is not the target of %s/%s: %v", folder,
					pod.Namespace, volume.Secret.SecretName, copied.Namespace, copied.Name, copied.Spec)
			}
		}
	}
}
