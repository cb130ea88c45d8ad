// Package adopt maps the resources of the Volteryde document's Terraform to the resources of the stacks, so that the
// stacks can adopt an existing installation.
package adopt

import "fmt"

// Move is a resource of the document and the resource of the stack that adopts it.
type Move struct {
	From string // address in the document's state, for example "module.vpc.aws_vpc.main"
	To   string // path of the construct below its stack, for example "network/vpc"
}

// Volteryde returns the moves of one environment, in the order of the document. The addresses in the document contain the
// index of an Availability Zone, so the zones must be in the document's order.
func Volteryde(zones []string) []Move {
	return append(vpc(zones), modules...)
}

func vpc(zones []string) []Move {
	moves := []Move{
		{"module.vpc.aws_vpc.main", "network/vpc"},
		{"module.vpc.aws_internet_gateway.main", "network/internet-gateway"},
		{"module.vpc.aws_route_table.public", "network/public-routes"},
	}
	counted := []struct{ from, to string }{
		{"aws_subnet.public", "public-subnet"},
		{"aws_subnet.private", "private-subnet"},
		{"aws_subnet.database", "database-subnet"},
		{"aws_eip.nat", "nat-address"},
		{"aws_nat_gateway.main", "nat-gateway"},
		{"aws_route_table.private", "private-routes"},
		{"aws_route_table_association.public", "public-association"},
		{"aws_route_table_association.private", "private-association"},
	}
	for _, each := range counted {
		for index, zone := range zones {
			moves = append(moves, Move{
				From: fmt.Sprintf("module.vpc.%s[%d]", each.from, index),
				To:   fmt.Sprintf("network/%s-%s", each.to, zone),
			})
		}
	}
	return moves
}

// modules are the moves of resources that do not depend on the zones.
var modules = []Move{
	{"module.eks.aws_iam_role.eks_cluster", "eks/role/role"},
	{"module.eks.aws_iam_role_policy_attachment.eks_cluster_policy", "eks/role/managed-AmazonEKSClusterPolicy"},
	{"module.eks.aws_eks_cluster.main", "eks/cluster"},
	{"module.eks.aws_iam_role.eks_node_group", "eks/node-role/role"},
	{"module.eks.aws_iam_role_policy_attachment.eks_worker_node_policy", "eks/node-role/managed-AmazonEKSWorkerNodePolicy"},
	{"module.eks.aws_iam_role_policy_attachment.eks_cni_policy", "eks/node-role/managed-AmazonEKS_CNI_Policy"},
	{"module.eks.aws_iam_role_policy_attachment.eks_container_registry_policy", "eks/node-role/managed-AmazonEC2ContainerRegistryReadOnly"},
	{"module.eks.aws_eks_node_group.main", "eks/node-group"},
	{"module.eks.aws_kms_key.eks", "eks/encryption/key"},
	{"module.eks.aws_kms_alias.eks", "eks/encryption/alias"},

	{"module.rds.aws_db_subnet_group.main", "postgres/subnet-group"},
	{"module.rds.aws_security_group.rds", "postgres/security-group/group"},
	{"module.rds.aws_db_instance.main", "postgres/instance"},
	{"module.rds.random_password.rds_password", "postgres/password"},
	{"module.rds.aws_secretsmanager_secret.rds_password", "postgres/secret/secret"},
	{"module.rds.aws_secretsmanager_secret_version.rds_password", "postgres/secret/version"},
	{"module.rds.aws_kms_key.rds", "postgres/encryption/key"},

	{"module.redis.aws_elasticache_subnet_group.main", "redis/subnet-group"},
	{"module.redis.aws_security_group.redis", "redis/security-group/group"},
	{"module.redis.aws_elasticache_replication_group.main", "redis/group"},
	{"module.redis.random_password.redis_auth_token", "redis/auth-token"},
	{"module.redis.aws_secretsmanager_secret.redis_auth", "redis/secret/secret"},
	{"module.redis.aws_secretsmanager_secret_version.redis_auth", "redis/secret/version"},
}
