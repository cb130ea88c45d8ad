package cluster

import "strconv"

// The sample workload responds to every request with the details of the request.
const (
	sampleName  = "sample"
	sampleImage = "docker.io/traefik/whoami:v1.11.0"
	samplePort  = 8080
)

// sample is an example workload that uses an application's service account: two pods in different zones behind the
// API's host name, with the environment's secrets as files, and a network policy that allows only what they need.
func (c Cluster) sample(account Account) []object {
	labels := object{"app.kubernetes.io/name": sampleName}
	return []object{
		manifest("apps/v1", "Deployment", account.Namespace, sampleName, object{"spec": object{
			"replicas": 2, "selector": object{"matchLabels": labels},
			"template": object{"metadata": object{"labels": labels}, "spec": c.samplePod(account, labels)},
		}}),
		manifest("v1", "Service", account.Namespace, sampleName, object{"spec": object{
			"selector": labels, "ports": []any{object{"name": "http", "port": 80, "targetPort": "http"}},
		}}),
		manifest("policy/v1", "PodDisruptionBudget", account.Namespace, sampleName, object{"spec": object{
			"minAvailable": 1, "selector": object{"matchLabels": labels},
		}}),
		manifest(gatewayAPI, "HTTPRoute", account.Namespace, sampleName, object{"spec": object{
			"hostnames":  []any{c.Host},
			"parentRefs": []any{object{"name": gatewayName, "namespace": envoyNamespace, "sectionName": listenerName}},
			"rules":      []any{object{"backendRefs": []any{object{"name": sampleName, "port": 80}}}},
		}}),
		policy(account.Namespace, sampleName, labels,
			[]any{rule("from", peers(object{
				"namespaceSelector": inNamespace(envoyNamespace), "podSelector": object{"matchLabels": proxyLabels()},
			}), tcp(samplePort))},
			c.applicationEgress()),
	}
}

// applicationEgress allows connections to the environment's data stores, to AWS, and to the Pod Identity agent.
func (c Cluster) applicationEgress() []any {
	var ports []any
	seen := map[int]bool{}
	for _, store := range c.Stores {
		if !seen[store.Number] {
			ports = append(ports, tcp(store.Number))
		}
		seen[store.Number] = true
	}
	egress := []any{rule("to", blocks("0.0.0.0/0"), tcp(443)), rule("to", blocks(podIdentityAgent), tcp(80))}
	if len(ports) > 0 {
		egress = append(egress, rule("to", blocks(c.VPC), ports...))
	}
	return egress
}

func (c Cluster) samplePod(account Account, labels object) object {
	var mounts, volumes []any
	for _, secret := range c.Secrets {
		mounts = append(mounts, object{"name": secret.Name, "mountPath": "/var/run/secrets/" + secret.Name, "readOnly": true})
		volumes = append(volumes, object{"name": secret.Name, "secret": object{"secretName": secret.Name}})
	}
	probe := object{"httpGet": object{"path": "/health", "port": "http"}}
	return object{
		"serviceAccountName": account.Name,
		"securityContext": object{
			"runAsNonRoot": true, "runAsUser": 65532, "fsGroup": 65532, "seccompProfile": object{"type": "RuntimeDefault"},
		},
		"topologySpreadConstraints": []any{acrossZones(labels)},
		"volumes":                   volumes,
		"containers": []any{object{
			"name": sampleName, "image": sampleImage, "volumeMounts": mounts,
			"env":            []any{object{"name": "WHOAMI_PORT_NUMBER", "value": strconv.Itoa(samplePort)}},
			"ports":          []any{object{"name": "http", "containerPort": samplePort}},
			"readinessProbe": probe, "livenessProbe": probe,
			"resources": object{
				"requests": object{"cpu": "10m", "memory": "16Mi"}, "limits": object{"memory": "64Mi"},
			},
			"securityContext": object{
				"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": object{"drop": []any{"ALL"}},
			},
		}},
	}
}
