// Package policy writes IAM policy documents, for example for roles, keys, buckets and topics.
package policy

import "landform/internal/plainjson"

// Statement is one statement of a policy document. Values may be Terraform tokens.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
type Statement struct {
	Sid          string                         `json:"Sid,omitempty"`
	Effect       Effect                         `json:"Effect"`
	Principal    Principal                      `json:"Principal,omitempty"`
	Actions      []string                       `json:"Action,omitempty"`
	NotActions   []string                       `json:"NotAction,omitempty"`
	Resources    []string                       `json:"Resource,omitempty"`
	NotResources []string                       `json:"NotResource,omitempty"`
	Conditions   map[string]map[string][]string `json:"Condition,omitempty"`
}

// Effect says whether a statement allows or denies.
type Effect string

// The two effects of a statement.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
)

// Principal contains the principals of a statement in a resource policy or a trust policy, by type: "AWS", "Service" or
// "Federated".
type Principal map[string][]string

// Service returns AWS services as a principal, for example Service("ec2.amazonaws.com").
func Service(names ...string) Principal { return Principal{"Service": names} }

// Account returns an account as a principal: every principal in it whose IAM policies allow the action.
func Account(id string) Principal { return Principal{"AWS": {"arn:aws:iam::" + id + ":root"}} }

// Anyone returns the principal "*". Use it only in statements that deny, or that have a restricting condition.
func Anyone() Principal { return Principal{"AWS": {"*"}} }

// Document returns the JSON of a policy with these statements, in this order.
func Document(statements ...Statement) string {
	return plainjson.Compact(struct {
		Version   string      `json:"Version"`
		Statement []Statement `json:"Statement"`
	}{"2012-10-17", statements})
}

// AssumableBy returns the trust policy of a role that these services may assume.
func AssumableBy(services ...string) string {
	return Document(Statement{Effect: Allow, Principal: Service(services...), Actions: []string{"sts:AssumeRole"}})
}

// AssumableByPrincipals returns the trust policy of a role that these IAM roles and users may assume, each by its ARN.
func AssumableByPrincipals(arns ...string) string {
	return Document(Statement{Effect: Allow, Principal: Principal{"AWS": arns}, Actions: []string{"sts:AssumeRole"}})
}

// AssumableFor returns the trust policy of a role that a service may assume only on behalf of these resources of an
// account, which prevents the confused deputy problem. The ARNs may contain wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
func AssumableFor(service, accountID string, resourceARNs ...string) string {
	return Document(Statement{
		Effect:    Allow,
		Principal: Service(service),
		Actions:   []string{"sts:AssumeRole"},
		Conditions: map[string]map[string][]string{
			"StringEquals": {"aws:SourceAccount": {accountID}},
			"ArnLike":      {"aws:SourceArn": resourceARNs},
		},
	})
}

// AssumableByPods returns the trust policy of a role that EKS Pod Identity may assume for the pods of one service account
// in one cluster. Conditions on the session tags that EKS sets deny the role to every other Pod Identity association.
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
func AssumableByPods(clusterARN, namespace, serviceAccount string) string {
	return Document(Statement{
		Effect:    Allow,
		Principal: Service("pods.eks.amazonaws.com"),
		Actions:   []string{"sts:AssumeRole", "sts:TagSession"},
		Conditions: map[string]map[string][]string{"StringEquals": {
			"aws:RequestTag/eks-cluster-arn":            {clusterARN},
			"aws:RequestTag/kubernetes-namespace":       {namespace},
			"aws:RequestTag/kubernetes-service-account": {serviceAccount},
		}},
	})
}

// TLSOnly returns the statement of a bucket policy that denies every request without TLS.
// https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-ssl-requests-only.html
func TLSOnly(bucketARN string) Statement {
	return Statement{
		Sid:        "DenyInsecureTransport",
		Effect:     Deny,
		Principal:  Anyone(),
		Actions:    []string{"s3:*"},
		Resources:  []string{bucketARN, bucketARN + "/*"},
		Conditions: map[string]map[string][]string{"Bool": {"aws:SecureTransport": {"false"}}},
	}
}
