// Package awsactions says which IAM actions the AWS provider needs for each type of resource. Tests hold the rights of the
// roles that plan and apply against it, so that a new type is a sentence of a test and not a failed deployment.
//
// The actions are those of the provider's own code for the arguments that the stacks use
// (https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service), and those that AWS wants beside them,
// such as passing a role or using a key (https://docs.aws.amazon.com/service-authorization/latest/reference/).
package awsactions

import "strings"

// Actions are what the provider calls for a resource, each with its service, for example "ec2:CreateVpc".
type Actions struct {
	Create []string
	Read   []string
	Update []string // none where the provider replaces the resource for every change
	Tag    []string // none where the type has no tags
	Delete []string // none where the provider only forgets the resource
}

// All are the actions of every operation.
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

// row is one type in the table. Actions are parted by spaces; one without a colon is of the row's own service.
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
