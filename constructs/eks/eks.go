// Package eks builds an EKS cluster with one managed node group.
package eks

import (
	"errors"
	"net/netip"
	"slices"

	"landform/constructs/deletion"
	"landform/constructs/encryption"
	"landform/constructs/identity"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/network"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// controlPlaneLogs are all the log types that EKS has.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
var controlPlaneLogs = []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}

// Props are what New cannot decide by itself.
type Props struct {
	Names   naming.Names
	Network *network.Network
	Name    string // of the cluster
	Version string // of Kubernetes, for example "1.35"
	// PublicAccess are the networks from which the API server may be reached from outside the VPC; none closes it.
	PublicAccess []netip.Prefix
	// Administrators are the ARNs of IAM roles and users with all rights in the cluster.
	Administrators []string
	// Viewers are the ARNs of IAM roles and users that see everything in the cluster but Secrets, and change nothing.
	Viewers    []string
	Nodes      NodeProps
	Insights   Insights
	Logs       logs.Retention
	Protection deletion.Protection // of the key: without it, the cluster is lost
}

// Validate returns every problem of the arguments that AWS would refuse or suffer from, at once, or nil.
func (p Props) Validate() error {
	var subnets []netip.Prefix
	for _, subnet := range p.Network.Private {
		subnets = append(subnets, subnet.Plan.CIDR)
	}
	return errors.Join(slices.Concat(
		VersionProblems(p.Version), p.Nodes.Problems(subnets), AccessProblems(p.Administrators, p.Viewers))...)
}

// Cluster is an EKS cluster with its nodes.
type Cluster struct {
	Resource ekscluster.EksCluster
	Name     *string
	Key      *encryption.Key
	Nodes    *Nodes
	// OIDCProviderARN is what the trust policies of roles for service accounts name, for software that knows no Pod
	// Identity yet.
	OIDCProviderARN *string

	// The roles of what is installed into the cluster by other means than Terraform, each bound to its service account.

	LoadBalancerController *PodRole // needs its region and VPC as arguments
	ClusterAutoscaler      *PodRole // finds the node group by its tags

	names   naming.Names
	arn     string
	version string
	scope   constructs.Construct
}

// New creates the cluster with its key, roles, log groups, access entries, add-ons and node group. It panics unless
// props.Validate accepts the arguments.
func New(scope constructs.Construct, id string, props Props) *Cluster {
	if err := props.Validate(); err != nil {
		panic("eks: " + err.Error())
	}
	namespace := constructs.NewConstruct(scope, &id)
	c := &Cluster{
		names: props.Names, arn: props.Names.ARN("eks", "cluster/"+props.Name), version: props.Version, scope: namespace,
	}
	c.Key = encryption.New(namespace, "encryption", encryption.Props{
		Names:       props.Names,
		Purpose:     "eks",
		Description: "EKS Secret Encryption Key for " + props.Names.Environment,
		Protection:  props.Protection,
		WindowDays:  10, // as documented
	})
	c.cluster(namespace, props)
	c.access(namespace, props)
	c.oidcProvider(namespace, props)
	first := c.addonsBeforeNodes(namespace)
	c.Nodes = newNodes(namespace, props, c, first)
	c.addonsAfterNodes(namespace)
	c.observability(namespace, props)
	c.controllers(props)
	return c
}

func (c *Cluster) cluster(scope constructs.Construct, props Props) {
	role := identity.NewRole(scope, "role", identity.RoleProps{
		Names:           props.Names,
		Name:            props.Names.NameWithin("eks-cluster-role", 64),
		Description:     "EKS control plane of " + props.Name,
		TrustPolicy:     policy.AssumableBy("eks.amazonaws.com"),
		ManagedPolicies: []string{"AmazonEKSClusterPolicy"},
	})
	group := logs.New(scope, "logs", logs.Props{Names: props.Names, Name: "/aws/eks/" + props.Name + "/cluster", Retention: props.Logs})
	c.Resource = ekscluster.NewEksCluster(scope, new("cluster"), &ekscluster.EksClusterConfig{
		Name:                   &props.Name,
		RoleArn:                role.ARN,
		Version:                &props.Version,
		EnabledClusterLogTypes: jsii.Strings(controlPlaneLogs...),
		// The add-ons are ours from the start: EKS would install copies that nobody updates.
		BootstrapSelfManagedAddons: false,
		VpcConfig: &ekscluster.EksClusterVpcConfig{
			SubnetIds:             network.IDs(props.Network.Private),
			EndpointPrivateAccess: true,
			EndpointPublicAccess:  len(props.PublicAccess) > 0,
			PublicAccessCidrs:     texts(props.PublicAccess),
		},
		EncryptionConfig: &ekscluster.EksClusterEncryptionConfig{
			Provider:  &ekscluster.EksClusterEncryptionConfigProvider{KeyArn: c.Key.ARN},
			Resources: jsii.Strings("secrets"),
		},
		AccessConfig: &ekscluster.EksClusterAccessConfig{
			AuthenticationMode:                      new("API"),
			BootstrapClusterCreatorAdminPermissions: false,
		},
		UpgradePolicy: &ekscluster.EksClusterUpgradePolicy{SupportType: new("STANDARD")},
		Tags:          props.Names.Tags(props.Names.Name("eks")),
		DependsOn:     new(append(role.Attachments, group.Resource)),
		// Both speak of the moment of creation only: a cluster that was created otherwise must not be replaced for them.
		Lifecycle: &cdktf.TerraformResourceLifecycle{
			IgnoreChanges: jsii.Strings("access_config[0].bootstrap_cluster_creator_admin_permissions", "bootstrap_self_managed_addons"),
		},
	})
	c.Name = c.Resource.Name()
}

// CertificateAuthority is the base64 encoded certificate that clients of the API server trust.
func (c *Cluster) CertificateAuthority() *string {
	return c.Resource.CertificateAuthority().Get(jsii.Number(0)).Data()
}

// clusterSecurityGroupID is the group that EKS itself makes: the control plane and the nodes talk within it.
// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
func (c *Cluster) clusterSecurityGroupID() *string {
	return c.Resource.VpcConfig().ClusterSecurityGroupId()
}

// oidcProvider lets IAM trust the tokens of the cluster's service accounts. It names no thumbprint: IAM gets the one of
// EKS' issuer itself.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
func (c *Cluster) oidcProvider(scope constructs.Construct, props Props) {
	first := jsii.Number(0)
	c.OIDCProviderARN = iamopenidconnectprovider.NewIamOpenidConnectProvider(scope, new("oidc-provider"),
		&iamopenidconnectprovider.IamOpenidConnectProviderConfig{
			Url:          c.Resource.Identity().Get(first).Oidc().Get(first).Issuer(),
			ClientIdList: jsii.Strings("sts.amazonaws.com"),
			Tags:         props.Names.Tags(props.Names.Name("eks-oidc")),
		}).Arn()
}

// texts is nil for no prefixes: EKS refuses an empty list.
func texts(prefixes []netip.Prefix) *[]*string {
	if len(prefixes) == 0 {
		return nil
	}
	result := make([]*string, 0, len(prefixes))
	for _, prefix := range prefixes {
		result = append(result, new(prefix.String()))
	}
	return &result
}
