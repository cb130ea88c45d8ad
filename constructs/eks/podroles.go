package eks

import (
	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekspodidentityassociation"
)

// PodRole is an IAM role that the pods of one service account act as, through EKS Pod Identity.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
type PodRole struct {
	*identity.Role
	ServiceAccount string // in namespace kube-system
}

// podRole creates the role of a component of the cluster, whose service account is called as the component.
func (c *Cluster) podRole(scope constructs.Construct, component string) *PodRole {
	role := identity.NewRole(scope, component+"-role", c.podRoleProps(component, component))
	ekspodidentityassociation.NewEksPodIdentityAssociation(scope, new(component+"-identity"),
		&ekspodidentityassociation.EksPodIdentityAssociationConfig{
			ClusterName:    c.Name,
			Namespace:      new(system),
			ServiceAccount: &component,
			RoleArn:        role.ARN,
			Tags:           c.names.Tags(c.names.Name(component)),
		})
	return &PodRole{Role: role, ServiceAccount: component}
}

func (c *Cluster) podRoleProps(component, serviceAccount string, managedPolicies ...string) identity.RoleProps {
	return identity.RoleProps{
		Names:           c.names,
		Name:            c.names.NameWithin(component+"-role", 64),
		Description:     component + " in the pods of " + c.names.Prefix(),
		TrustPolicy:     policy.AssumableByPods(c.arn, system, serviceAccount),
		ManagedPolicies: managedPolicies,
	}
}

// controllers create the roles of what a cluster of this kind runs beside the add-ons. The software itself is installed
// by Kubernetes' own tools.
func (c *Cluster) controllers(scope constructs.Construct, props Props) {
	c.LoadBalancerController = c.podRole(scope, "aws-load-balancer-controller")
	vpcARN := props.Names.ARN("ec2", "vpc/"+*props.Network.ID)
	c.LoadBalancerController.Allow("load-balancers", loadBalancerRights(props.Names, props.Name, vpcARN)...)

	c.ExternalDNS = c.podRole(scope, "external-dns")
	c.ExternalDNS.Allow("list-zones", zoneListRights())

	c.ClusterAutoscaler = c.podRole(scope, "cluster-autoscaler")
	c.ClusterAutoscaler.Allow("scale-nodes", autoscalerRights(props.Names, props.Name)...)
}

// ManageRecords lets external-dns write the addresses of services into a hosted zone, and into no other.
func (c *Cluster) ManageRecords(zoneARN string) {
	c.ExternalDNS.Allow("records", recordRights(zoneARN)...)
}
