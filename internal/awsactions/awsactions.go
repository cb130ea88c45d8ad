// Package awsactions lists the IAM actions that the AWS provider needs for each resource type. Tests check that the plan and apply
// roles have these permissions, so that missing permissions fail a test and not a deployment.
//
// The actions are those of the provider's own code for the arguments that the stacks use
// (https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service), and those that AWS wants beside them,
// such as passing a role or using a key (https://docs.aws.amazon.com/service-authorization/latest/reference/).
package awsactions

import "strings"

// Actions are the IAM actions for a resource by operation, for example "ec2:CreateVpc".
type Actions struct {
	Create []string
	Read   []string
	Update []string // empty if every change replaces the resource
	Tag    []string // empty if the type has no tags
	Delete []string // empty if the provider only removes the resource from the state
}

// All returns the actions of all operations.
func (a Actions) All() []string {
	var all []string
	for _, some := range [][]string{a.Create, a.Read, a.Update, a.Tag, a.Delete} {
		all = append(all, some...)
	}
	return all
}

// For returns the actions that a type of resource needs. The second result is false for a type that is not in the table.
func For(resourceType string) (Actions, bool) {
	for _, table := range []map[string]row{network, compute, data, edge, identity, operation, account} {
		if row, ok := table[resourceType]; ok {
			return row.actions(), true
		}
	}
	return Actions{}, false
}

// row is a resource type in the table. Actions are separated by spaces. An action without a colon belongs to the row's service.
type row struct {
	service                           string
	create, read, update, tag, delete string
}

func (r row) actions() Actions {
	return Actions{
		Create: r.split(r.create), Read: r.split(r.read), Update: r.split(r.update), Tag: r.split(r.tag), Delete: r.split(r.delete),
	}
}

func (r row) split(names string) []string {
	var actions []string
	for _, name := range strings.Fields(names) {
		if !strings.Contains(name, ":") {
			name = r.service + ":" + name
		}
		actions = append(actions, name)
	}
	return actions
}
