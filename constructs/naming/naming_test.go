package naming_test

import (
	"strings"
	"testing"

	"landform/constructs/naming"

	"github.com/google/go-cmp/cmp"
)

var dev = naming.Names{
	System:       "acme",
	Environment:  "dev",
	Region:       "eu-west-1",
	AccountID:    "123456789012",
	ResourceTags: map[string]string{"Environment": "dev"},
}

func TestName(t *testing.T) {
	if got := dev.Name("vpc"); got != "acme-dev-vpc" {
		t.Errorf("Name is %q", got)
	}
}

func TestNameWithin(t *testing.T) {
	for _, test := range []struct {
		purpose string
		limit   int
		want    string
	}{
		{"alb", 32, "acme-dev-alb"},
		{strings.Repeat("x", 23), 32, "acme-dev-" + strings.Repeat("x", 23)},
		{strings.Repeat("x", 24), 32, "acme-dev-xxxxxxxxxxxxxx-9e5cd89d"},
	} {
		if got := dev.NameWithin(test.purpose, test.limit); got != test.want || len(got) > test.limit {
			t.Errorf("NameWithin(%q, %d) is %q of %d characters, want %q", test.purpose, test.limit, got, len(got), test.want)
		}
	}
	one, other := dev.NameWithin(strings.Repeat("x", 40)+"1", 32), dev.NameWithin(strings.Repeat("x", 40)+"2", 32)
	if one == other {
		t.Errorf("two long names are shortened to the same name: %q", one)
	}
}

func TestNameWithinRefusesATooSmallLimit(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a limit of 8 characters is accepted")
		}
	}()
	dev.NameWithin("database", 8)
}

func TestTags(t *testing.T) {
	got := map[string]string{}
	for key, value := range *dev.Tags("acme-dev-vpc", map[string]string{"Type": "public", "Environment": "other"}) {
		got[key] = *value
	}
	want := map[string]string{"Name": "acme-dev-vpc", "Type": "public", "Environment": "other"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tags (-want +got):\n%s", diff)
	}
	if dev.ResourceTags["Environment"] != "dev" {
		t.Error("Tags changed the environment's own tags")
	}
}

func TestARN(t *testing.T) {
	if got := dev.ARN("logs", "log-group:x"); got != "arn:aws:logs:eu-west-1:123456789012:log-group:x" {
		t.Errorf("ARN is %q", got)
	}
}
