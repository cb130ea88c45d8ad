//go:build ignore

package main

import (
	"fmt"
	"strings"
)

// state contains the fields of a state file that Terraform requires.
type state struct {
	Version          int             `json:"version"`
	TerraformVersion string          `json:"terraform_version"`
	Serial           int             `json:"serial"`
	Lineage          string          `json:"lineage"`
	Outputs          map[string]any  `json:"outputs"`
	Resources        []stateResource `json:"resources"`
}

type stateResource struct {
	Module    string          `json:"module"`
	Mode      string          `json:"mode"`
	Type      string          `json:"type"`
	Name      string          `json:"name"`
	Provider  string          `json:"provider"`
	Instances []stateInstance `json:"instances"`
}

type stateInstance struct {
	IndexKey      *int           `json:"index_key,omitempty"`
	SchemaVersion int            `json:"schema_version"`
	Attributes    map[string]any `json:"attributes"`
}

// password is the value of both random passwords. ElastiCache requires tokens of at least 16 characters.
const password = "made-up-and-32-characters-long--"

// computed contains invented values of attributes that AWS would return, as far as other values or the plan of the adoption depend
// on them.
var computed = map[string]map[string]any{
	"aws_db_instance":                   {"address": "postgres.internal", "port": 5432, "endpoint": "postgres.internal:5432"},
	"aws_elasticache_replication_group": {"primary_endpoint_address": "redis.internal"},
	"random_password":                   {"result": password, "bcrypt_hash": "made up"},
	"aws_db_subnet_group":               {"supported_network_types": []any{"IPV4"}},
	"aws_secretsmanager_secret_version": {"version_stages": []any{"AWSCURRENT"}},
	"aws_nat_gateway":                   {"secondary_private_ip_addresses": []any{}},
	"aws_route_table":                   {"propagating_vgws": []any{}},
	"aws_eks_cluster": {"access_config": []any{map[string]any{
		"authentication_mode": "CONFIG_MAP", "bootstrap_cluster_creator_admin_permissions": true,
	}}},
}

// secrets contains the values of the document's two secrets.
var secrets = map[string]string{
	"rds_password": `{"dbname":"volteryde","host":"postgres.internal","password":"` + password + `","port":5432,"username":"admin"}`,
	"redis_auth":   `{"auth_token":"` + password + `","port":6379,"primary_endpoint":"redis.internal"}`,
}

// state returns the state that an apply of the plan would leave: the planned values, and invented values that AWS would return.
func (p plan) state() state {
	applied := state{Version: 4, TerraformVersion: "1.6.0", Serial: 1, Lineage: "document", Outputs: map[string]any{}}
	for _, module := range p.PlannedValues.RootModule.ChildModules {
		for _, planned := range module.Resources {
			provider, _, _ := strings.Cut(planned.Type, "_")
			applied.Resources = append(applied.Resources, stateResource{
				Module: module.Address, Mode: "managed", Type: planned.Type, Name: planned.Name,
				Provider:  fmt.Sprintf("provider[%q]", "registry.terraform.io/hashicorp/"+provider),
				Instances: []stateInstance{{planned.Index, planned.SchemaVersion, p.attributes(module.Address, planned)}},
			})
		}
	}
	return applied
}

func (p plan) attributes(module string, planned instance) map[string]any {
	attributes := planned.Values
	attributes["id"], attributes["arn"] = id(planned.Address), arn(planned.Address)
	if planned.Type == "aws_kms_key" {
		attributes["key_id"] = id(planned.Address)
	}
	for name, value := range computed[planned.Type] {
		attributes[name] = value
	}
	for path, references := range p.resource(strings.TrimPrefix(module, "module."), planned).References {
		var values []any
		for _, reference := range references {
			values = append(values, valueOf(reference))
		}
		set(attributes, strings.Split(path, "."), values)
	}
	if planned.Type == "random_password" {
		delete(attributes, "arn")
	}
	if planned.Type == "aws_secretsmanager_secret_version" {
		attributes["secret_string"] = secrets[planned.Name]
	}
	return attributes
}

// set sets an attribute to the values of its references. Only attributes whose names end in "_ids" are lists.
func set(attributes map[string]any, path []string, values []any) {
	for _, block := range path[:len(path)-1] {
		attributes = attributes[block].([]any)[0].(map[string]any)
	}
	last := path[len(path)-1]
	if strings.HasSuffix(last, "_ids") {
		attributes[last] = values
	} else {
		attributes[last] = values[0]
	}
}

// valueOf returns the value of a reference to an attribute of a resource. Without an attribute, it is the ID.
func valueOf(reference string) string {
	parts := strings.Split(reference, ".")
	if len(parts) == 4 {
		return id(reference)
	}
	address := strings.Join(parts[:4], ".")
	switch parts[4] {
	case "arn":
		return arn(address)
	case "result":
		return password
	default:
		return id(address)
	}
}

// id returns the invented ID of a resource. The ID of a secret is its ARN, as in AWS.
func id(address string) string {
	if strings.Contains(address, ".aws_secretsmanager_secret.") {
		return arn(address)
	}
	return strings.NewReplacer("module.", "", ".", "-", "[", "-", "]", "").Replace(address)
}

func arn(address string) string {
	plain := strings.NewReplacer("module.", "", ".", "-", "[", "-", "]", "").Replace(address)
	return "arn:aws:made-up:us-east-1:111111111111:" + plain
}
