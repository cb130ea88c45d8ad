package eks

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"landform/constructs/identity"
	"landform/constructs/launch"
	"landform/constructs/network"
	"landform/constructs/policy"
	"landform/constructs/securitygroup"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/eksnodegroup"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/launchtemplate"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

const (
	amazonLinux2023 = "AL2023_x86_64_STANDARD"
	rootDevice      = "/dev/xvda" // of Amazon Linux 2023
	rootVolumeGiB   = 20          // the default of EKS for a node without a launch template
)

// The longest name of a node group that EKS allows, and the length of the hash at its end, in characters.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html
const (
	maxGroupName    = 63
	groupHashLength = 8
)

// NodeProps describes the node group.
type NodeProps struct {
	InstanceTypes []string // in order of preference
	Desired       int      // number of nodes at creation; afterwards the autoscaler sets it
	Min           int
	Max           int
	// DetailedMonitoring publishes EC2's metrics every minute instead of every five, for $2.10 a month and node.
	DetailedMonitoring bool
}

// Nodes are the cluster's worker nodes.
type Nodes struct {
	SecurityGroup *securitygroup.Group // the "EKS worker nodes" of the security group table
	Role          *identity.Role
	Resource      eksnodegroup.EksNodeGroup

	instanceTypes []string
}

// newNodes creates the node group, with its role and security group, after the add-ons that a node needs.
func newNodes(scope constructs.Construct, props Props, cluster *Cluster, addons []cdktf.ITerraformDependable) *Nodes {
	n := &Nodes{instanceTypes: props.Nodes.InstanceTypes}
	n.SecurityGroup = securitygroup.New(scope, "node-security-group", securitygroup.Props{
		Names:       props.Names,
		Network:     props.Network,
		Name:        props.Names.Name("eks-node-sg"),
		Description: "Security group for EKS worker nodes",
	})
	n.Role = identity.NewRole(scope, "node-role", identity.RoleProps{
		Names:       props.Names,
		Name:        props.Names.NameWithin("eks-node-role", 64),
		Description: "EKS worker nodes of " + props.Name,
		TrustPolicy: policy.AssumableBy("ec2.amazonaws.com"),
		ManagedPolicies: []string{
			"AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly",
		},
	})
	n.group(scope, props, cluster, addons)
	return n
}

// group creates the node group. A replacement is created before the old group is deleted, so that its nodes are ready when
// EKS drains the old ones.
func (n *Nodes) group(scope constructs.Construct, props Props, cluster *Cluster, addons []cdktf.ITerraformDependable) {
	template := n.launchTemplate(scope, props, cluster)
	n.Resource = eksnodegroup.NewEksNodeGroup(scope, new("node-group"), &eksnodegroup.EksNodeGroupConfig{
		ClusterName:   cluster.Name,
		NodeGroupName: new(groupName(props)),
		NodeRoleArn:   n.Role.ARN,
		SubnetIds:     network.IDs(props.Network.Private),
		Version:       &props.Version,
		AmiType:       new(amazonLinux2023),
		InstanceTypes: jsii.Strings(props.Nodes.InstanceTypes...),
		LaunchTemplate: &eksnodegroup.EksNodeGroupLaunchTemplate{
			Id:      template.Id(),
			Version: cdktf.Token_AsString(template.LatestVersion(), nil),
		},
		ScalingConfig: &eksnodegroup.EksNodeGroupScalingConfig{
			DesiredSize: jsii.Number(props.Nodes.Desired),
			MaxSize:     jsii.Number(props.Nodes.Max),
			MinSize:     jsii.Number(props.Nodes.Min),
		},
		UpdateConfig: &eksnodegroup.EksNodeGroupUpdateConfig{MaxUnavailable: new(1.0)},
		Tags:         props.Names.Tags(props.Names.Name("eks-nodes")),
		DependsOn:    new(slices.Concat(n.Role.Attachments, addons)),
		Lifecycle: &cdktf.TerraformResourceLifecycle{
			CreateBeforeDestroy: new(true),
			IgnoreChanges:       jsii.Strings("scaling_config[0].desired_size"),
		},
	})
}

// groupName returns a name that ends in a hash of all arguments that replace the group: the old and the new group exist at
// the same time, and need different names.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html
func groupName(props Props) string {
	fixed := []string{props.Name, amazonLinux2023, strings.Join(props.Nodes.InstanceTypes, ",")}
	for _, subnet := range props.Network.Private {
		fixed = append(fixed, subnet.Plan.Zone+" "+subnet.Plan.CIDR.String())
	}
	sum := sha256.Sum256([]byte(strings.Join(fixed, "\n")))
	return props.Names.NameWithin("node-group-"+hex.EncodeToString(sum[:])[:groupHashLength], maxGroupName)
}

// launchTemplate creates the launch template of the nodes. The node group selects the image and the instance types.
// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
func (n *Nodes) launchTemplate(scope constructs.Construct, props Props, cluster *Cluster) launchtemplate.LaunchTemplate {
	name := props.Names.Name("eks-node")
	return launchtemplate.NewLaunchTemplate(scope, new("node-template"), &launchtemplate.LaunchTemplateConfig{
		Name:                 &name,
		UpdateDefaultVersion: true,
		// EKS adds the cluster security group only to a template without security groups, so it is named here.
		VpcSecurityGroupIds: &[]*string{cluster.clusterSecurityGroupID(), n.SecurityGroup.ID},
		UserData:            new(base64.StdEncoding.EncodeToString([]byte(nodeConfig(props.Nodes.maxPods())))),
		// The hop limit of 1 keeps pods without host networking from getting the node role's credentials. Pod Identity does
		// not use the instance metadata.
		MetadataOptions:     launch.Metadata(),
		Monitoring:          &launchtemplate.LaunchTemplateMonitoring{Enabled: props.Nodes.DetailedMonitoring},
		BlockDeviceMappings: launch.RootVolume{Device: rootDevice, GiB: rootVolumeGiB}.BlockDevices(),
		TagSpecifications:   launch.Tags(props.Names, props.Names.Name("eks-nodes"), "instance", "volume", "network-interface"),
		Tags:                props.Names.Tags(name),
	})
}

// nodeConfig returns user data with the pod limit, which EKS merges with its own. Without it, nodeadm derives the limit
// from each instance's type.
// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html#launch-template-user-data
func nodeConfig(maxPods int) string {
	return fmt.Sprintf(`MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="//"

--//
Content-Type: application/node.eks.aws

apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  kubelet:
    config:
      maxPods: %d

--//--
`, maxPods)
}

// AutoScalingGroup returns the name of the Auto Scaling group that EKS creates for the node group.
func (n *Nodes) AutoScalingGroup() *string {
	return n.Resource.Resources().Get(new(0.0)).AutoscalingGroups().Get(new(0.0)).Name()
}
