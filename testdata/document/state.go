//go:build ignore

package main

import (
	"fmt"
	"strings"
)

// state is a Terraform state, as far as Terraform insists on it.
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

// password is what both random passwords are: ElastiCache takes no token of fewer than 16 characters.
const password = "made-up-and-32-characters-long--"

// answers are what AWS would have answered to the document's requests, where anything else depends on it.
var answers = map[string]map[string]any{
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

// secrets are the values that the document's two secrets then have.
var secrets = map[string]string{
	"rds_password": `{"dbname":"volteryde","host":"postgres.internal","password":"` + password + `","port":5432,"username":"admin"}`,
	"redis_auth":   `{"auth_token":"` + password + `","port":6379,"primary_endpoint":"redis.internal"}`,
}

// state is the state that applying the plan leaves: the planned values, with made-up ids for what AWS would choose.
func (p plan) state() state {
	made := state{Version: 4, TerraformVersion: "1.6.0", Serial: 1, Lineage: "document", Outputs: map[string]any{}}
	for _, module := range p.PlannedValues.RootModule.ChildModules {
		for _, planned := range module.Resources {
			provider, _, _ := strings.Cut(planned.Type, "_")
			made.Resources = append(made.Resources, stateResource{
				Module: module.Address, Mode: "managed", Type: planned.Type, Name: planned.Name,
				Provider:  fmt.Sprintf("provider[%q]", "registry.terraform.io/hashicorp/"+provider),
				Instances: []stateInstance{{planned.Index, planned.SchemaVersion, p.attributes(module.Address, planned)}},
			})
		}
	}
	return made
}

func (p plan) attributes(module string, planned instance) map[string]any {
	attributes := planned.Values
	attributes["id"], attributes["arn"] = id(planned.Address), arn(planned.Address)
	if planned.Type == "aws_kms_key" {
		attributes["key_id"] = id(planned.Address)
	}
	for name, answer := range answers[planned.Type] {
		attributes[name] = answer
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

// set puts the value of a reference where the configuration has it; what ends in "_ids" is a list.
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

// valueOf is what the attribute of a resource is in the state. Without an attribute it is the id.
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

// id is the made-up id of a resource. That of a secret is its ARN, as on AWS.
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
