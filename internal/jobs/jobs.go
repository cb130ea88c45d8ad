// Package jobs says which jobs a pipeline runs for synthesized stacks, and what each of them has to know. All of it comes
// from the stacks, so that a new environment is a new job without anything else being changed.
package jobs

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"landform/internal/synthesized"
)

// pipelineSuffix is what the names of the stacks end in that let jobs into an account.
const pipelineSuffix = "-pipeline-stack"

// Job is one stack in a pipeline.
type Job struct {
	Stack       string `json:"stack"`
	Environment string `json:"environment"` // of the repository; plans run in that with "-plan" behind it
	Region      string `json:"region"`
	PlanRole    string `json:"planRole"`            // ARN
	ApplyRole   string `json:"applyRole,omitempty"` // ARN; empty where people alone deploy
	LockTable   string `json:"lockTable"`           // ARN: the table may be another account's
	Plans       string `json:"plans"`               // S3 URL under which plans wait, ending in a slash
}

// System is the jobs of one system's environments, in the order in which a change travels through them.
type System struct {
	Name string `json:"system"`
	Jobs []Job  `json:"jobs"`
}

// All returns the jobs of every stack, in the order of their names. The error names a stack whose account has no
// pipeline.
func All(stacks []synthesized.Stack) ([]Job, error) {
	var jobs []Job
	for _, stack := range stacks {
		job, err := jobOf(stack, stacks)
		if err != nil {
			return nil, err
		}
		jobs = append(jobs, job)
	}
	return jobs, nil
}

// Changed returns the stacks that are new or whose JSON is not what it was before.
func Changed(before, after []synthesized.Stack) []synthesized.Stack {
	same := func(stack synthesized.Stack) bool {
		return slices.ContainsFunc(before, func(old synthesized.Stack) bool {
			return old.Name == stack.Name && bytes.Equal(old.JSON, stack.JSON)
		})
	}
	return slices.DeleteFunc(slices.Clone(after), same)
}

// Promoted returns the systems whose environments jobs deploy.
func Promoted(stacks []synthesized.Stack) ([]System, error) {
	promoted := slices.DeleteFunc(slices.Clone(stacks), func(stack synthesized.Stack) bool {
		return !stack.Get("//.promotion").Exists()
	})
	slices.SortFunc(promoted, func(a, b synthesized.Stack) int {
		return cmp.Or(
			cmp.Compare(systemOf(a), systemOf(b)),
			cmp.Compare(a.Get("//.promotion.position").Int(), b.Get("//.promotion.position").Int()),
		)
	})
	var systems []System
	for _, stack := range promoted {
		job, err := jobOf(stack, stacks)
		if err != nil {
			return nil, err
		}
		if last := len(systems) - 1; last < 0 || systems[last].Name != systemOf(stack) {
			systems = append(systems, System{Name: systemOf(stack)})
		}
		systems[len(systems)-1].Jobs = append(systems[len(systems)-1].Jobs, job)
	}
	return systems, nil
}

func systemOf(stack synthesized.Stack) string { return stack.Get("//.promotion.system").String() }

func jobOf(stack synthesized.Stack, all []synthesized.Stack) (Job, error) {
	account := accountOf(stack)
	at := slices.IndexFunc(all, func(other synthesized.Stack) bool {
		return strings.HasSuffix(other.Name, pipelineSuffix) && accountOf(other) == account
	})
	if at < 0 {
		return Job{}, fmt.Errorf("stack %s: account %s has no pipeline stack", stack.Name, account)
	}
	pipeline := strings.TrimSuffix(all[at].Name, pipelineSuffix)
	backend := stack.Get("terraform.backend.s3")
	table, err := tableARN(backend.Get("dynamodb_table").String(), backend.Get("region").String(), all)
	if err != nil {
		return Job{}, fmt.Errorf("stack %s: %w", stack.Name, err)
	}
	environment := strings.TrimSuffix(stack.Name, "-stack")
	if strings.HasSuffix(stack.Name, pipelineSuffix) {
		environment = pipeline // the roles trust no environment for themselves
	}
	return Job{
		Stack:       stack.Name,
		Environment: environment,
		Region:      stack.Get("provider.aws.0.region").String(),
		PlanRole:    roleARN(all[at], "pipeline/plan/role"),
		ApplyRole:   roleARN(all[at], "pipeline/apply/role"),
		LockTable:   table,
		Plans:       fmt.Sprintf("s3://%s/plans/%s/", backend.Get("bucket"), pipeline),
	}, nil
}

func accountOf(stack synthesized.Stack) string {
	return stack.Get("provider.aws.0.allowed_account_ids.0").String()
}

func roleARN(pipeline synthesized.Stack, path string) string {
	role, ok := pipeline.At(path)
	if !ok {
		return ""
	}
	return fmt.Sprintf("arn:aws:iam::%s:role/%s", accountOf(pipeline), role.Get("name"))
}

// tableARN finds the account of a lock table by the stack that builds it.
func tableARN(name, region string, all []synthesized.Stack) (string, error) {
	for _, stack := range all {
		for _, table := range stack.OfType("aws_dynamodb_table") {
			if table.Get("name").String() == name {
				return fmt.Sprintf("arn:aws:dynamodb:%s:%s:table/%s", region, accountOf(stack), name), nil
			}
		}
	}
	return "", fmt.Errorf("no stack builds the lock table %q", name)
}
