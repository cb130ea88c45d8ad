package nodejs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"landform/internal/nodejs"

	"github.com/tidwall/gjson"
)

func TestAnOldOrMissingNodeIsRefusedInOneSentence(t *testing.T) {
	t.Setenv("JSII_NODE", "")
	for script, want := range map[string]string{
		"echo v18.20.8": `is version "18.20.8": install Node.js 20, 22 or 24, https://nodejs.org`,
		"echo v20.0.0":  "",
		"echo v26.1.0":  "",
		"echo nothing":  `is version "nothing": install Node.js`,
		"exit 3":        "/node: exit status 3: install Node.js",
	} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "node"), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", folder)
		err := nodejs.Check()
		if (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%s: the error is %v, want %q", script, err, want)
		}
	}
	t.Setenv("PATH", t.TempDir())
	if err := nodejs.Check(); err == nil || err.Error() != "node is not on PATH: "+nodejs.Install() {
		t.Errorf("without Node.js, the error is %v", err)
	}
}

// TestTheVersionsAreThoseOfThePackage checks that package.json, which npm reads, has the same versions.
func TestTheVersionsAreThoseOfThePackage(t *testing.T) {
	text, err := os.ReadFile("../../package.json")
	if err != nil {
		t.Fatal(err)
	}
	engines := gjson.GetBytes(text, "engines.node").String()
	var versions []string
	for _, version := range nodejs.Versions {
		versions = append(versions, strconv.Itoa(version))
	}
	if got := strings.Join(regexp.MustCompile(`\d+`).FindAllString(engines, -1), " "); got != strings.Join(versions, " ") {
		t.Errorf("package.json has engines %q, want %v", engines, nodejs.Versions)
	}
}
