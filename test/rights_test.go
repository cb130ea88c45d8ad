package test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"landform/internal/awsactions"
	"landform/internal/iameval"
	"landform/internal/synthesized"
	"landform/test/shipped"

	"github.com/tidwall/gjson"
)

// roleOf returns the policies of a pipeline role in the account of a stack.
func roleOf(t *testing.T, stack synthesized.Stack, role string) (iameval.Rights, bool) {
	t.Helper()
	for _, pipeline := range shipped.Stacks(t) {
		found, ok := pipeline.At("pipeline/" + role + "/role")
		if !ok || accountOf(pipeline) != accountOf(stack) {
			continue
		}
		rights, err := iameval.OfRole(pipeline, found)
		if err != nil {
			t.Fatal(err)
		}
		return rights, true
	}
	return iameval.Rights{}, false
}

func accountOf(stack synthesized.Stack) string {
	return stack.Metadata().Account
}

// isEnvironment returns whether CI deploys a stack. All other stacks are deployed manually.
func isEnvironment(stack synthesized.Stack) bool {
	return stack.Metadata().Role == synthesized.RoleEnvironment
}

// TestApplyRoleCanDeployEveryResource checks that the apply role may create, read, update, tag and delete every resource that CI
// deploys.
func TestApplyRoleCanDeployEveryResource(t *testing.T) {
	checked := 0
	for _, stack := range shipped.Stacks(t) {
		if !isEnvironment(stack) {
			continue
		}
		rights, ok := roleOf(t, stack, "apply")
		if !ok {
			t.Errorf("%s: its account has no apply role", stack.Name)
			continue
		}
		for _, resource := range ofAWS(stack) {
			actions, ok := awsactions.For(resource.Type)
			if !ok {
				t.Errorf("%s: internal/awsactions has no row for %s: add one with the actions that the provider calls to create, "+
					"read, change, tag and delete it", resource.Path, resource.Type)
				continue
			}
			if len(actions.Tag) == 0 && resource.Get("tags").Exists() {
				t.Errorf("%s has tags, but the row of %s in internal/awsactions has no actions to tag", resource.Path, resource.Type)
			}
			for _, action := range actions.All() {
				checked++
				for _, request := range requests(stack, resource, action) {
					mayDo(t, rights, request, "landform-apply", resource)
				}
			}
		}
	}
	if checked < 1000 {
		t.Errorf("%d actions were checked: too few to be all of them", checked)
	}
}

// TestPlanRoleCanReadEveryResource checks that the plan role may read every resource that CI plans, including those of stacks that
// are deployed manually.
func TestPlanRoleCanReadEveryResource(t *testing.T) {
	checked := 0
	for _, stack := range shipped.Stacks(t) {
		rights, ok := roleOf(t, stack, "plan")
		if !ok {
			continue
		}
		for _, resource := range ofAWS(stack) {
			actions, _ := awsactions.For(resource.Type)
			if len(actions.Read) == 0 {
				t.Errorf("%s: internal/awsactions has no row for %s: add one", resource.Path, resource.Type)
			}
			for _, action := range actions.Read {
				checked++
				for _, request := range requests(stack, resource, action) {
					mayDo(t, rights, request, "landform-plan", resource)
				}
			}
		}
	}
	if checked < 300 {
		t.Errorf("%d actions were checked: too few to be all of them", checked)
	}
}

func mayDo(t *testing.T, rights iameval.Rights, request iameval.Request, role string, resource synthesized.Resource) {
	t.Helper()
	decision, err := rights.Decide(request)
	if err != nil {
		t.Fatal(err)
	}
	if !decision.Allowed {
		t.Errorf("%s: %s is not allowed %s on %s (%s), which %s needs: see stacks/pipeline/services.go", resource.Path, role, request.Action,
			request.Resource, decision.Reason, resource.Type)
	}
}

// ofAWS returns the stack's resources of the AWS provider.
func ofAWS(stack synthesized.Stack) []synthesized.Resource {
	return slices.DeleteFunc(slices.Clone(stack.Resources), func(resource synthesized.Resource) bool {
		return !strings.HasPrefix(resource.Type, "aws_")
	})
}

// requests returns the API calls of an action on a resource, with the ARNs and condition keys that the policies use: names and
// boundaries in IAM, and names of buckets, tables and secrets.
func requests(stack synthesized.Stack, resource synthesized.Resource, action string) []iameval.Request {
	service, verb, _ := strings.Cut(action, ":")
	account, region := accountOf(stack), stack.Get("provider.aws.0.region").String()
	one := func(arn string, context map[string][]string) []iameval.Request {
		return []iameval.Request{{Action: action, Resource: arn, Context: context}}
	}
	switch {
	case action == "iam:PassRole":
		return nil // tested by TestEveryRoleCanBePassed
	case action == "iam:CreateServiceLinkedRole":
		return one("arn:aws:iam::"+account+":role/aws-service-role/any.amazonaws.com/AWSServiceRoleForAny", nil)
	case service == "iam" && strings.Contains(verb, "OpenIDConnectProvider"):
		return one("arn:aws:iam::"+account+":oidc-provider/oidc.eks."+region+".amazonaws.com/id/0123456789", nil)
	case service == "iam" && strings.Contains(verb, "InstanceProfile") && verb != "ListInstanceProfilesForRole":
		return one("arn:aws:iam::"+account+":instance-profile/"+resource.Get("name").String(), nil)
	case service == "iam" && strings.Contains(resource.Type, "aws_iam_role"):
		role := resolve(stack, resource, "role")
		return one("arn:aws:iam::"+account+":role/"+role.Get("name").String(),
			map[string][]string{"iam:PermissionsBoundary": {role.Get("permissions_boundary").String()}})
	case service == "s3" && strings.Contains(verb, "Object") && !strings.HasPrefix(verb, "GetBucket") && !strings.HasPrefix(verb, "PutBucket"):
		return one("arn:aws:s3:::"+resolve(stack, resource, "bucket").Get("bucket").String()+"/any", nil)
	case service == "s3":
		return one("arn:aws:s3:::"+resolve(stack, resource, "bucket").Get("bucket").String(), nil)
	case service == "dynamodb":
		return one("arn:aws:dynamodb:"+region+":"+account+":table/"+resolve(stack, resource, "resource_arn").Get("name").String(), nil)
	case service == "secretsmanager":
		return one("arn:aws:secretsmanager:"+region+":"+account+":secret:"+resolve(stack, resource, "secret_id").Get("name").String()+"-AbCdEf", nil)
	case service == "ssm": // the id of an AMI, in a public parameter
		image := regexp.MustCompile(`resolve:ssm:(/[\w/.-]+)`).FindSubmatch(stack.JSON)
		return one("arn:aws:ssm:"+region+"::parameter"+string(image[1]), nil)
	default:
		return one(fmt.Sprintf("arn:aws:%s:%s:%s:any", service, region, account), nil)
	}
}

// resolve returns the resource that an argument refers to, or the resource itself if the argument is not a reference.
func resolve(stack synthesized.Stack, resource synthesized.Resource, argument string) synthesized.Resource {
	reference := strings.TrimPrefix(resource.Get(argument).String(), "${")
	for _, other := range stack.Resources {
		if strings.HasPrefix(reference, other.Address()+".") {
			return other
		}
	}
	return resource
}

// TestApplyRoleCanWaitForWhatItDeploys checks the API calls that landform makes after an apply: see internal/rollout.
func TestApplyRoleCanWaitForWhatItDeploys(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		rights, ok := roleOf(t, stack, "apply")
		if !ok || !isEnvironment(stack) {
			continue
		}
		for _, action := range []string{
			"acm:DescribeCertificate", "autoscaling:DescribeAutoScalingGroups", "ecr:DescribeImages", "ecs:DescribeServices", "ecs:DescribeTasks",
			"ecs:ListTasks", "eks:DescribeNodegroup", "elasticloadbalancing:DescribeTargetHealth", "logs:FilterLogEvents", "sns:Publish",
		} {
			mayDo(t, rights, iameval.Request{Action: action, Resource: "*"}, "landform-apply", synthesized.Resource{Path: stack.Name, Type: "a rollout"})
		}
	}
}

// TestEveryRoleCanBePassed checks that the apply role may pass each role of a stack to each service in its trust policy.
func TestEveryRoleCanBePassed(t *testing.T) {
	for _, stack := range shipped.Stacks(t) {
		rights, ok := roleOf(t, stack, "apply")
		if !ok || !isEnvironment(stack) {
			continue
		}
		for _, role := range stack.OfType("aws_iam_role") {
			for _, service := range trusted(role) {
				mayDo(t, rights, iameval.Request{
					Action: "iam:PassRole", Resource: "arn:aws:iam::" + accountOf(stack) + ":role/" + role.Get("name").String(),
					Context: map[string][]string{"iam:PassedToService": {service}},
				}, "landform-apply", role)
			}
		}
	}
}

// trusted returns the services in a role's trust policy.
func trusted(role synthesized.Resource) []string {
	var services []string
	for _, statement := range gjson.Get(role.Get("assume_role_policy").String(), "Statement").Array() {
		for _, service := range statement.Get("Principal.Service").Array() {
			services = append(services, service.String())
		}
	}
	return services
}

// TestRolesArePassedToNoServiceThatIsNotUsed checks that the apply role may only pass roles to services that the stacks use.
func TestRolesArePassedToNoServiceThatIsNotUsed(t *testing.T) {
	used := map[string]bool{"eks.amazonaws.com": true, "ec2.amazonaws.com": true}
	for _, stack := range shipped.Stacks(t) {
		for _, role := range stack.OfType("aws_iam_role") {
			for _, service := range trusted(role) {
				used[service] = true
			}
		}
	}
	for _, pipeline := range shipped.Stacks(t) {
		rights, ok := pipeline.At("pipeline/apply/policy-roles")
		if !ok {
			continue
		}
		for _, service := range gjson.Get(rights.Get("policy").String(), `Statement.#(Sid=="PassRoles").Condition.StringEquals.iam:PassedToService`).Array() {
			if !used[service.String()] {
				t.Errorf("%s: roles may be passed to %s, but no role of the stacks trusts it: remove it from stacks/pipeline/services.go", pipeline.Name, service)
			}
		}
	}
}
