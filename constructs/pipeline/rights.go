package pipeline

import (
	"slices"

	"landform/constructs/identity"
	"landform/constructs/policy"
)

// Service is an AWS service that the stacks use.
type Service struct {
	Prefix string // of its IAM actions, for example "ec2"
	// Reads are the actions that read the settings of its resources, for example "Describe*", but not their data.
	Reads []string
	// Writes are the actions that deployments need in addition to Reads; empty to allow all actions of the service.
	Writes []string
}

// metadata lets plans read the settings of resources.
func (p *Pipeline) metadata() []policy.Statement {
	var actions []string
	for _, service := range slices.Concat(p.props.Services, p.props.Observed) {
		actions = append(actions, service.actions(service.Reads)...)
	}
	actions = append(actions, "iam:Get*", "iam:List*")
	return []policy.Statement{{Sid: "ReadMetadata", Effect: policy.Allow, Actions: actions, Resources: []string{"*"}}}
}

func (s Service) actions(names []string) []string {
	var actions []string
	for _, name := range names {
		actions = append(actions, s.Prefix+":"+name)
	}
	return actions
}

// secrets lets plans read the values of the environments' secrets, which Terraform compares.
func (p *Pipeline) secrets() []policy.Statement {
	names, arns := p.props.Names, p.secretARNs()
	return []policy.Statement{
		{Effect: policy.Allow, Actions: []string{"secretsmanager:GetSecretValue"}, Resources: arns},
		{
			Effect: policy.Allow, Actions: []string{"kms:Decrypt"}, Resources: []string{names.ARN("kms", "key/*")},
			// https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
			Conditions: map[string]map[string][]string{
				"StringEquals": {"kms:ViaService": {"secretsmanager." + names.Region + ".amazonaws.com"}},
				"StringLike":   {"kms:EncryptionContext:SecretARN": arns},
			},
		},
	}
}

// secretARNs returns the ARN patterns of the environments' secrets.
func (p *Pipeline) secretARNs() []string {
	var arns []string
	for _, prefix := range p.props.Secrets {
		arns = append(arns, p.props.Names.ARN("secretsmanager", "secret:"+prefix+"*"))
	}
	return arns
}

// stacks lets deployments use the services of the stacks, except on the bucket and the lock table of the states.
func (p *Pipeline) stacks() []policy.Statement {
	return []policy.Statement{{Sid: "Stacks", Effect: policy.Allow, Actions: p.deploymentActions(), NotResources: p.states()}}
}

// deploymentActions returns the patterns of the actions that deployments may need.
func (p *Pipeline) deploymentActions() []string {
	var actions []string
	for _, service := range p.props.Services {
		if len(service.Writes) == 0 {
			actions = append(actions, service.Prefix+":*")
			continue
		}
		actions = append(actions, append(service.actions(service.Reads), service.actions(service.Writes)...)...)
	}
	return actions
}

// states returns the ARNs of the bucket and the lock table of all states, with the table's backups and streams. Their key is not among them: statements identify
// it by its alias.
func (p *Pipeline) states() []string {
	state := p.props.State
	return []string{state.bucketARN(), state.bucketARN() + "/*", state.tableARN(), state.tableARN() + "/*"}
}

// roles lets deployments manage the roles of their workloads, with the workload boundary. The condition
// iam:PermissionsBoundary applies to the role's current boundary, or to the one in the request.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate
func (p *Pipeline) roles() []policy.Statement {
	roles, profiles := p.iam("role/"), p.iam("instance-profile/")
	return []policy.Statement{
		{Sid: "ReadIdentities", Effect: policy.Allow, Actions: []string{"iam:Get*", "iam:List*"}, Resources: []string{"*"}},
		{
			Sid: "BoundedRoles", Effect: policy.Allow, Actions: boundedActions, Resources: roles,
			Conditions: map[string]map[string][]string{"StringEquals": {"iam:PermissionsBoundary": {p.workloadBoundary()}}},
		},
		{
			Sid: "OwnRoles", Effect: policy.Allow, Resources: roles,
			Actions: []string{
				"iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateRole",
				"iam:UpdateRoleDescription",
			},
		},
		{
			Sid: "PassRoles", Effect: policy.Allow, Actions: []string{"iam:PassRole"}, Resources: roles,
			Conditions: map[string]map[string][]string{"StringEquals": {"iam:PassedToService": p.props.PassedTo}},
		},
		{
			Sid: "InstanceProfiles", Effect: policy.Allow, Resources: profiles,
			Actions: []string{
				"iam:AddRoleToInstanceProfile", "iam:CreateInstanceProfile", "iam:DeleteInstanceProfile",
				"iam:RemoveRoleFromInstanceProfile", "iam:TagInstanceProfile", "iam:UntagInstanceProfile",
			},
		},
		// AWS defines the rights of a service-linked role and the service that may assume it.
		{
			Sid: "ServiceLinkedRoles", Effect: policy.Allow, Actions: []string{"iam:CreateServiceLinkedRole"},
			Resources: []string{p.iamARN("role/aws-service-role/*")},
		},
		{Sid: "ClusterProviders", Effect: policy.Allow, Actions: providerActions, Resources: []string{p.clusterProviders()}},
	}
}

// boundedActions are the actions that change the rights or the trust policy of a role.
var boundedActions = []string{
	"iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
}

// providerActions are the actions that change OIDC providers.
var providerActions = []string{
	"iam:AddClientIDToOpenIDConnectProvider", "iam:CreateOpenIDConnectProvider", "iam:DeleteOpenIDConnectProvider",
	"iam:RemoveClientIDFromOpenIDConnectProvider", "iam:TagOpenIDConnectProvider", "iam:UntagOpenIDConnectProvider",
	"iam:UpdateOpenIDConnectProviderThumbprint",
}

// clusterProviders returns the ARN pattern of the OIDC providers of EKS clusters. It names AWS's domain in full, since
// anybody can own a domain that begins like it.
// https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html
func (p *Pipeline) clusterProviders() string {
	return p.iamARN("oidc-provider/oidc.eks." + p.props.Names.Region + ".amazonaws.com/id/*")
}

func (p *Pipeline) workloadBoundary() string {
	return identity.WorkloadBoundaryARN(p.props.Names.AccountID)
}

// iam returns the ARN patterns of IAM resources of a type with the prefixes that deployments may use, for example of
// "role/".
func (p *Pipeline) iam(kind string) []string {
	var arns []string
	for _, prefix := range p.props.Prefixes {
		arns = append(arns, p.iamARN(kind+prefix+"*"))
	}
	return arns
}

func (p *Pipeline) iamARN(resource string) string {
	return "arn:aws:iam::" + p.props.Names.AccountID + ":" + resource
}
