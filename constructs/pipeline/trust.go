package pipeline

import (
	"fmt"

	"landform/constructs/policy"
)

// issuer is who signs the tokens of GitHub's runners.
const issuer = "token.actions.githubusercontent.com"

// audience is whom the runners' tokens are made out to when they are meant for AWS.
const audience = "sts.amazonaws.com"

// main is the branch that is deployed.
const main = "refs/heads/main"

// The workflows whose jobs may assume a role.
const (
	deployWorkflow      = "deploy-stack.yml"
	driftWorkflow       = "drift.yml"
	pullRequestWorkflow = "pull-request.yml"
)

// Repository is a repository on GitHub, as its tokens name it.
type Repository struct {
	Owner string
	Name  string
	// OwnerID and ID are GitHub's numbers for the two, which no other account or repository ever gets. Repositories
	// created or renamed since 15 July 2026 have them in their subjects, and others may; where they are empty, the
	// subjects name the repository only.
	// https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
	OwnerID string
	ID      string
}

// subject is what the token of a job says of itself, for example
// "repo:octocat@123456/landform@456789:environment:production".
func (r Repository) subject(context string) string {
	if r.ID == "" {
		return fmt.Sprintf("repo:%s/%s:%s", r.Owner, r.Name, context)
	}
	return fmt.Sprintf("repo:%s@%s/%s@%s:%s", r.Owner, r.OwnerID, r.Name, r.ID, context)
}

// workflow is how a job's token names the file that the job is written in, at a branch or another ref.
func (r Repository) workflow(file, ref string) string {
	return fmt.Sprintf("%s/%s/.github/workflows/%s@%s", r.Owner, r.Name, file, ref)
}

// claims are the conditions on a job's token, by operator and claim.
type claims map[string]map[string][]string

// onMain are the claims of jobs that run in the account's environments, in one of these workflows as the main branch has
// them. An environment says by itself which branches may use it, but that is a setting of the repository, which its
// administrators can change without a trace in the code; ref and job_workflow_ref cannot be set.
// https://docs.github.com/en/actions/reference/security/oidc
// https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
func (p *Pipeline) onMain(suffix string, workflows ...string) claims {
	var subjects, files []string
	for _, environment := range p.props.Environments {
		subjects = append(subjects, p.props.Repository.subject("environment:"+environment+suffix))
	}
	for _, workflow := range workflows {
		files = append(files, p.props.Repository.workflow(workflow, main))
	}
	return claims{"StringEquals": {"sub": subjects, "ref": {main}, "job_workflow_ref": files}}
}

// onPullRequests are the claims of the jobs of pull requests, which name no environment. A pull request may change the
// workflow: its name keeps out nothing but mistakes.
func (p *Pipeline) onPullRequests() claims {
	return claims{
		"StringEquals": {"sub": {p.props.Repository.subject("pull_request")}},
		"StringLike":   {"job_workflow_ref": {p.props.Repository.workflow(pullRequestWorkflow, "refs/pull/*/merge")}},
	}
}

// trust lets in the jobs whose tokens have these claims, and GitHub's numbers of owner and repository where they are
// known.
// https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
func (p *Pipeline) trust(wanted claims) string {
	exactly := wanted["StringEquals"]
	exactly["aud"] = []string{audience}
	if repository := p.props.Repository; repository.ID != "" {
		exactly["repository_id"], exactly["repository_owner_id"] = []string{repository.ID}, []string{repository.OwnerID}
	}
	conditions := map[string]map[string][]string{}
	for operator, values := range wanted {
		conditions[operator] = map[string][]string{}
		for claim, value := range values {
			conditions[operator][issuer+":"+claim] = value
		}
	}
	return policy.Document(policy.Statement{
		Effect:     policy.Allow,
		Principal:  policy.Principal{"Federated": {*p.provider}},
		Actions:    []string{"sts:AssumeRoleWithWebIdentity"},
		Conditions: conditions,
	})
}
