package pipeline

import (
	"fmt"

	"landform/constructs/policy"
)

// issuer is the host of GitHub's OIDC issuer.
const issuer = "token.actions.githubusercontent.com"

// audience is the audience of tokens for AWS.
const audience = "sts.amazonaws.com"

// main is the branch that is deployed.
const main = "refs/heads/main"

// The workflows whose jobs may assume a role.
const (
	deployWorkflow      = "deploy-stack.yml"
	driftWorkflow       = "drift.yml"
	pullRequestWorkflow = "pull-request.yml"
)

// Repository identifies a repository on GitHub.
type Repository struct {
	Owner string
	Name  string
	// OwnerID and ID are GitHub's numeric IDs, which are never reused. The subjects of tokens contain them for repositories
	// created or renamed since 15 July 2026, and for others that opt in. If they are empty, subjects contain only the names.
	// https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
	OwnerID string
	ID      string
}

// subject returns the subject claim of a job's token, for example
// "repo:octocat@123456/landform@456789:environment:production".
func (r Repository) subject(context string) string {
	if r.ID == "" {
		return fmt.Sprintf("repo:%s/%s:%s", r.Owner, r.Name, context)
	}
	return fmt.Sprintf("repo:%s@%s/%s@%s:%s", r.Owner, r.OwnerID, r.Name, r.ID, context)
}

// workflow returns the claim job_workflow_ref of a job in a workflow file, at a branch or another ref.
func (r Repository) workflow(file, ref string) string {
	return fmt.Sprintf("%s/%s/.github/workflows/%s@%s", r.Owner, r.Name, file, ref)
}

// claims are conditions on the claims of a job's token, by operator and claim.
type claims map[string]map[string][]string

// onMain returns the claims of jobs in the account's GitHub environments that run one of these workflows on the main
// branch. Deployment branch rules of an environment would restrict the branch as well, but administrators of the
// repository can change them without a trace in the code. Nobody can change the claims ref and job_workflow_ref.
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

// onPullRequests returns the claims of jobs of pull requests, which use no environment. A pull request can change the
// workflow, so the condition on its file prevents only mistakes.
func (p *Pipeline) onPullRequests() claims {
	return claims{
		"StringEquals": {"sub": {p.props.Repository.subject("pull_request")}},
		"StringLike":   {"job_workflow_ref": {p.props.Repository.workflow(pullRequestWorkflow, "refs/pull/*/merge")}},
	}
}

// trust returns the trust policy of a role for jobs whose tokens have these claims and, if they are known, the IDs of the
// owner and the repository.
// https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
func (p *Pipeline) trust(wanted claims) string {
	equal := wanted["StringEquals"]
	equal["aud"] = []string{audience}
	if repository := p.props.Repository; repository.ID != "" {
		equal["repository_id"], equal["repository_owner_id"] = []string{repository.ID}, []string{repository.OwnerID}
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
