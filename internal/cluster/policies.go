package cluster

// podIdentityAgent is the address on every node from which pods get the credentials of their role.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
const podIdentityAgent = "169.254.170.23/32"

// The ports of Envoy Gateway: the proxies listen on the listener's port plus 10,000, since they run unprivileged, and get
// their configuration from the controller on another.
// https://gateway.envoyproxy.io/docs/concepts/
const (
	envoyPort         = listenerPort + 10_000
	envoyConfigPort   = 18000
	envoyWebhookPort  = 9443
	secretsWebhook    = 10250
	listenerPort      = 443
	kubernetesAPIPort = 443
)

// networkPolicies deny all traffic in each of our namespaces and then allow what is needed. The VPC CNI add-on of EKS
// enforces them.
// https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html
func (c Cluster) networkPolicies(applications []Account) []object {
	policies := []object{}
	for _, namespace := range namespacesOf(applications) {
		policies = append(policies, denyAll(namespace), allowDNS(namespace))
	}
	controlPlane := blocks(c.Private...)
	anywhere := blocks("0.0.0.0/0")
	secrets := c.SecretReader.Namespace
	return append(policies,
		denyAll(secrets), allowDNS(secrets),
		policy(secrets, "validation", nil, []any{rule("from", controlPlane, tcp(secretsWebhook))}, nil),
		policy(secrets, "aws-and-kubernetes", nil, nil, []any{
			rule("to", anywhere, tcp(kubernetesAPIPort)), rule("to", blocks(podIdentityAgent), tcp(80)),
		}),
		denyAll(envoyNamespace), allowDNS(envoyNamespace),
		policy(envoyNamespace, "controller", object{"control-plane": "envoy-gateway"},
			[]any{rule("from", peers(object{"podSelector": object{}}), tcp(envoyConfigPort)), rule("from", controlPlane, tcp(envoyWebhookPort))},
			[]any{rule("to", anywhere, tcp(kubernetesAPIPort))}),
		policy(envoyNamespace, "certificates", object{"app": "certgen"}, nil, []any{rule("to", anywhere, tcp(kubernetesAPIPort))}),
		// Nodes forward the requests of the load balancer with their own address as the source.
		policy(envoyNamespace, "proxies", proxyLabels(), []any{rule("from", blocks(c.VPC), tcp(envoyPort))}, proxyEgress(applications)),
	)
}

// proxyEgress allows the proxies to connect to their controller, and to the pods of applications on every port.
func proxyEgress(applications []Account) []any {
	egress := []any{rule("to", peers(object{"podSelector": object{"matchLabels": object{"control-plane": "envoy-gateway"}}}), tcp(envoyConfigPort))}
	for _, namespace := range namespacesOf(applications) {
		egress = append(egress, rule("to", peers(object{"namespaceSelector": inNamespace(namespace)})))
	}
	return egress
}

func namespacesOf(accounts []Account) []string {
	var names []string
	for _, account := range accounts {
		if len(names) == 0 || names[len(names)-1] != account.Namespace {
			names = append(names, account.Namespace)
		}
	}
	return names
}

func denyAll(namespace string) object {
	return manifest("networking.k8s.io/v1", "NetworkPolicy", namespace, "deny-all", object{"spec": object{
		"podSelector": object{}, "policyTypes": []any{"Ingress", "Egress"},
	}})
}

func allowDNS(namespace string) object {
	dns := peers(object{
		"namespaceSelector": inNamespace("kube-system"),
		"podSelector":       object{"matchLabels": object{"k8s-app": "kube-dns"}},
	})
	return policy(namespace, "dns", nil, nil, []any{rule("to", dns, port("UDP", 53), tcp(53))})
}

// policy allows the traffic of its rules for the pods with these labels; nil labels select all pods of the namespace.
func policy(namespace, name string, labels object, ingress, egress []any) object {
	selector, spec := object{}, object{}
	if labels != nil {
		selector["matchLabels"] = labels
	}
	var types []any
	if ingress != nil {
		types, spec["ingress"] = append(types, "Ingress"), ingress
	}
	if egress != nil {
		types, spec["egress"] = append(types, "Egress"), egress
	}
	spec["podSelector"], spec["policyTypes"] = selector, types
	return manifest("networking.k8s.io/v1", "NetworkPolicy", namespace, name, object{"spec": spec})
}

func rule(direction string, peers []any, ports ...any) object {
	allowed := object{direction: peers}
	if len(ports) > 0 {
		allowed["ports"] = ports
	}
	return allowed
}

func tcp(number int) object { return port("TCP", number) }

func port(protocol string, number int) object { return object{"protocol": protocol, "port": number} }

func peers(all ...any) []any { return all }

func blocks(prefixes ...string) []any {
	var found []any
	for _, prefix := range prefixes {
		found = append(found, object{"ipBlock": object{"cidr": prefix}})
	}
	return found
}

func inNamespace(name string) object {
	return object{"matchLabels": object{"kubernetes.io/metadata.name": name}}
}
