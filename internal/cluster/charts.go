package cluster

import "fmt"

// The names of the charts, which are also those of their releases and, if their pods call AWS, of their service accounts.
const (
	loadBalancerController = "aws-load-balancer-controller"
	clusterAutoscaler      = "cluster-autoscaler"
	externalSecrets        = "external-secrets"
	envoyGateway           = "envoy-gateway"
)

// repository is a chart repository.
type repository struct {
	name, url string
	oci       bool
}

var (
	eksCharts        = repository{name: "eks", url: "https://aws.github.io/eks-charts"}
	autoscalerCharts = repository{name: "autoscaler", url: "https://kubernetes.github.io/autoscaler"}
	secretsCharts    = repository{name: "external-secrets", url: "https://charts.external-secrets.io"}
	envoyCharts      = repository{name: "envoyproxy", url: "docker.io/envoyproxy", oci: true}
)

// chart is a chart with its values.
type chart struct {
	release    string
	repository repository
	name       string // in its repository
	version    string
	namespace  string
	values     object
}

// The versions of the charts, as of September 2026. The version of the load balancer controller's chart comes from the tag
// of its IAM role: since version 3, the chart and the controller have the same version.
const (
	autoscalerChart      = "9.59.0" // https://github.com/kubernetes/autoscaler/releases
	externalSecretsChart = "2.11.0" // https://github.com/external-secrets/external-secrets/releases
	envoyGatewayChart    = "v1.9.1" // https://github.com/envoyproxy/gateway/releases
)

// charts returns the charts of software that EKS does not offer as an add-on, in the order of installation. The error
// names a chart without an IAM role for its pods.
func (c Cluster) charts() ([]chart, error) {
	controller, err := c.account(loadBalancerController)
	if err != nil {
		return nil, err
	}
	autoscaler, err := c.account(clusterAutoscaler)
	if err != nil {
		return nil, err
	}
	return []chart{
		{
			release: loadBalancerController, repository: eksCharts, name: loadBalancerController, version: controller.Version,
			namespace: controller.Namespace, values: c.controllerValues(controller),
		},
		{
			release: clusterAutoscaler, repository: autoscalerCharts, name: clusterAutoscaler, version: autoscalerChart,
			namespace: autoscaler.Namespace, values: c.autoscalerValues(autoscaler),
		},
		{
			release: externalSecrets, repository: secretsCharts, name: externalSecrets, version: externalSecretsChart,
			namespace: c.SecretReader.Namespace, values: secretsValues(c.SecretReader),
		},
		{
			release: envoyGateway, repository: envoyCharts, name: "gateway-helm", version: envoyGatewayChart,
			namespace: envoyNamespace, values: object{"deployment": object{"priorityClassName": platformPriority}},
		},
	}, nil
}

// account returns the service account of a chart, which has the same name.
func (c Cluster) account(name string) (Account, error) {
	for _, account := range c.Accounts {
		if account.Name == name && account.Version != "" {
			return account, nil
		}
	}
	return Account{}, fmt.Errorf("%s has no role with a version for the service account %s", c.Stack, name)
}

// controllerValues contain what the controller would otherwise read from the metadata service, which pods cannot reach.
// Features that its role does not permit are disabled. So is the webhook for Services: with it, no Service could be
// created while the controller is down.
// https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/configurations/
func (c Cluster) controllerValues(account Account) object {
	return object{
		"clusterName":                 c.Name,
		"region":                      c.Region,
		"vpcTags":                     object{"Name": c.VPCName},
		"serviceAccount":              object{"create": true, "name": account.Name},
		"replicaCount":                2,
		"podDisruptionBudget":         object{"maxUnavailable": 1},
		"enableShield":                false,
		"enableWaf":                   false,
		"enableServiceMutatorWebhook": false,
		"controllerConfig":            object{"featureGates": object{"ALBGatewayAPI": false, "NLBGatewayAPI": false}},
	}
}

// autoscalerValues let the autoscaler find the node group by the tags that EKS sets. It may evict pods of kube-system
// and pods with an emptyDir: every node has some.
// https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/cloudprovider/aws/README.md
func (c Cluster) autoscalerValues(account Account) object {
	return object{
		"cloudProvider":     "aws",
		"awsRegion":         c.Region,
		"autoDiscovery":     object{"clusterName": c.Name},
		"image":             object{"tag": account.Version},
		"fullnameOverride":  clusterAutoscaler,
		"rbac":              object{"serviceAccount": object{"create": true, "name": account.Name}},
		"priorityClassName": "system-cluster-critical",
		"extraArgs": object{
			"expander":                      "least-waste",
			"skip-nodes-with-system-pods":   false,
			"skip-nodes-with-local-storage": false,
		},
		"resources": object{"requests": object{"cpu": "100m", "memory": "300Mi"}},
	}
}

// secretsValues allow only cluster-wide stores, which only administrators can create: a store in a namespace could read
// every secret that the controller's role can.
// https://external-secrets.io/latest/guides/security-best-practices/
func secretsValues(account Account) object {
	return object{
		"installCRDs":                  true,
		"serviceAccount":               object{"create": true, "name": account.Name},
		"priorityClassName":            platformPriority,
		"webhook":                      object{"priorityClassName": platformPriority},
		"certController":               object{"priorityClassName": platformPriority},
		"processSecretStore":           false,
		"processClusterExternalSecret": false,
		"processClusterPushSecret":     false,
		"processPushSecret":            false,
		"crds": object{
			"createSecretStore":           false,
			"createClusterExternalSecret": false,
			"createClusterPushSecret":     false,
			"createPushSecret":            false,
		},
	}
}

// helmfile installs the charts into this cluster only: the kubectl context has the name of the cluster.
// https://helmfile.readthedocs.io/en/latest/#configuration
func (c Cluster) helmfile(charts []chart) object {
	var repositories, releases []any
	for _, one := range charts {
		place := object{"name": one.repository.name, "url": one.repository.url}
		if one.repository.oci {
			place["oci"] = true
		}
		repositories = append(repositories, place)
		releases = append(releases, object{
			"name": one.release, "namespace": one.namespace, "chart": one.repository.name + "/" + one.name,
			"version": one.version, "values": []any{"values/" + one.release + ".yaml"},
		})
	}
	return object{
		"helmDefaults": object{"kubeContext": c.Name, "createNamespace": false, "wait": true, "timeout": 600},
		"repositories": repositories,
		"releases":     releases,
	}
}
