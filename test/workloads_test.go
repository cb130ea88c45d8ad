package test

import (
	"fmt"
	"strings"
	"testing"

	"landform/internal/iameval"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
)

// TestEveryRoleOfAWorkloadIsBounded: CI may not create roles without the permissions boundary, which limits them.
func TestEveryRoleOfAWorkloadIsBounded(t *testing.T) {
	roles := 0
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		for _, role := range stack.OfType("aws_iam_role") {
			roles++
			want := "arn:aws:iam::" + accountOf(stack) + ":policy/landform-workload-boundary"
			if got := role.Get("permissions_boundary").String(); got != want {
				t.Errorf("%s: its permissions boundary is %q, want %s", role.Path, got, want)
			}
		}
	}
	if roles < 20 {
		t.Errorf("%d roles were checked", roles)
	}
}

// TestWorkloadsKeepWhatTheyAreAllowed: the permissions boundary must allow every action that the roles' policies allow.
func TestWorkloadsKeepWhatTheyAreAllowed(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		boundary := workloadBoundary(t, stack)
		for _, inline := range stack.OfType("aws_iam_role_policy") {
			for _, statement := range gjson.Get(inline.Get("policy").String(), "Statement").Array() {
				for _, action := range statement.Get("Action").Array() {
					resource := "arn:aws:any:us-east-1:" + accountOf(stack) + ":any"
					if strings.HasPrefix(action.String(), "secretsmanager:") {
						metadata := stack.Metadata()
						resource = fmt.Sprintf("arn:aws:secretsmanager:us-east-1:%s:secret:%s/%s/any", accountOf(stack), metadata.System, metadata.Environment)
					}
					decision, err := iameval.Rights{Identity: []iameval.Policy{boundary}}.Decide(iameval.Request{
						Action: strings.ReplaceAll(action.String(), "*", "X"), Resource: resource,
					})
					if err != nil {
						t.Fatal(err)
					}
					if !decision.Allowed && statement.Get("Effect").String() == "Allow" {
						t.Errorf("%s allows %s, but the permissions boundary does not: see workloadServices in constructs/pipeline", inline.Path, action)
					}
				}
			}
		}
	}
}

// managedPolicies are the services in the AWS managed policies of our roles, or the actions if the boundary allows only some
// actions of a service.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
var managedPolicies = map[string][]string{
	"AmazonEC2ContainerRegistryReadOnly": {"ecr"},
	"AmazonEC2ContainerRegistryPullOnly": {"ecr"},
	"AmazonEKSClusterPolicy":             {"autoscaling", "ec2", "elasticloadbalancing"},
	"AmazonEKSWorkerNodePolicy":          {"ec2", "eks", "eks-auth"},
	"AmazonEKS_CNI_Policy":               {"ec2"},
	"AmazonSSMManagedInstanceCore": {"ec2messages", "ssmmessages",
		"ssm:DescribeAssociation", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance", "ssm:GetDocument", "ssm:GetManifest",
		"ssm:ListAssociations", "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
		"ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation"},
	"CloudWatchAgentServerPolicy":                     {"cloudwatch", "ec2", "logs", "xray"},
	"service-role/AWSDataLifecycleManagerServiceRole": {"ec2", "events"},
	"service-role/AmazonEBSCSIDriverPolicy":           {"ec2"},
	"service-role/AmazonECSTaskExecutionRolePolicy":   {"ecr", "logs"},
	"service-role/AmazonRDSEnhancedMonitoringRole":    {"logs"},
}

func TestWorkloadsKeepWhatManagedPoliciesAllow(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		boundary := workloadBoundary(t, stack)
		for _, attachment := range stack.OfType("aws_iam_role_policy_attachment") {
			name := strings.TrimPrefix(attachment.Get("policy_arn").String(), "arn:aws:iam::aws:policy/")
			services, ok := managedPolicies[name]
			if !ok {
				t.Errorf("%s: look up the services in AWS's managed policy %s, and add them to managedPolicies", attachment.Path, name)
			}
			for _, service := range services {
				action := service
				if !strings.Contains(action, ":") {
					action += ":Any"
				}
				decision, err := iameval.Rights{Identity: []iameval.Policy{boundary}}.Decide(iameval.Request{
					Action: action, Resource: "arn:aws:any:us-east-1:" + accountOf(stack) + ":any",
				})
				if err != nil || !decision.Allowed {
					t.Errorf("%s needs %s, but the permissions boundary does not allow it (%v): see workloadServices in constructs/pipeline",
						attachment.Path, service, err)
				}
			}
		}
	}
}

func workloadBoundary(t *testing.T, stack synthesized.Stack) iameval.Policy {
	t.Helper()
	for _, pipeline := range shipped.Stacks(t) {
		if found, ok := pipeline.At("pipeline/workload-boundary"); ok && accountOf(pipeline) == accountOf(stack) {
			policy, err := iameval.Parse(found.Get("policy").String())
			if err != nil {
				t.Fatal(err)
			}
			return policy
		}
	}
	t.Fatalf("%s: its account has no boundary of workloads", stack.Name)
	return iameval.Policy{}
}

// TestPoliciesFitIntoIAM checks the size of policies. IAM does not count white space, which our documents do not have.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
func TestPoliciesFitIntoIAM(t *testing.T) {
	const managed, inline, trust, attached = 6144, 10240, 2048, 10
	for _, stack := range shipped.Stacks(t) {
		for _, policy := range stack.OfType("aws_iam_policy") {
			within(t, policy.Path, len(policy.Get("policy").String()), managed)
		}
		for _, role := range stack.OfType("aws_iam_role") {
			within(t, role.Path+": its trust policy", len(role.Get("assume_role_policy").String()), trust)
			total := 0
			for _, policy := range stack.OfType("aws_iam_role_policy") {
				if policy.Get("role").String() == role.Reference("name") {
					total += len(policy.Get("policy").String())
				}
			}
			within(t, role.Path+": its inline policies", total, inline)
			count := 0
			for _, attachment := range stack.OfType("aws_iam_role_policy_attachment") {
				if attachment.Get("role").String() == role.Reference("name") {
					count++
				}
			}
			within(t, role.Path+": its managed policies", count, attached)
		}
	}
}

func within(t *testing.T, what string, got, limit int) {
	t.Helper()
	if got > limit {
		t.Errorf("%s: %d, but the limit of IAM is %d", what, got, limit)
	}
}
