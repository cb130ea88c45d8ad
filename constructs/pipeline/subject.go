package pipeline

import "fmt"

// issuer is who signs the tokens of GitHub's runners.
const issuer = "token.actions.githubusercontent.com"

// audience is whom the runners' tokens are made out to when they are meant for AWS.
const audience = "sts.amazonaws.com"

// Repository is a repository on GitHub, as the subjects of its tokens name it.
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

// Subject is what the token of a job that runs in an environment of the repository says of itself, for example
// "repo:octocat@123456/landform@456789:environment:production".
func (r Repository) Subject(environment string) string {
	if r.ID == "" {
		return fmt.Sprintf("repo:%s/%s:environment:%s", r.Owner, r.Name, environment)
	}
	return fmt.Sprintf("repo:%s@%s/%s@%s:environment:%s", r.Owner, r.OwnerID, r.Name, r.ID, environment)
}
