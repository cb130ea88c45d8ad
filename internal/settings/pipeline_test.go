package settings_test

import (
	"strings"
	"testing"
)

func TestInvalidPipelineSettings(t *testing.T) {
	for _, test := range []struct {
		path  string
		value any
		want  string
	}{
		{"pipeline.repository", "landform", `context.pipeline.repository is "landform": must be the owner and the name`},
		{"pipeline.repository", nil, `context.pipeline.repository is missing: it must be set`},
		{"pipeline.ownerId", "", `context.pipeline.ownerId is "": must be GitHub's numeric id`},
		{"pipeline.repositoryId", "12a", `context.pipeline.repositoryId is "12a": must be GitHub's numeric id`},
	} {
		t.Run(test.want, func(t *testing.T) {
			problems := parseChanged(t, test.path, test.value)
			if len(problems) != 1 || !strings.Contains(problems[0].Error(), test.want) {
				t.Errorf("problems are %v, want one that says %q", problems, test.want)
			}
		})
	}
}

func TestRepositoryWithoutNumericIDs(t *testing.T) {
	if problems := parseChanged(t, "pipeline", map[string]string{"repository": "octocat/landform"}); len(problems) > 0 {
		t.Errorf("problems are %v, want none: the numeric ids are optional", problems)
	}
}
