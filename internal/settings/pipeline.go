package settings

import (
	"strings"

	"landform/internal/lazyregexp"
)

// Pipeline is the GitHub repository whose workflows deploy.
type Pipeline struct {
	Owner string
	Name  string
	// OwnerID and ID are GitHub's numeric ids of the owner and the repository; empty if the repository's OIDC tokens do
	// not contain them.
	OwnerID string
	ID      string
}

// The formats of names and ids on GitHub.
var (
	repositoryForm = lazyregexp.New(`^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$`)
	numberForm     = lazyregexp.New(`^[1-9]\d*$`)
)

const (
	longestOwner      = 39
	longestRepository = 100
)

type rawPipeline struct {
	Repository   string `mapstructure:"repository"`
	OwnerID      string `mapstructure:"ownerId"`
	RepositoryID string `mapstructure:"repositoryId"`
}

func (raw rawPipeline) parse(r *report) Pipeline {
	const at = "pipeline."
	owner, name, _ := strings.Cut(raw.Repository, "/")
	if !repositoryForm.MatchString(raw.Repository) || len(owner) > longestOwner || len(name) > longestRepository {
		r.add(at+"repository", raw.Repository, `must be the owner and the name of a repository on GitHub, for example "octocat/landform"`)
	}
	for path, number := range map[string]string{at + "ownerId": raw.OwnerID, at + "repositoryId": raw.RepositoryID} {
		if (raw.OwnerID != "" || raw.RepositoryID != "") && !numberForm.MatchString(number) {
			r.add(path, number, "must be GitHub's numeric id, or both ids must be empty if the repository's OIDC tokens do not contain them")
		}
	}
	return Pipeline{Owner: owner, Name: name, OwnerID: raw.OwnerID, ID: raw.RepositoryID}
}
