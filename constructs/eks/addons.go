package eks

import (
	"encoding/json"

	"landform/constructs/identity"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// system is the namespace of what belongs to the cluster rather than to an application.
const system = "kube-system"

// addon is one of the components that EKS installs and updates: AWS's own, and those of the community that it builds.
// https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html
// https://docs.aws.amazon.com/eks/latest/userguide/community-addons.html
type addon struct {
	name string
	// The rights of its pods, where it calls AWS; a zero service account for none.
	account         ServiceAccount
	managedPolicies []string
	// configuration is of the add-on's own schema: aws eks describe-addon-configuration --addon-name <name>
	// --addon-version <version>. An unknown key fails the apply.
	configuration map[string]any
}

// The add-ons in the order in which they can become active: those of the first list run on each node and have nothing
// to wait for, but without them no node becomes ready. Those of the second need a node to be scheduled on.
//
// The EBS driver makes no StorageClass: the one it can make leaves encryption to the account's default.
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
	var built []cdktf.ITerraformDependable
	for _, one := range beforeNodes {
		built = append(built, c.addon(scope, one))
	}
	return built
}

func (c *Cluster) addonsAfterNodes(scope constructs.Construct) {
	for _, one := range afterNodes {
		c.addon(scope, one, c.Nodes.Resource)
	}
}

// addon installs the version of the table, and gives its pods a role where they call AWS.
func (c *Cluster) addon(scope constructs.Construct, what addon, after ...cdktf.ITerraformDependable) eksaddon.EksAddon {
	var role *identity.Role
	if what.account != (ServiceAccount{}) {
		role = identity.NewRole(scope, what.name+"-role", c.podRoleProps(what.name, what.account, what.managedPolicies...))
		after = append(after, role.Attachments...)
	}
	return c.addonWithRole(scope, what, role, after...)
}

func (c *Cluster) addonWithRole(scope constructs.Construct, what addon, role *identity.Role,
	after ...cdktf.ITerraformDependable) eksaddon.EksAddon {
	config := &eksaddon.EksAddonConfig{
		ClusterName:              c.Name,
		AddonName:                &what.name,
		AddonVersion:             new(addonVersions[c.version][what.name]),
		ResolveConflictsOnCreate: new("OVERWRITE"),
		ResolveConflictsOnUpdate: new("OVERWRITE"),
		Tags:                     c.names.Tags(c.names.Name("eks-" + what.name)),
	}
	if role != nil {
		config.PodIdentityAssociation = []*eksaddon.EksAddonPodIdentityAssociation{
			{RoleArn: role.ARN, ServiceAccount: &what.account.Name},
		}
	}
	if what.configuration != nil {
		config.ConfigurationValues = new(asJSON(what.configuration))
	}
	if len(after) > 0 {
		config.DependsOn = &after
	}
	return eksaddon.NewEksAddon(scope, new("addon-"+what.name), config)
}

// asJSON writes a configuration with its keys in order, so that it is the same text every time.
func asJSON(configuration map[string]any) string {
	text, err := json.Marshal(configuration)
	if err != nil {
		panic("eks: the configuration of an add-on cannot be written as JSON: " + err.Error())
	}
	return string(text)
}
