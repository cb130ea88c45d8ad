package pipeline

import (
	"fmt"

	"landform/constructs/policy"
)

// State is where the states of an account's stacks lie, which may be in another account.
type State struct {
	Bucket    string   // name
	TableARN  string   // of the lock table
	KeyAlias  string   // of the key that encrypts both, for example "alias/volteryde-shared-terraform-state"
	Region    string   // of all three
	AccountID string   // that owns all three
	Objects   []string // keys of the account's states
	// Own is the key of the state of the stack that the roles stand in. Jobs compare it, and only people change it.
	Own string
	// Plans is the prefix under which a plan waits for its approval.
	Plans string
}

func (s State) bucketARN() string { return "arn:aws:s3:::" + s.Bucket }

// read lets a role find the states and read its own.
// https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
func (s State) read() policy.Statement {
	return policy.Statement{
		Sid:       "ReadStates",
		Effect:    policy.Allow,
		Actions:   []string{"s3:ListBucket", "s3:GetObject"},
		Resources: append([]string{s.bucketARN(), s.bucketARN() + "/" + s.Plans + "*", s.bucketARN() + "/" + s.Own}, s.objectARNs()...),
	}
}

func (s State) write() policy.Statement {
	return policy.Statement{Sid: "WriteStates", Effect: policy.Allow, Actions: []string{"s3:PutObject"}, Resources: s.objectARNs()}
}

// handOver lets a role leave its plans for the one that applies them.
func (s State) handOver() policy.Statement {
	return policy.Statement{
		Sid:       "LeavePlans",
		Effect:    policy.Allow,
		Actions:   []string{"s3:PutObject"},
		Resources: []string{s.bucketARN() + "/" + s.Plans + "*"},
	}
}

// lock lets a role lock its own states. Beside each lock lies the checksum of the state that was written last.
// https://developer.hashicorp.com/terraform/language/backend/s3#dynamodb-table-permissions
func (s State) lock() policy.Statement {
	var locks []string
	for _, object := range append([]string{s.Own}, s.Objects...) {
		locks = append(locks, s.Bucket+"/"+object, s.Bucket+"/"+object+"-md5")
	}
	return policy.Statement{
		Sid:        "LockStates",
		Effect:     policy.Allow,
		Actions:    []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"},
		Resources:  []string{s.TableARN},
		Conditions: map[string]map[string][]string{"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": locks}},
	}
}

// encryption lets a role use the key of the states through the services that it encrypts for.
func (s State) encryption() policy.Statement {
	return policy.Statement{
		Sid:       "StateKey",
		Effect:    policy.Allow,
		Actions:   []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resources: []string{fmt.Sprintf("arn:aws:kms:%s:%s:key/*", s.Region, s.AccountID)},
		Conditions: map[string]map[string][]string{
			"ForAnyValue:StringEquals": {"kms:ResourceAliases": {s.KeyAlias}},
			"StringEquals":             {"kms:ViaService": {"s3." + s.Region + ".amazonaws.com", "dynamodb." + s.Region + ".amazonaws.com"}},
		},
	}
}

func (s State) objectARNs() []string {
	var arns []string
	for _, object := range s.Objects {
		arns = append(arns, s.bucketARN()+"/"+object)
	}
	return arns
}

// secrets lets a plan compare the values of secrets: the managed policy for reading leaves them out.
func secrets(props Props) []policy.Statement {
	where := props.Names
	var names []string
	for _, beginning := range props.Secrets {
		names = append(names, where.ARN("secretsmanager", "secret:"+beginning+"*"))
	}
	return []policy.Statement{
		{Effect: policy.Allow, Actions: []string{"secretsmanager:GetSecretValue"}, Resources: names},
		{
			Effect: policy.Allow, Actions: []string{"kms:Decrypt"}, Resources: []string{where.ARN("kms", "key/*")},
			Conditions: map[string]map[string][]string{
				"StringEquals": {"kms:ViaService": {"secretsmanager." + where.Region + ".amazonaws.com"}},
			},
		},
	}
}

func services(prefixes []string) policy.Statement {
	var actions []string
	for _, prefix := range prefixes {
		actions = append(actions, prefix+":*")
	}
	return policy.Statement{Sid: "Stacks", Effect: policy.Allow, Actions: actions, Resources: []string{"*"}}
}

// boundary is what the apply role can be allowed at most: everything but to destroy the states, to change the pipeline
// itself, to make users, or to become another role. A role that it makes for a service is not bound: who may write
// to the repository's protected branch is trusted with that.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func boundary(props Props) []policy.Statement {
	state := props.State
	return []policy.Statement{
		{Sid: "AtMost", Effect: policy.Allow, Actions: []string{"*"}, Resources: []string{"*"}},
		{
			Sid: "KeepStateBucket", Effect: policy.Deny,
			Actions: []string{
				"s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:DeleteObject", "s3:DeleteObjectVersion",
				"s3:PutBucketVersioning", "s3:PutLifecycleConfiguration",
			},
			Resources: []string{state.bucketARN(), state.bucketARN() + "/*"},
		},
		{
			Sid: "KeepLockTable", Effect: policy.Deny,
			Actions: []string{"dynamodb:DeleteTable", "dynamodb:DeleteResourcePolicy"}, Resources: []string{state.TableARN},
		},
		{
			Sid: "KeepStateKey", Effect: policy.Deny,
			Actions:   []string{"kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy", "kms:DeleteAlias", "kms:UpdateAlias"},
			Resources: []string{"*"},
			Conditions: map[string]map[string][]string{
				"ForAnyValue:StringEquals": {"kms:ResourceAliases": {state.KeyAlias}},
			},
		},
		{
			Sid: "KeepPipeline", Effect: policy.Deny,
			Actions: []string{"iam:*"},
			Resources: []string{
				iamARN(props, "role/"+PlanRole), iamARN(props, "role/"+ApplyRole), iamARN(props, "policy/"+boundaryName),
				iamARN(props, "oidc-provider/"+issuer),
			},
		},
		{
			Sid: "NoOtherIdentity", Effect: policy.Deny,
			Actions:   []string{"iam:CreateUser", "iam:CreateAccessKey", "iam:CreateLoginProfile", "sts:AssumeRole"},
			Resources: []string{"*"},
		},
	}
}

func iamARN(props Props, resource string) string {
	return "arn:aws:iam::" + props.Names.AccountID + ":" + resource
}
