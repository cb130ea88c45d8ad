package eks

import (
	"encoding/json"

	"landform/constructs/identity"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// system is the namespace of the cluster's own components.
const system = "kube-system"

// addon is an EKS add-on, from AWS or from the community.
// https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
// https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
type addon struct {
	name string
	// account is the service account of pods that call AWS; the zero value if they do not. managedPolicies are the AWS
	// managed policies of its role.
	account         ServiceAccount
	managedPolicies []string
	// configuration follows the add-on's schema: aws eks describe-addon-configuration --addon-name <name>
	// --addon-version <version>. EKS rejects unknown keys at apply.
	configuration map[string]any
}

// The add-ons that become active before and after the nodes. The first run on each node: no node becomes ready without
// them. The others need a node to be scheduled on.
//
// The EBS CSI driver creates no StorageClass: its own one cannot be configured to encrypt volumes.
var (
	beforeNodes = []addon{
		{name: "eks-pod-identity-agent"},
		{
			name:            "vpc-cni",
			account:         ServiceAccount{system, "aws-node"},
			managedPolicies: []string{"AmazonEKS_CNI_Policy"},
			configuration:   networkConfiguration(),
		},
		{name: "kube-proxy"},
	}
	afterNodes = []addon{
		{name: "coredns"},
		{
			name:            "aws-ebs-csi-driver",
			account:         ServiceAccount{system, "ebs-csi-controller-sa"},
			managedPolicies: []string{"service-role/AmazonEBSCSIDriverPolicy"},
		},
		{name: "metrics-server"},
		{name: "cert-manager"},
	}
)

func (c *Cluster) addonsBeforeNodes(scope constructs.Construct) []cdktf.ITerraformDependable {
	var created []cdktf.ITerraformDependable
	for _, component := range beforeNodes {
		created = append(created, c.addon(scope, component))
	}
	return created
}

func (c *Cluster) addonsAfterNodes(scope constructs.Construct) {
	for _, component := range afterNodes {
		c.addon(scope, component, c.Nodes.Resource)
	}
}

// addon installs an add-on in its pinned version, with a role if its pods call AWS.
func (c *Cluster) addon(scope constructs.Construct, component addon, after ...cdktf.ITerraformDependable) eksaddon.EksAddon {
	var role *identity.Role
	if component.account != (ServiceAccount{}) {
		role = identity.NewRole(scope, component.name+"-role", c.podRoleProps(component.name, component.account, component.managedPolicies...))
		after = append(after, role.Attachments...)
	}
	return c.addonWithRole(scope, component, role, after...)
}

func (c *Cluster) addonWithRole(scope constructs.Construct, component addon, role *identity.Role,
	after ...cdktf.ITerraformDependable) eksaddon.EksAddon {
	config := &eksaddon.EksAddonConfig{
		ClusterName:              c.Name,
		AddonName:                &component.name,
		AddonVersion:             new(addonVersions[c.version][component.name]),
		ResolveConflictsOnCreate: new("OVERWRITE"),
		ResolveConflictsOnUpdate: new("OVERWRITE"),
		Tags:                     c.names.Tags(c.names.Name("eks-" + component.name)),
	}
	if role != nil {
		config.PodIdentityAssociation = []*eksaddon.EksAddonPodIdentityAssociation{
			{RoleArn: role.ARN, ServiceAccount: &component.account.Name},
		}
	}
	if component.configuration != nil {
		config.ConfigurationValues = new(asJSON(component.configuration))
	}
	if len(after) > 0 {
		config.DependsOn = &after
	}
	return eksaddon.NewEksAddon(scope, new("addon-"+component.name), config)
}

// asJSON returns a configuration as JSON with sorted keys, so that the text never changes without need.
func asJSON(configuration map[string]any) string {
	text, err := json.Marshal(configuration)
	if err != nil {
		panic("eks: the configuration of an add-on cannot be written as JSON: " + err.Error())
	}
	return string(text)
}
