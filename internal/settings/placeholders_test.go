package settings_test

import (
	"os"
	"slices"
	"testing"

	"landform/internal/settings"
)

func TestIsPlaceholder(t *testing.T) {
	for value, want := range map[string]bool{
		"000000000000": true,
		"777777777777": true,
		"arn:aws:iam::111111111111:role/Administrator":   true,
		"aws-dev@volteryde.example":                      true,
		"ops@example.com":                                true,
		"api.tickets.example.com":                        true,
		"example.org":                                    true,
		"203.0.113.0/24":                                 true,
		"192.0.2.7/32":                                   true,
		"00000000-0000-0000-0000-000000000000":           true,
		"arn:aws:sso:::instance/ssoins-0000000000000000": true,

		"":             false,
		"us-east-1":    false,
		"10.0.0.0/16":  false,
		"1.35":         false,
		"123456789012": false,
		"111111111112": false,
		"arn:aws:iam::210987654321:role/Administrator": false,
		"api.myexample.com":                            false,
		"example.com.au":                               false,
		"203.0.114.0/24":                               false,
		"1203.0.113.0":                                 false,
	} {
		found, err := settings.Placeholders([]byte(`{"context": {"value": "` + value + `"}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(found) == 1; got != want {
			t.Errorf("%q is a placeholder: %v, want %v", value, got, want)
		}
	}
}

func TestPlaceholdersHaveTheirPaths(t *testing.T) {
	found, err := settings.Placeholders([]byte(`{"context": {"b": {"c": ["10.0.0.0/8", "203.0.113.0/24"]}, "a": "111111111111"}}`))
	want := []settings.Placeholder{{Path: "context.a", Value: "111111111111"}, {Path: "context.b.c[1]", Value: "203.0.113.0/24"}}
	if err != nil || !slices.Equal(found, want) {
		t.Errorf("found %v with error %v, want %v", found, err, want)
	}
}

func TestEveryShippedAccountIsAPlaceholder(t *testing.T) {
	text, err := os.ReadFile("../../cdktf.json")
	if err != nil {
		t.Fatal(err)
	}
	found, err := settings.Placeholders(text)
	if err != nil {
		t.Fatal(err)
	}
	paths := []string{"context.volteryde.state.accountId", "context.ticketing.state.accountId"}
	for _, name := range known.Volteryde {
		paths = append(paths, "context.volteryde.environments."+name+".accountId")
	}
	for _, name := range known.Ticketing {
		paths = append(paths, "context.ticketing.environments."+name+".accountId")
	}
	for _, path := range paths {
		if !slices.ContainsFunc(found, func(p settings.Placeholder) bool { return p.Path == path }) {
			t.Errorf("%s is not a placeholder: the shipped file must not contain real account ids", path)
		}
	}
}

func TestPlaceholdersNeedJSON(t *testing.T) {
	if _, err := settings.Placeholders([]byte("{")); err == nil {
		t.Error("no error for text that is not JSON")
	}
}
