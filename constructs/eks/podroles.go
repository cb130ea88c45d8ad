package eks

import (
	"landform/constructs/dns"
	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekspodidentityassociation"
)

// ServiceAccount names a service account of the cluster.
type ServiceAccount struct{ Namespace, Name string }

// PodRole is an IAM role that the pods of one service account act as, through EKS Pod Identity.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
type PodRole struct {
	*identity.Role
	ServiceAccount ServiceAccount
}

// AddPodRole creates a role for the pods of a service account, which may do nothing before it is granted something. The
// component is a word for them: "api" gives the role "<system>-<environment>-api-role".
func (c *Cluster) AddPodRole(component string, account ServiceAccount) *PodRole {
	return c.addPodRole(component, account, nil)
}

func (c *Cluster) addPodRole(component string, account ServiceAccount, tags map[string]string) *PodRole {
	role := identity.NewRole(c.scope, component+"-role", c.podRoleProps(component, account))
	ekspodidentityassociation.NewEksPodIdentityAssociation(c.scope, new(component+"-identity"),
		&ekspodidentityassociation.EksPodIdentityAssociationConfig{
			ClusterName:    c.Name,
			Namespace:      &account.Namespace,
			ServiceAccount: &account.Name,
			RoleArn:        role.ARN,
			Tags:           c.names.Tags(c.names.Name(component), tags),
		})
	return &PodRole{Role: role, ServiceAccount: account}
}

func (c *Cluster) podRoleProps(component string, account ServiceAccount, managedPolicies ...string) identity.RoleProps {
	return identity.RoleProps{
		Names:           c.names,
		Name:            c.names.NameWithin(component+"-role", 64),
		Description:     component + " in the pods of " + c.names.Prefix(),
		TrustPolicy:     policy.AssumableByPods(c.arn, account.Namespace, account.Name),
		ManagedPolicies: managedPolicies,
	}
}

// controllers create the roles of what a cluster of this kind runs and EKS does not offer as an add-on. Each is installed
// by Helm, into kube-system, with a service account of its own name. The tag Version says which version the role is for.
func (c *Cluster) controllers(props Props) {
	c.LoadBalancerController = c.controller("aws-load-balancer-controller", LoadBalancerControllerVersion)
	vpcARN := props.Names.ARN("ec2", "vpc/"+*props.Network.ID)
	c.LoadBalancerController.Allow("load-balancers", loadBalancerRights(props.Names, props.Name, vpcARN)...)

	c.ClusterAutoscaler = c.controller("cluster-autoscaler", addonVersions[props.Version]["cluster-autoscaler"])
	c.ClusterAutoscaler.Allow("scale-nodes", autoscalerRights(props.Names, props.Name)...)
}

func (c *Cluster) controller(component, version string) *PodRole {
	return c.addPodRole(component, ServiceAccount{system, component}, map[string]string{"Version": version})
}

// ManageRecords installs external-dns, which writes the addresses of services and Ingresses into this hosted zone and no
// other. It marks what it writes as this cluster's, and touches no record without that mark: Terraform's have none.
// https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/txt/
func (c *Cluster) ManageRecords(zone *dns.Zone) *PodRole {
	what := addon{
		name:    "external-dns",
		account: ServiceAccount{"external-dns", "external-dns"},
		configuration: map[string]any{
			"domainFilters": []string{zone.Domain},
			"policy":        "sync",
			"registry":      "txt",
			"sources":       []string{"service", "ingress"},
			"txtOwnerId":    c.names.Prefix(),
		},
	}
	role := identity.NewRole(c.scope, what.name+"-role", c.podRoleProps(what.name, what.account))
	role.Allow("list-zones", zoneListRights())
	role.Allow("records", recordRights(*zone.Resource.Arn())...)
	c.addonWithRole(c.scope, what, role, append(role.Attachments, c.Nodes.Resource)...)
	return &PodRole{Role: role, ServiceAccount: what.account}
}
