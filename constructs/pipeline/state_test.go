package pipeline_test

import (
	"testing"

	"landform/constructs/constructtest"
	"landform/constructs/pipeline"
)

const (
	table    = "arn:aws:dynamodb:eu-west-1:" + states + ":table/locks"
	ownTable = "arn:aws:dynamodb:eu-west-1:" + own + ":table/locks"
	stateKey = "arn:aws:kms:eu-west-1:" + states + ":key/1"
	ownKey   = "arn:aws:kms:eu-west-1:" + own + ":key/1"
)

// item returns a call on an item of the lock table.
func item(action, table, key string) call {
	return on(action, table, "dynamodb:LeadingKeys", "states/"+key)
}

// data returns the call on the key of the states that S3 makes for an object.
func data(action, key, object string) call {
	return on(action, key, "kms:ResourceAliases", "alias/states", "kms:ViaService", "s3.eu-west-1.amazonaws.com",
		"kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::states/"+object)
}

// lockData returns the call on the key of the states that DynamoDB makes for the lock table.
func lockData(action, key string) call {
	return on(action, key, "kms:ResourceAliases", "alias/states", "kms:ViaService", "dynamodb.eu-west-1.amazonaws.com",
		"kms:EncryptionContext:aws:dynamodb:tableName", "locks")
}

func TestPlanMayReadItsStatesAndWritePlans(t *testing.T) {
	stack := build(t, unchanged)
	ask(t, stack, "plan", true,
		on("s3:ListBucket", "arn:aws:s3:::states"),
		on("s3:GetObject", "arn:aws:s3:::states/test.tfstate"),
		on("s3:GetObject", "arn:aws:s3:::states/own.tfstate"),
		on("s3:PutObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
		item("dynamodb:GetItem", table, "test.tfstate-md5"),
		item("dynamodb:GetItem", table, "own.tfstate-md5"),
		data("kms:Decrypt", stateKey, "test.tfstate"),
		data("kms:GenerateDataKey", stateKey, "plans/test/1/a.tfplan"),
		lockData("kms:Decrypt", stateKey),
	)
}

// TestPlanMayChangeNoState: the plan role may write neither a state, nor a lock, nor a digest, in any account.
func TestPlanMayChangeNoState(t *testing.T) {
	for _, change := range []func(*pipeline.Props){unchanged, inTheAccountOfTheStates} {
		for _, table := range []string{table, ownTable} {
			ask(t, build(t, change), "plan", false,
				on("s3:PutObject", "arn:aws:s3:::states/test.tfstate"),
				on("s3:PutObject", "arn:aws:s3:::states/own.tfstate"),
				on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate"),
				on("s3:DeleteObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
				on("s3:PutObject", "arn:aws:s3:::states/plans/other/1/a.tfplan"),
				on("s3:PutObject", "arn:aws:s3:::states/reviews/test/test.tfstate"),
				on("s3:GetObject", "arn:aws:s3:::states/other.tfstate"),
				on("s3:GetObjectVersion", "arn:aws:s3:::states/other.tfstate"),
				item("dynamodb:PutItem", table, "test.tfstate"),
				item("dynamodb:PutItem", table, "test.tfstate-md5"),
				item("dynamodb:DeleteItem", table, "test.tfstate"),
				item("dynamodb:GetItem", table, "other.tfstate-md5"),
				on("dynamodb:GetItem", table),
				on("dynamodb:Scan", table),
				data("kms:Decrypt", stateKey, "other.tfstate"),
				data("kms:Decrypt", ownKey, "other.tfstate"),
			)
		}
	}
}

func TestApplyMayWriteTheStatesOfItsStacks(t *testing.T) {
	stack := build(t, unchanged)
	ask(t, stack, "apply", true,
		on("s3:ListBucket", "arn:aws:s3:::states"),
		on("s3:GetObject", "arn:aws:s3:::states/test.tfstate"),
		on("s3:PutObject", "arn:aws:s3:::states/test.tfstate"),
		on("s3:GetObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
		on("s3:PutObject", "arn:aws:s3:::states/reviews/test/test.tfstate"),
		item("dynamodb:GetItem", table, "test.tfstate-md5"),
		item("dynamodb:PutItem", table, "test.tfstate"),
		item("dynamodb:DeleteItem", table, "test.tfstate"),
		data("kms:Decrypt", stateKey, "test.tfstate"),
		data("kms:GenerateDataKey", stateKey, "test.tfstate"),
		data("kms:GenerateDataKey", stateKey, "reviews/test/test.tfstate"),
		lockData("kms:Decrypt", stateKey),
	)
}

// otherStates returns requests that no role of the pipeline may make, whatever its policies allow.
func otherStates(owner string) []call {
	table, key := "arn:aws:dynamodb:eu-west-1:"+owner+":table/locks", "arn:aws:kms:eu-west-1:"+owner+":key/1"
	calls := []call{
		on("s3:GetObject", "arn:aws:s3:::states/other.tfstate"),
		on("s3:PutObject", "arn:aws:s3:::states/other.tfstate"),
		on("s3:GetObjectVersion", "arn:aws:s3:::states/other.tfstate"),
		on("s3:DeleteObject", "arn:aws:s3:::states/test.tfstate"),
		on("s3:DeleteObjectVersion", "arn:aws:s3:::states/test.tfstate"),
		on("s3:PutObject", "arn:aws:s3:::states/plans/other/1/a.tfplan"),
		on("s3:GetObject", "arn:aws:s3:::states/plans/other/1/a.tfplan"),
		on("s3:PutBucketPolicy", "arn:aws:s3:::states"),
		on("s3:DeleteBucketPolicy", "arn:aws:s3:::states"),
		on("s3:PutBucketAcl", "arn:aws:s3:::states"),
		on("s3:PutBucketVersioning", "arn:aws:s3:::states"),
		on("s3:PutLifecycleConfiguration", "arn:aws:s3:::states"),
		on("s3:PutEncryptionConfiguration", "arn:aws:s3:::states"),
		on("s3:PutReplicationConfiguration", "arn:aws:s3:::states"),
		on("s3:DeleteBucket", "arn:aws:s3:::states"),
		on("kms:UpdateAlias", "arn:aws:kms:eu-west-1:"+owner+":alias/states"),
		on("kms:DeleteAlias", "arn:aws:kms:eu-west-1:"+owner+":alias/states"),
		data("kms:Decrypt", key, "other.tfstate"),
	}
	calls = append(calls, on("dynamodb:GetRecords", table+"/stream/2026"), on("dynamodb:RestoreTableFromBackup", table+"/backup/1"))
	for _, action := range []string{"Scan", "Query", "DeleteTable", "UpdateTable", "PutResourcePolicy", "BatchWriteItem", "UpdateItem"} {
		calls = append(calls, on("dynamodb:"+action, table))
	}
	for _, action := range []string{"ScheduleKeyDeletion", "DisableKey", "PutKeyPolicy", "CreateGrant", "UpdateAlias", "DeleteAlias"} {
		calls = append(calls, on("kms:"+action, key, "kms:ResourceAliases", "alias/states"))
	}
	return calls
}

// TestApplyMayUseNoOtherState also checks the account of the states, where no policy of another account denies access.
func TestApplyMayUseNoOtherState(t *testing.T) {
	ask(t, build(t, unchanged), "apply", false, otherStates(states)...)
	stack := build(t, inTheAccountOfTheStates)
	ask(t, stack, "apply", false, otherStates(own)...)
	ask(t, stack, "apply", false,
		on("s3:PutObject", "arn:aws:s3:::states/own.tfstate"),
		on("s3:PutObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
		item("dynamodb:PutItem", ownTable, "other.tfstate"),
		item("dynamodb:PutItem", ownTable, "own.tfstate"),
		item("dynamodb:DeleteItem", ownTable, "other.tfstate"),
	)
	ask(t, stack, "apply", true, // but its own states it may use
		on("s3:PutObject", "arn:aws:s3:::states/test.tfstate"),
		item("dynamodb:PutItem", ownTable, "test.tfstate"),
		data("kms:GenerateDataKey", ownKey, "test.tfstate"),
	)
}

// TestTheBoundaryProtectsOtherStates gives the roles AdministratorAccess, as a person might by mistake.
func TestTheBoundaryProtectsOtherStates(t *testing.T) {
	for owner, change := range map[string]func(*pipeline.Props){states: unchanged, own: inTheAccountOfTheStates} {
		stack := build(t, change)
		for _, role := range []string{"plan", "apply", "pull-request"} {
			rights := administrator(t, stack, role)
			askRights(t, rights, role+" as an administrator", false, otherStates(owner)...)
			askRights(t, rights, role+" as an administrator", true, on("ec2:DescribeVpcs", "*")) // the boundary allows other actions
		}
	}
}

func TestPullRequestsMayOnlyReadCopies(t *testing.T) {
	stack := build(t, inTheAccountOfTheStates)
	ask(t, stack, "pull-request", true,
		on("s3:GetObject", "arn:aws:s3:::states/reviews/test/test.tfstate"),
		on("s3:GetObject", "arn:aws:s3:::states/reviews/other/test.tfstate"),
		on("s3:ListBucket", "arn:aws:s3:::states", "s3:prefix", "reviews/test/"),
		data("kms:Decrypt", ownKey, "reviews/test/test.tfstate"),
	)
	ask(t, stack, "pull-request", false,
		on("s3:PutObject", "arn:aws:s3:::states/reviews/test/test.tfstate"),
		on("s3:ListBucket", "arn:aws:s3:::states", "s3:prefix", "plans/"),
		on("s3:ListBucket", "arn:aws:s3:::states"),
		on("s3:GetObject", "arn:aws:s3:::states/test.tfstate"),
		on("s3:GetObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
		on("s3:PutObject", "arn:aws:s3:::states/plans/test/1/a.tfplan"),
		on("s3:GetObject", "arn:aws:s3:::acme-test-documents/a.pdf"),
		data("kms:Decrypt", ownKey, "test.tfstate"),
		data("kms:Decrypt", ownKey, "plans/test/1/a.tfplan"),
		item("dynamodb:GetItem", ownTable, "test.tfstate-md5"),
		on("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:"+own+":secret:acme/test/rds/password-AbCdEf"),
		on("ssm:GetParameter", "arn:aws:ssm:eu-west-1:"+own+":parameter/acme/test/key"),
		on("dynamodb:Scan", "arn:aws:dynamodb:eu-west-1:"+own+":table/orders"),
		on("logs:GetLogEvents", "arn:aws:logs:eu-west-1:"+own+":log-group:a:log-stream:b"),
		on("ec2:DescribeVpcs", "*"),
		on("sts:AssumeRole", "arn:aws:iam::"+own+":role/landform-plan"),
	)
}

// TestPlanMayReadMetadataAndItsSecrets: a plan needs the settings of resources, but no data except its secrets.
func TestPlanMayReadMetadataAndItsSecrets(t *testing.T) {
	stack := build(t, inTheAccountOfTheStates)
	secret := "arn:aws:secretsmanager:eu-west-1:" + own + ":secret:acme/test/rds/password-AbCdEf"
	other := "arn:aws:secretsmanager:eu-west-1:" + own + ":secret:other-AbCdEf"
	decrypt := func(secret string) call {
		return on("kms:Decrypt", ownKey, "kms:ViaService", "secretsmanager.eu-west-1.amazonaws.com", "kms:EncryptionContext:SecretARN", secret)
	}
	ask(t, stack, "plan", true,
		on("ec2:DescribeVpcs", "*"), on("iam:GetRole", "arn:aws:iam::"+own+":role/acme-test-worker"),
		on("secretsmanager:GetSecretValue", secret), decrypt(secret),
	)
	ask(t, stack, "plan", false,
		on("secretsmanager:GetSecretValue", other), decrypt(other),
		on("kms:Decrypt", ownKey),
		on("ec2:CreateVpc", "*"), on("ssm:PutParameter", "arn:aws:ssm:eu-west-1:"+own+":parameter/a"),
		on("s3:GetObject", "arn:aws:s3:::acme-test-documents/a.pdf"),
		on("dynamodb:Scan", "arn:aws:dynamodb:eu-west-1:"+own+":table/orders"),
		on("iam:CreateRole", "arn:aws:iam::"+own+":role/acme-test-worker", "iam:PermissionsBoundary", workloads),
	)
}

func TestPlansAreWrittenToTheFolderThatExpires(t *testing.T) {
	// A lifecycle rule of the bucket deletes the objects in this folder: see constructs/statebackend.
	write := constructtest.Statement(t, constructtest.Find(t, build(t, unchanged), "pipeline/plan/policy-state"), "policy", "LeavePlans")
	constructtest.Expect(t, write, map[string]any{"Resource.#": 1, "Resource.0": "arn:aws:s3:::states/plans/test/*"})
}
