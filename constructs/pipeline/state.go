package pipeline

import (
	"fmt"
	"slices"

	"landform/constructs/policy"
	"landform/constructs/stack"
	"landform/constructs/statebackend"
)

// State is where the states of an account's stacks lie, which may be in another account.
type State struct {
	Bucket    string // name
	LockTable string // name
	Locking   stack.Locking
	KeyAlias  string   // of the key that encrypts both, for example "alias/volteryde-shared-terraform-state"
	Region    string   // of all three
	AccountID string   // that owns all three
	Objects   []string // keys of the account's states
	// Own is the key of the state of the stack that the roles stand in. Jobs compare it, and only people change it.
	Own string
	// Plans is the prefix under which a plan waits for its approval.
	Plans string
	// Reviews is the prefix of the copies of the account's states that pull requests are planned against.
	Reviews string
}

func (s State) bucketARN() string { return "arn:aws:s3:::" + s.Bucket }

func (s State) tableARN() string {
	return fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", s.Region, s.AccountID, s.LockTable)
}

func (s State) aliasARN() string {
	return fmt.Sprintf("arn:aws:kms:%s:%s:%s", s.Region, s.AccountID, s.KeyAlias)
}

// arns are the ARNs of everything in the bucket with these keys.
func (s State) arns(keys ...string) []string {
	var arns []string
	for _, key := range keys {
		arns = append(arns, s.bucketARN()+"/"+key)
	}
	return arns
}

// lockFiles are the keys of the files that lock the states which the pipeline changes; none where no files lock.
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

// own are the keys of every state of the account.
func (s State) own() []string { return append([]string{s.Own}, s.Objects...) }

// forPlan reads states and their checksums and leaves plans. It takes no lock: while somebody deploys, it may read a
// state that is about to change, and Terraform then refuses to apply what was planned over it.
func (s State) forPlan() []policy.Statement {
	plans := s.Plans + "*"
	statements := []policy.Statement{
		s.find(),
		{Sid: "ReadStates", Effect: policy.Allow, Actions: []string{"s3:GetObject"}, Resources: s.arns(s.own()...)},
		{Sid: "LeavePlans", Effect: policy.Allow, Actions: []string{"s3:PutObject"}, Resources: s.arns(plans)},
		s.useKey("ForObjects", statebackend.ForObjects(s.Region, s.arns(append(s.own(), plans)...)...)),
		{ // whatever else the role is ever allowed
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

// forApply reads and writes the states of the account's environments, reads their plans, and leaves copies for pull
// requests. Own is not among them: it is the state of the role itself.
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

// forPullRequests reads the copies of all states in the bucket, none of which holds a secret.
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

// find lets Terraform see whether a state is there yet.
func (s State) find() policy.Statement {
	return policy.Statement{Sid: "FindStates", Effect: policy.Allow, Actions: []string{"s3:ListBucket"}, Resources: []string{s.bucketARN()}}
}

// useKey allows the key of the states under conditions that say what for.
func (s State) useKey(sid string, conditions map[string]map[string][]string) policy.Statement {
	conditions["ForAnyValue:StringEquals"] = map[string][]string{"kms:ResourceAliases": {s.KeyAlias}}
	return policy.Statement{
		Sid: sid, Effect: policy.Allow, Actions: []string{"kms:Decrypt", "kms:GenerateDataKey"},
		Resources:  []string{fmt.Sprintf("arn:aws:kms:%s:%s:key/*", s.Region, s.AccountID)},
		Conditions: conditions,
	}
}
