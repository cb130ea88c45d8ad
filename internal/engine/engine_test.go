package engine_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"landform/internal/engine"
)

func TestFindUsesTheEngineOnPATH(t *testing.T) {
	for _, kind := range engine.Kinds() {
		found, err := engine.Find(t.Context(), kind)
		if err != nil {
			t.Errorf("%s: %v", kind.Title(), err)
			continue
		}
		if found.Kind != kind || filepath.Base(found.Path) != kind.String() || found.Version == "" {
			t.Errorf("%s: Find returned %+v", kind.Title(), found)
		}
	}
}

func TestAMissingEngineSaysHowToGetIt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for kind, want := range map[engine.Kind]string{
		"":              "terraform is not on PATH: install Terraform 1.6 or later, https://developer.hashicorp.com/terraform/install",
		engine.OpenTofu: "tofu is not on PATH: install OpenTofu 1.6 or later, https://opentofu.org/docs/intro/install/",
	} {
		if _, err := engine.Find(t.Context(), kind); err == nil || err.Error() != want {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}

func TestAnOldOrInvalidEngineIsRejected(t *testing.T) {
	for script, want := range map[string]string{
		`echo '{"terraform_version": "1.5.7"}'`:  "is version 1.5.7: install Terraform 1.6 or later",
		`echo '{"terraform_version": "1.6.0"}'`:  "",
		`echo '{"terraform_version": "1.11.4"}'`: "",
		`echo '{}'`:                              "cannot read the version of",
		`echo 'Terraform v1.11.4'`:               "cannot read the version of",
		`exit 3`:                                 "/terraform: exit status 3",
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "terraform"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", folder)
		_, err := engine.Find(t.Context(), engine.Terraform)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: the error is %v, want %q", script, err, want)
		}
	}
}

func TestAnEngineIsAFlag(t *testing.T) {
	var kind engine.Kind
	if kind.String() != "terraform" || kind.Registry() != "registry.terraform.io" {
		t.Errorf("the default is %s with %s", kind, kind.Registry())
	}
	if err := kind.Set("tofu"); err != nil || kind != engine.OpenTofu || kind.Registry() != "registry.opentofu.org" {
		t.Errorf("tofu is %s with %s: %v", kind, kind.Registry(), err)
	}
	err := kind.Set("pulumi")
	if err == nil || err.Error() != `unknown engine "pulumi": want terraform or tofu` || kind != engine.OpenTofu {
		t.Errorf("the error is %v, and the engine %s", err, kind)
	}
}

func TestEnvironSelectsTheEngineForCDKTF(t *testing.T) {
	environ := engine.Engine{Path: "/usr/bin/tofu"}.Environ([]string{"HOME=/home/somebody"})
	if !slices.Equal(environ, []string{"HOME=/home/somebody", "TERRAFORM_BINARY_NAME=/usr/bin/tofu"}) {
		t.Errorf("the environment is %v", environ)
	}
}
