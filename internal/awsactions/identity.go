package awsactions

// identity are the resource types of IAM.
var identity = map[string]row{
	"aws_iam_policy": {
		"iam", "CreatePolicy TagPolicy", "GetPolicy GetPolicyVersion", "CreatePolicyVersion DeletePolicyVersion ListPolicyVersions",
		"TagPolicy UntagPolicy", "ListPolicyVersions DeletePolicyVersion DeletePolicy",
	},
	"aws_iam_role": {
		"iam", "CreateRole TagRole", "GetRole ListRolePolicies ListAttachedRolePolicies GetRolePolicy",
		"UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePermissionsBoundary", "TagRole UntagRole",
		"DeleteRole ListInstanceProfilesForRole ListRolePolicies ListAttachedRolePolicies DetachRolePolicy DeleteRolePolicy",
	},
	"aws_iam_role_policy":            {"iam", "PutRolePolicy", "GetRolePolicy", "PutRolePolicy", "", "DeleteRolePolicy"},
	"aws_iam_role_policy_attachment": {"iam", "AttachRolePolicy", "ListAttachedRolePolicies", "", "", "DetachRolePolicy"},
	"aws_iam_instance_profile": {
		"iam", "CreateInstanceProfile AddRoleToInstanceProfile TagInstanceProfile PassRole", "GetInstanceProfile GetRole",
		"AddRoleToInstanceProfile RemoveRoleFromInstanceProfile PassRole", "TagInstanceProfile UntagInstanceProfile",
		"RemoveRoleFromInstanceProfile DeleteInstanceProfile",
	},
	"aws_iam_openid_connect_provider": {
		"iam", "CreateOpenIDConnectProvider TagOpenIDConnectProvider", "GetOpenIDConnectProvider",
		"UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider RemoveClientIDFromOpenIDConnectProvider",
		"TagOpenIDConnectProvider UntagOpenIDConnectProvider", "DeleteOpenIDConnectProvider",
	},
}
