package eks

import (
	"landform/constructs/dns"
	"landform/constructs/identity"
	"landform/constructs/policy"

	"github.com/cdktf/cdktf-provider-aws-go/aws/v19/ekspodidentityassociation"
)

// ServiceAccount identifies a Kubernetes service account.
type ServiceAccount struct{ Namespace, Name string }

// PodRole is an IAM role that the pods of one service account assume through EKS Pod Identity.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
type PodRole struct {
	*identity.Role
	ServiceAccount ServiceAccount
}

// AddPodRole creates a role for the pods of a service account. The role has no rights until somebody grants some. The
// component is part of its name: "api" gives "<system>-<environment>-api-role".
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

// controllers creates the roles of controllers that EKS does not offer as add-ons. Helm installs them into the namespace
// kube-system, each with a service account of the same name. The tag Version of the association says for which version of
// the controller the role is written.
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

// InstallExternalDNS installs external-dns, which creates records for Services and Ingresses in this hosted zone only. It
// marks its records with TXT records that contain this cluster's name, and never changes others, such as those of
// Terraform. https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/txt/
func (c *Cluster) InstallExternalDNS(zone *dns.Zone) *PodRole {
	component := addon{
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
	role := identity.NewRole(c.scope, component.name+"-role", c.podRoleProps(component.name, component.account))
	role.Allow("list-zones", zoneListRights())
	role.Allow("records", recordRights(*zone.Resource.Arn())...)
	c.addonWithRole(c.scope, component, role, append(role.Attachments, c.Nodes.Resource)...)
	return &PodRole{Role: role, ServiceAccount: component.account}
}
