package pipeline

import (
	"fmt"
	"slices"

	"landform/constructs/policy"
	"landform/constructs/stack"
	"landform/constructs/statebackend"
)

// State is the location of the states of an account's stacks, which may be in another account.
type State struct {
	Bucket    string // name
	LockTable string // name
	Locking   stack.Locking
	KeyAlias  string   // of the key of the bucket and the lock table, for example "alias/volteryde-shared-terraform-state"
	Region    string   // of the bucket, the lock table and the key
	AccountID string   // of the bucket, the lock table and the key
	Objects   []string // object keys of the account's states
	// Own is the object key of the state of the CI stack itself. CI jobs plan it, but only people apply it.
	Own string
	// Plans is the prefix of saved plans that wait for approval. It ends in a slash.
	Plans string
	// Reviews is the prefix of the redacted copies of states that pull requests are planned against. It ends in a slash.
	Reviews string
}

func (s State) bucketARN() string { return "arn:aws:s3:::" + s.Bucket }

func (s State) tableARN() string {
	return fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", s.Region, s.AccountID, s.LockTable)
}

func (s State) aliasARN() string {
	return fmt.Sprintf("arn:aws:kms:%s:%s:%s", s.Region, s.AccountID, s.KeyAlias)
}

// arns returns the ARNs of objects in the bucket.
func (s State) arns(keys ...string) []string {
	var arns []string
	for _, key := range keys {
		arns = append(arns, s.bucketARN()+"/"+key)
	}
	return arns
}

// lockFiles returns the object keys of the lock files of Objects; none unless lock files are used.
func (s State) lockFiles() []string {
	if !s.Locking.File() {
		return nil
	}
	files := make([]string, len(s.Objects))
	for index, object := range s.Objects {
		files[index] = stack.LockFile(object)
	}
	return files
}

// own returns the object keys of all states of the account.
func (s State) own() []string { return append([]string{s.Own}, s.Objects...) }

// forPlan lets the plan role read states and their digests, and write plans. The role does not lock the state: during a
// deployment it may read a state that is about to change, and Terraform then refuses to apply its plan.
func (s State) forPlan() []policy.Statement {
	plans := s.Plans + "*"
	statements := []policy.Statement{
		s.find(),
		{Sid: "ReadStates", Effect: policy.Allow, Actions: []string{"s3:GetObject"}, Resources: s.arns(s.own()...)},
		{Sid: "LeavePlans", Effect: policy.Allow, Actions: []string{"s3:PutObject"}, Resources: s.arns(plans)},
		s.useKey("ForObjects", statebackend.ForObjects(s.Region, s.arns(append(s.own(), plans)...)...)),
		{ // also if another policy allows more
			Sid: "NoOtherData", Effect: policy.Deny,
			Actions:      []string{"s3:GetObject*", "s3:PutObject*", "s3:DeleteObject*", "s3:RestoreObject"},
			NotResources: s.arns(append(s.own(), plans)...),
		},
	}
	if !s.Locking.Table() {
		return statements
	}
	return append(statements, policy.Statement{
		Sid: "ReadDigests", Effect: policy.Allow, Actions: []string{"dynamodb:GetItem"}, Resources: []string{s.tableARN()},
		Conditions: statebackend.OnlyItems(statebackend.DigestItems(s.Bucket, s.own()...)...),
	}, s.useKey("ForTable", statebackend.ForTable(s.Region, s.LockTable)))
}

// forApply lets the apply role read and write the states in Objects, read saved plans, and write copies for pull requests.
// It does not include Own, the state of the CI stack.
// https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
func (s State) forApply() []policy.Statement {
	objects, plans, reviews, files := s.arns(s.Objects...), s.arns(s.Plans+"*"), s.arns(s.Reviews+"*"), s.arns(s.lockFiles()...)
	used := slices.Concat(objects, plans, reviews, files)
	statements := []policy.Statement{
		s.find(),
		{Sid: "ReadStates", Effect: policy.Allow, Actions: []string{"s3:GetObject"}, Resources: slices.Concat(objects, plans)},
		{Sid: "WriteStates", Effect: policy.Allow, Actions: []string{"s3:PutObject"}, Resources: slices.Concat(objects, reviews)},
		s.useKey("ForObjects", statebackend.ForObjects(s.Region, used...)),
	}
	if len(files) > 0 {
		statements = append(statements, policy.Statement{
			Sid: "LockFiles", Effect: policy.Allow, Actions: statebackend.LockFileActions, Resources: files,
		})
	}
	if !s.Locking.Table() {
		return statements
	}
	return append(statements, policy.Statement{
		Sid: "LockStates", Effect: policy.Allow,
		Actions:    []string{"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"},
		Resources:  []string{s.tableARN()},
		Conditions: statebackend.OnlyItems(statebackend.LockItems(s.Bucket, s.Objects...)...),
	}, s.useKey("ForTable", statebackend.ForTable(s.Region, s.LockTable)))
}

// forPullRequests lets the pull request role read the copies of all states in the bucket. The copies contain no secrets.
func (s State) forPullRequests() []policy.Statement {
	reviews := s.arns(statebackend.ReviewsFolder + "*")
	return []policy.Statement{
		{Sid: "ReadReviews", Effect: policy.Allow, Actions: []string{"s3:GetObject"}, Resources: reviews},
		{
			Sid: "FindReviews", Effect: policy.Allow, Actions: []string{"s3:ListBucket"}, Resources: []string{s.bucketARN()},
			Conditions: map[string]map[string][]string{"StringLike": {"s3:prefix": {statebackend.ReviewsFolder + "*"}}},
		},
		s.useKey("ForReviews", statebackend.ForObjects(s.Region, reviews...)),
		{Sid: "NothingElse", Effect: policy.Deny, Actions: []string{"s3:*Object*"}, NotResources: reviews},
	}
}

// find lets Terraform see whether a state exists.
func (s State) find() policy.Statement {
	return policy.Statement{Sid: "FindStates", Effect: policy.Allow, Actions: []string{"s3:ListBucket"}, Resources: []string{s.bucketARN()}}
}

// useKey allows using the key of the states under conditions, which must restrict its use to certain data.
func (s State) useKey(sid string, conditions map[string]map[string][]string) policy.Statement {
	conditions["ForAnyValue:StringEquals"] = map[string][]string{"kms:ResourceAliases": {s.KeyAlias}}
	return policy.Statement{
		Sid: sid, Effect: policy.Allow, Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resources:  []string{fmt.Sprintf("arn:aws:kms:%s:%s:key/*", s.Region, s.AccountID)},
		Conditions: conditions,
	}
}
