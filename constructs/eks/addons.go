package eks

import (
	"landform/constructs/identity"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksaddon"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// system is the namespace of what belongs to the cluster rather than to an application.
const system = "kube-system"

// addon is one of the components that EKS installs and updates.
// https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html
type addon struct {
	name string
	// The rights of its pods, where it calls AWS; empty for none.
	serviceAccount, managedPolicy string
}

// The add-ons in the order in which they can become active: those of the first list run on each node and have nothing
// to wait for, but without them no node becomes ready. Those of the second need a node to be scheduled on.
var (
	beforeNodes = []addon{
		{name: "eks-pod-identity-agent"},
		{name: "vpc-cni", serviceAccount: "aws-node", managedPolicy: "AmazonEKS_CNI_Policy"},
		{name: "kube-proxy"},
	}
	afterNodes = []addon{
		{name: "coredns"},
		{
			name: "aws-ebs-csi-driver", serviceAccount: "ebs-csi-controller-sa",
			managedPolicy: "service-role/AmazonEBSCSIDriverPolicy",
		},
	}
)

func (c *Cluster) addonsBeforeNodes(scope constructs.Construct) []cdktf.ITerraformDependable {
	var built []cdktf.ITerraformDependable
	for _, one := range beforeNodes {
		built = append(built, c.addon(scope, one, nil))
	}
	return built
}

func (c *Cluster) addonsAfterNodes(scope constructs.Construct) {
	for _, one := range afterNodes {
		c.addon(scope, one, []cdktf.ITerraformDependable{c.Nodes.Group})
	}
}

// addon installs the version that is AWS' default for the cluster's version of Kubernetes, since asking which one that
// is would take a data source. Terraform does not move it afterwards.
func (c *Cluster) addon(scope constructs.Construct, what addon, after []cdktf.ITerraformDependable) eksaddon.EksAddon {
	config := &eksaddon.EksAddonConfig{
		ClusterName:              c.Name,
		AddonName:                &what.name,
		ResolveConflictsOnCreate: new("OVERWRITE"),
		ResolveConflictsOnUpdate: new("OVERWRITE"),
		Tags:                     c.names.Tags(c.names.Name("eks-" + what.name)),
	}
	if what.managedPolicy != "" {
		role := identity.NewRole(scope, what.name+"-role", c.podRoleProps(what.name, what.serviceAccount, what.managedPolicy))
		config.PodIdentityAssociation = []*eksaddon.EksAddonPodIdentityAssociation{
			{RoleArn: role.ARN, ServiceAccount: &what.serviceAccount},
		}
		after = append(after, role.Attachments...)
	}
	if len(after) > 0 {
		config.DependsOn = &after
	}
	return eksaddon.NewEksAddon(scope, new("addon-"+what.name), config)
}
