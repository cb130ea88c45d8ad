package eks_test

import (
	"net/netip"
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/dns"
	"landform/constructs/eks"
	"landform/constructs/naming"
	"landform/internal/synthesized"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/provider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
	"github.com/tidwall/gjson"
)

func props(stack cdktf.TerraformStack) eks.Props {
	return eks.Props{
		Names:          constructtest.Names(),
		Network:        constructtest.Network(stack),
		Name:           "acme-test",
		Version:        "1.35",
		PublicAccess:   []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")},
		Viewers:        []string{"arn:aws:iam::123456789012:role/Developer"},
		Administrators: []string{"arn:aws:iam::123456789012:role/ops/Administrator", "arn:aws:iam::123456789012:user/Administrator"},
		Nodes:          eks.NodeProps{DetailedMonitoring: true, InstanceTypes: []string{"m5.large", "m5.xlarge"}, Desired: 3, Min: 2, Max: 9},
		Logs:           constructtest.Logs(stack),
	}
}

func build(t *testing.T) synthesized.Stack {
	t.Helper()
	return constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		cluster := eks.New(stack, "eks", props(stack))
		cluster.InstallExternalDNS(zone(stack))
		cluster.AddPodRole("api", eks.ServiceAccount{Namespace: "acme", Name: "backend"})
	})
}

func zone(stack cdktf.TerraformStack) *dns.Zone {
	edge := provider.NewAwsProvider(stack, new("edge"), &provider.AwsProviderConfig{Alias: new("edge"), Region: new(naming.EdgeRegion)})
	return dns.New(stack, "dns", dns.Props{Names: constructtest.Names(), Domain: "acme.example", Edge: edge})
}

func TestCluster(t *testing.T) {
	stack := build(t)
	key := constructtest.Find(t, stack, "eks/encryption/key")
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/cluster"), map[string]any{
		"name": "acme-test", "version": "1.35",
		"role_arn":                                                  constructtest.Find(t, stack, "eks/role/role").Reference("arn"),
		"encryption_config.provider.key_arn":                        key.Reference("arn"),
		"encryption_config.resources.0":                             "secrets",
		"vpc_config.endpoint_private_access":                        true,
		"vpc_config.endpoint_public_access":                         true,
		"vpc_config.public_access_cidrs.0":                          "203.0.113.0/24",
		"vpc_config.subnet_ids.#":                                   2,
		"vpc_config.subnet_ids.0":                                   constructtest.Find(t, stack, "network/private-subnet-eu-west-1a").Reference("id"),
		"enabled_cluster_log_types.#":                               5,
		"access_config.authentication_mode":                         "API",
		"upgrade_policy.support_type":                               "STANDARD",
		"bootstrap_self_managed_addons":                             false,
		"depends_on.#":                                              2,
		"depends_on.0":                                              constructtest.Find(t, stack, "eks/role/managed-AmazonEKSClusterPolicy").Address(),
		"depends_on.1":                                              constructtest.Find(t, stack, "eks/logs").Address(),
		"access_config.bootstrap_cluster_creator_admin_permissions": false,
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/logs"), map[string]any{"name": "/aws/eks/acme-test/cluster"})
}

func TestEndpointIsPrivateWithoutPublicNetworks(t *testing.T) {
	stack := constructtest.Synthesize(t, func(stack cdktf.TerraformStack) {
		private := props(stack)
		private.PublicAccess = nil
		eks.New(stack, "eks", private)
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/cluster"), map[string]any{
		"vpc_config.endpoint_public_access": false, "vpc_config.public_access_cidrs": nil,
	})
}

func TestRoleAndUserWithTheSameNameHaveAnEntryEach(t *testing.T) {
	stack := build(t)
	for name, arn := range map[string]string{
		"role-ops-Administrator": "arn:aws:iam::123456789012:role/ops/Administrator",
		"user-Administrator":     "arn:aws:iam::123456789012:user/Administrator",
	} {
		entry := constructtest.Find(t, stack, "eks/access-"+name)
		constructtest.Expect(t, entry, map[string]any{"principal_arn": arn})
		constructtest.Expect(t, constructtest.Find(t, stack, "eks/administrator-"+name), map[string]any{
			"principal_arn":     entry.Reference("principal_arn"),
			"policy_arn":        "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
			"access_scope.type": "cluster",
		})
	}
}

func TestViewersCanOnlyRead(t *testing.T) {
	stack := build(t)
	entry := constructtest.Find(t, stack, "eks/access-role-Developer")
	constructtest.Expect(t, entry, map[string]any{"principal_arn": "arn:aws:iam::123456789012:role/Developer"})
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/viewer-role-Developer"), map[string]any{
		"principal_arn":     entry.Reference("principal_arn"),
		"policy_arn":        "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
		"access_scope.type": "cluster",
	})
}

func TestNodes(t *testing.T) {
	stack := build(t)
	template := constructtest.Find(t, stack, "eks/node-template")
	constructtest.Expect(t, template, map[string]any{
		"metadata_options.http_tokens":                 "required",
		"monitoring.enabled":                           true,
		"metadata_options.http_put_response_hop_limit": 1,
		"block_device_mappings.0.device_name":          "/dev/xvda",
		"block_device_mappings.0.ebs.encrypted":        "true",
		"block_device_mappings.0.ebs.volume_type":      "gp3",
		"image_id":                           nil,
		"vpc_security_group_ids.0":           "${" + constructtest.Find(t, stack, "eks/cluster").Address() + ".vpc_config[0].cluster_security_group_id}",
		"vpc_security_group_ids.1":           constructtest.Find(t, stack, "eks/node-security-group/group").Reference("id"),
		"tag_specifications.#":               3,
		"tag_specifications.1.resource_type": "volume",
		"tag_specifications.1.tags.Project":  "Acme",
		"tag_specifications.1.tags.Name":     "acme-test-eks-nodes",
	})
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/node-group"), map[string]any{
		"ami_type":                        "AL2023_x86_64_STANDARD",
		"instance_types.1":                "m5.xlarge",
		"launch_template.id":              template.Reference("id"),
		"launch_template.version":         template.Reference("latest_version"),
		"scaling_config.desired_size":     3,
		"scaling_config.min_size":         2,
		"scaling_config.max_size":         9,
		"update_config.max_unavailable":   1,
		"lifecycle.ignore_changes.0":      "scaling_config[0].desired_size",
		"lifecycle.create_before_destroy": true,
	})
}

func TestAddonsAreInstalledBeforeOrAfterTheNodes(t *testing.T) {
	stack := build(t)
	nodes := constructtest.Find(t, stack, "eks/node-group")
	dependencies := map[string]bool{}
	for _, address := range nodes.Get("depends_on").Array() {
		dependencies[address.String()] = true
	}
	for name, beforeNodes := range map[string]bool{
		"vpc-cni": true, "kube-proxy": true, "eks-pod-identity-agent": true, "coredns": false, "aws-ebs-csi-driver": false,
		"metrics-server": false, "cert-manager": false, "amazon-cloudwatch-observability": false,
	} {
		addon := constructtest.Find(t, stack, "eks/addon-"+name)
		constructtest.Expect(t, addon, map[string]any{
			"addon_name": name, "resolve_conflicts_on_create": "OVERWRITE", "resolve_conflicts_on_update": "OVERWRITE",
		})
		if dependencies[addon.Address()] != beforeNodes {
			t.Errorf("the nodes depend on %s: %v, want %v", name, !beforeNodes, beforeNodes)
		}
		if first := addon.Get("depends_on.0").String(); !beforeNodes && first != nodes.Address() {
			t.Errorf("%s depends on %q, want the nodes", name, first)
		}
	}
}

func TestEachRoleTrustsOneServiceAccountOfThisCluster(t *testing.T) {
	stack := build(t)
	for _, want := range []struct{ component, namespace, serviceAccount, association string }{
		{"vpc-cni", "kube-system", "aws-node", "addon-vpc-cni"},
		{"aws-ebs-csi-driver", "kube-system", "ebs-csi-controller-sa", "addon-aws-ebs-csi-driver"},
		{"amazon-cloudwatch-observability", "amazon-cloudwatch", "cloudwatch-agent", "addon-amazon-cloudwatch-observability"},
		{"external-dns", "external-dns", "external-dns", "addon-external-dns"},
		{"aws-load-balancer-controller", "kube-system", "aws-load-balancer-controller", "aws-load-balancer-controller-identity"},
		{"cluster-autoscaler", "kube-system", "cluster-autoscaler", "cluster-autoscaler-identity"},
		{"api", "acme", "backend", "api-identity"},
	} {
		role := constructtest.Find(t, stack, "eks/"+want.component+"-role/role")
		trust := gjson.Parse(role.Get("assume_role_policy").String()).Get("Statement.0")
		for path, value := range map[string]string{
			"Principal.Service.0": "pods.eks.amazonaws.com",
			"Action":              `["sts:AssumeRole","sts:TagSession"]`,
			`Condition.StringEquals.aws\:RequestTag/eks-cluster-arn.0`:            "arn:aws:eks:eu-west-1:123456789012:cluster/acme-test",
			`Condition.StringEquals.aws\:RequestTag/kubernetes-namespace.0`:       want.namespace,
			`Condition.StringEquals.aws\:RequestTag/kubernetes-service-account.0`: want.serviceAccount,
		} {
			if got := trust.Get(path).String(); got != value {
				t.Errorf("%s: trust policy: %s is %q, want %q", want.component, path, got, value)
			}
		}
		association := constructtest.Find(t, stack, "eks/"+want.association)
		if pod := association.Get("pod_identity_association.0"); pod.Exists() {
			association.JSON = pod
		}
		constructtest.Expect(t, association, map[string]any{
			"service_account": want.serviceAccount, "role_arn": role.Reference("arn"),
		})
	}
}

func TestOIDCProviderTrustsTheClustersIssuer(t *testing.T) {
	stack := build(t)
	constructtest.Expect(t, constructtest.Find(t, stack, "eks/oidc-provider"), map[string]any{
		"url":              "${" + constructtest.Find(t, stack, "eks/cluster").Address() + ".identity[0].oidc[0].issuer}",
		"client_id_list.0": "sts.amazonaws.com",
	})
}
