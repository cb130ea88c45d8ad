package fargate

import (
	"landform/constructs/identity"
	"landform/constructs/logs"
	"landform/constructs/naming"
	"landform/constructs/policy"

	"github.com/aws/constructs-go/constructs/v10"
)

// roles creates the two roles of a task: the execution role, with which ECS starts it, and the task role of the program
// in it, which has no rights until somebody grants some.
func (s *Service) roles(scope constructs.Construct, props Props, group *logs.Group) {
	s.ExecutionRole = identity.NewRole(scope, "execution-role", identity.RoleProps{
		Names:       props.Names,
		Name:        props.Names.NameWithin(props.Name+"-execution-role", 64),
		Description: "Starts the tasks of " + s.Name,
		TrustPolicy: assumableByTasks(props.Names),
	})
	props.Repository.GrantPull(s.ExecutionRole)
	s.ExecutionRole.Allow("write-logs", policy.Statement{
		Effect:    policy.Allow,
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		Resources: []string{*group.ARN + ":log-stream:*"},
	})
	if props.Secrets != nil {
		props.Secrets.Secret.GrantRead(s.ExecutionRole)
	}
	s.TaskRole = identity.NewRole(scope, "task-role", identity.RoleProps{
		Names:       props.Names,
		Name:        props.Names.NameWithin(props.Name+"-task-role", 64),
		Description: "The program in the tasks of " + s.Name,
		TrustPolicy: assumableByTasks(props.Names),
	})
}

// assumableByTasks is a trust policy for ECS tasks of this account and region only.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
func assumableByTasks(names naming.Names) string {
	return policy.Document(policy.Statement{
		Effect:    policy.Allow,
		Principal: policy.Service("ecs-tasks.amazonaws.com"),
		Actions:   []string{"sts:AssumeRole"},
		Conditions: map[string]map[string][]string{
			"ArnLike":      {"aws:SourceArn": {names.ARN("ecs", "*")}},
			"StringEquals": {"aws:SourceAccount": {names.AccountID}},
		},
	})
}
