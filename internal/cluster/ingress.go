package cluster

// The names of the resources that route requests from the nodes to the pods.
const (
	envoyNamespace = "envoy-gateway-system"
	gatewayName    = "public"
	listenerName   = "https"
	certificate    = "public-certificate"
	gatewayAPI     = "gateway.networking.k8s.io/v1"
	envoyAPI       = "gateway.envoyproxy.io/v1alpha1"
	certManagerAPI = "cert-manager.io/v1"
)

// ingress routes requests from the node port, which the load balancer targets, to the routes of applications.
// https://gateway.envoyproxy.io/docs/tasks/
func (c Cluster) ingress(applications []Account) []object {
	own := object{"name": gatewayName}
	return []object{
		manifest(gatewayAPI, "GatewayClass", "", gatewayName, object{"spec": object{
			"controllerName": "gateway.envoyproxy.io/gatewayclass-controller",
		}}),
		manifest(envoyAPI, "EnvoyProxy", envoyNamespace, gatewayName, object{"spec": object{"provider": object{
			"type": "Kubernetes", "kubernetes": c.proxies(),
		}}}),
		manifest(gatewayAPI, "Gateway", envoyNamespace, gatewayName, object{"spec": object{
			"gatewayClassName": gatewayName,
			"infrastructure":   object{"parametersRef": object{"group": "gateway.envoyproxy.io", "kind": "EnvoyProxy", "name": gatewayName}},
			"listeners":        []any{listener(applications)},
		}}),
		manifest(envoyAPI, "ClientTrafficPolicy", envoyNamespace, gatewayName, object{"spec": object{
			"targetRefs":  []any{object{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": gatewayName}},
			"healthCheck": object{"path": c.Ingress.HealthPath},
			// Exactly one proxy, the load balancer, stands before this one: the address that it adds is the client's.
			"clientIPDetection": object{"xForwardedFor": object{"numTrustedHops": 1}},
		}}),
		manifest(certManagerAPI, "Issuer", envoyNamespace, gatewayName, object{"spec": object{"selfSigned": object{}}}),
		manifest(certManagerAPI, "Certificate", envoyNamespace, gatewayName, object{"spec": object{
			"secretName": certificate, "issuerRef": own, "dnsNames": []any{c.Host}, "usages": []any{"server auth"},
			"privateKey": object{"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
		}}),
	}
}

// listener accepts every host, since the health checks of the load balancer send none; routes filter by host.
func listener(applications []Account) object {
	return object{
		"name": listenerName, "port": listenerPort, "protocol": "HTTPS",
		"tls": object{"mode": "Terminate", "certificateRefs": []any{object{"kind": "Secret", "name": certificate}}},
		"allowedRoutes": object{"namespaces": object{"from": "Selector", "selector": object{"matchExpressions": []any{object{
			"key": "kubernetes.io/metadata.name", "operator": "In", "values": texts(namespacesOf(applications)),
		}}}}},
	}
}

// proxies returns the configuration of two or more proxies, in different zones if possible, behind the node port that
// the load balancer targets. Every node accepts connections on it, whether or not it runs a proxy.
func (c Cluster) proxies() object {
	return object{
		"envoyService": object{
			"name": "envoy-" + gatewayName, "type": "NodePort", "externalTrafficPolicy": "Cluster",
			"patch": object{"type": "StrategicMerge", "value": object{"spec": object{"ports": []any{
				object{"port": listenerPort, "nodePort": c.Ingress.NodePort},
			}}}},
		},
		"envoyDeployment": object{
			"name": "envoy-" + gatewayName,
			"pod": object{
				"priorityClassName":         platformPriority,
				"topologySpreadConstraints": []any{acrossZones(proxyLabels())},
			},
			"container": object{"resources": object{
				"requests": object{"cpu": "100m", "memory": "256Mi"}, "limits": object{"memory": "512Mi"},
			}},
		},
		"envoyHpa": object{"minReplicas": 2, "maxReplicas": 6, "metrics": []any{object{
			"type": "Resource", "resource": object{"name": "cpu", "target": object{"type": "Utilization", "averageUtilization": 70}},
		}}},
		"envoyPDB": object{"minAvailable": 1},
	}
}

// proxyLabels are the labels that Envoy Gateway sets on the proxies of our gateway.
func proxyLabels() object {
	return object{
		"app.kubernetes.io/name":                         "envoy",
		"gateway.envoyproxy.io/owning-gateway-name":      gatewayName,
		"gateway.envoyproxy.io/owning-gateway-namespace": envoyNamespace,
	}
}

// acrossZones spreads pods evenly across zones, but allows an imbalance when a zone has no room.
func acrossZones(labels object) object {
	return object{
		"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
		"labelSelector": object{"matchLabels": labels},
	}
}

func texts(all []string) []any {
	var found []any
	for _, one := range all {
		found = append(found, one)
	}
	return found
}
