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
	rootVolumeGiB   = 20          // what EKS gives a node without a launch template
)

// The length of a node group's name, and how much of it is a hash.
const (
	maxGroupName    = 63
	groupHashLength = 8
)

// NodeProps are the size of the node group.
type NodeProps struct {
	InstanceTypes []string // in order of preference
	Desired       int      // at creation: afterwards the autoscaler decides
	Min           int
	Max           int
	// DetailedMonitoring gives EC2's metrics of each node every minute instead of every five, for $2.10 a month each.
	DetailedMonitoring bool
}

// Nodes are the cluster's worker nodes.
type Nodes struct {
	SecurityGroup *securitygroup.Group // the "EKS worker nodes" of the security group table
	Role          *identity.Role
	Resource      eksnodegroup.EksNodeGroup

	instanceTypes []string
}

// newNodes creates the node group once the add-ons that a node needs are there.
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

// group creates a new node group before it deletes one that it replaces: its nodes are there when the old ones are
// drained.
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

// groupName ends in a hash of all that EKS changes in no existing group: the new group stands beside the old one for a
// while, and a name is taken only once.
// https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html
func groupName(props Props) string {
	fixed := []string{props.Name, amazonLinux2023, strings.Join(props.Nodes.InstanceTypes, ",")}
	for _, subnet := range props.Network.Private {
		fixed = append(fixed, subnet.Plan.Zone+" "+subnet.Plan.CIDR.String())
	}
	sum := sha256.Sum256([]byte(strings.Join(fixed, "\n")))
	return props.Names.NameWithin("node-group-"+hex.EncodeToString(sum[:])[:groupHashLength], maxGroupName)
}

// launchTemplate leaves the image and the instance type to EKS, and takes over what EKS leaves open.
// https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
func (n *Nodes) launchTemplate(scope constructs.Construct, props Props, cluster *Cluster) launchtemplate.LaunchTemplate {
	name := props.Names.Name("eks-node")
	return launchtemplate.NewLaunchTemplate(scope, new("node-template"), &launchtemplate.LaunchTemplateConfig{
		Name:                 &name,
		UpdateDefaultVersion: true,
		// A template with groups of its own no longer gets the cluster's: both are named.
		VpcSecurityGroupIds: &[]*string{cluster.clusterSecurityGroupID(), n.SecurityGroup.ID},
		UserData:            new(base64.StdEncoding.EncodeToString([]byte(nodeConfig(props.Nodes.maxPods())))),
		// One hop ends at the node: a pod that is not on the host's network cannot take the node's role. Pod Identity
		// does not come this way.
		MetadataOptions:     launch.Metadata(),
		Monitoring:          &launchtemplate.LaunchTemplateMonitoring{Enabled: props.Nodes.DetailedMonitoring},
		BlockDeviceMappings: launch.RootVolume{Device: rootDevice, GiB: rootVolumeGiB}.BlockDevices(),
		TagSpecifications:   launch.Tags(props.Names, props.Names.Name("eks-nodes"), "instance", "volume", "network-interface"),
		Tags:                props.Names.Tags(name),
	})
}

// nodeConfig is the user data that EKS merges into its own: the limit of pods, which nodeadm would otherwise take from the
// type of each instance.
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

// AutoScalingGroup is the name of the Auto Scaling group that EKS keeps the nodes in.
func (n *Nodes) AutoScalingGroup() *string {
	return n.Resource.Resources().Get(new(0.0)).AutoscalingGroups().Get(new(0.0)).Name()
}
