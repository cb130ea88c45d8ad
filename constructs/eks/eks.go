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
	"landform/internal/problems"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekscluster"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/iamopenidconnectprovider"
	"github.com/hashicorp/terraform-cdk-go/cdktf"
)

// controlPlaneLogs are all log types of the EKS control plane.
// https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
var controlPlaneLogs = []string{"api", "audit", "authenticator", "controllerManager", "scheduler"}

// Props are the arguments of New.
type Props struct {
	Names   naming.Names
	Network *network.Network
	Name    string // of the cluster
	Version string // of Kubernetes, for example "1.35"
	// PublicAccess are the networks outside the VPC that may reach the API server; if empty, it has no public endpoint.
	PublicAccess []netip.Prefix
	// Administrators are the ARNs of IAM roles and users with all rights in the cluster.
	Administrators []string
	// Viewers are the ARNs of IAM roles and users that may read everything in the cluster except Secrets.
	Viewers    []string
	Nodes      NodeProps
	Insights   Insights
	Logs       logs.Retention
	Protection deletion.Protection // of the key: without it, the cluster cannot read its Secrets
}

// Validate returns every problem of the arguments at once, or nil. Each names the field, its value and what is allowed.
func (p Props) Validate() error {
	var subnets []netip.Prefix
	for _, subnet := range p.Network.Private {
		subnets = append(subnets, subnet.Plan.CIDR)
	}
	return errors.Join(slices.Concat(
		problems.In("", ValidateVersion(p.Version)),
		problems.In("Nodes.", p.Nodes.Validate(subnets)),
		problems.In("", ValidateAccess(p.Administrators, p.Viewers)))...)
}

// Cluster is an EKS cluster with its nodes.
type Cluster struct {
	Resource ekscluster.EksCluster
	Name     *string
	Key      *encryption.Key
	Nodes    *Nodes
	// OIDCProviderARN is for the trust policies of IAM roles for service accounts (IRSA), for software that does not
	// support EKS Pod Identity yet.
	OIDCProviderARN *string

	// The roles of controllers that Helm installs, each for one service account.

	LoadBalancerController *PodRole // the controller needs the region and the VPC as arguments
	ClusterAutoscaler      *PodRole // the autoscaler finds the node group by its tags

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
		WindowDays:  10, // from the requirement document
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
		// EKS would otherwise install self-managed copies of the add-ons, which it does not update.
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
		// Both arguments matter only when a cluster is created. Without this, Terraform would replace an adopted cluster.
		Lifecycle: &cdktf.TerraformResourceLifecycle{
			IgnoreChanges: jsii.Strings("access_config[0].bootstrap_cluster_creator_admin_permissions", "bootstrap_self_managed_addons"),
		},
	})
	c.Name = c.Resource.Name()
}

// CertificateAuthority returns the certificate of the API server's certificate authority, encoded as base64.
func (c *Cluster) CertificateAuthority() *string {
	return c.Resource.CertificateAuthority().Get(jsii.Number(0)).Data()
}

// clusterSecurityGroupID returns the ID of the cluster security group, which EKS creates: it allows traffic between the
// control plane and the nodes.
// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
func (c *Cluster) clusterSecurityGroupID() *string {
	return c.Resource.VpcConfig().ClusterSecurityGroupId()
}

// oidcProvider creates the IAM OIDC provider for the tokens of the cluster's service accounts. It needs no thumbprint: IAM
// trusts the certificate authority of the EKS issuer.
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

// texts returns nil for an empty list, which EKS would refuse.
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
