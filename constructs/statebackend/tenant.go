package statebackend

import (
	"landform/constructs/policy"
)

// Tenant is another account that keeps states in the bucket. What is allowed to the account, its own IAM policies must
// allow to somebody in it.
type Tenant struct {
	AccountID string   // 12 digits
	Objects   []string // keys of its states, for example "environments/dev/terraform.tfstate"
	// Plans is the prefix under which a plan of the account waits for its approval, for example "plans/dev/".
	Plans string
}

// statesOfTenants lets each tenant find, read and write its own states and plans, and delete none.
func statesOfTenants(props Props) []policy.Statement {
	bucket := "arn:aws:s3:::" + props.Bucket
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		objects := []string{bucket + "/" + tenant.Plans + "*"}
		for _, object := range tenant.Objects {
			objects = append(objects, bucket+"/"+object)
		}
		statements = append(statements,
			policy.Statement{
				Sid: "Find" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: []string{"s3:ListBucket"}, Resources: []string{bucket},
			},
			policy.Statement{
				Sid: "Keep" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
				Actions: []string{"s3:GetObject", "s3:PutObject"}, Resources: objects,
			})
	}
	return statements
}

// locksOfTenants lets each tenant lock its own states. The table must then be named by its ARN.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
func locksOfTenants(props Props) []policy.Statement {
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		var locks []string
		for _, object := range tenant.Objects {
			locks = append(locks, props.Bucket+"/"+object, props.Bucket+"/"+object+"-md5")
		}
		statements = append(statements, policy.Statement{
			Sid: "Lock" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
			Actions:    []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"},
			Resources:  []string{props.Names.ARN("dynamodb", "table/"+props.LockTable)},
			Conditions: map[string]map[string][]string{"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": locks}},
		})
	}
	return statements
}

// encryptionOfTenants lets each tenant use the key, through the two services that it encrypts for.
func encryptionOfTenants(props Props) []policy.Statement {
	region := props.Names.Region
	var statements []policy.Statement
	for _, tenant := range props.Tenants {
		statements = append(statements, policy.Statement{
			Sid: "Use" + tenant.AccountID, Effect: policy.Allow, Principal: policy.Account(tenant.AccountID),
			Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"}, Resources: []string{"*"},
			Conditions: map[string]map[string][]string{"StringEquals": {
				"kms:ViaService": {"s3." + region + ".amazonaws.com", "dynamodb." + region + ".amazonaws.com"},
			}},
		})
	}
	return statements
}
