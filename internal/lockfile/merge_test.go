package lockfile_test

import (
	"testing"

	"landform/internal/lockfile"
)

const (
	head      = "# This file is maintained automatically by \"terraform init\".\n\n"
	awsOld    = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.80.0\"\n  hashes = [\n    \"h1:old\",\n  ]\n}\n"
	awsNew    = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.82.2\"\n  hashes = [\n    \"h1:new\",\n  ]\n}\n"
	randomOld = "provider \"registry.terraform.io/hashicorp/random\" {\n  version = \"3.9.0\"\n}\n"
	awsTofu   = "provider \"registry.opentofu.org/hashicorp/aws\" {\n  version = \"5.82.2\"\n}\n"
)

func TestMergeKeepsEntriesOfOtherRegistries(t *testing.T) {
	for name, test := range map[string]struct{ earlier, renewed, want string }{
		"the first lock file":         {"", head + awsNew, head + awsNew},
		"the same engine again":       {head + awsOld + "\n" + randomOld, head + awsNew, head + awsNew},
		"the other engine's stay":     {head + awsOld + "\n" + randomOld, head + awsTofu, head + awsTofu + "\n" + awsOld + "\n" + randomOld},
		"and only the other engine's": {head + awsTofu + "\n" + awsOld, head + awsNew, head + awsTofu + "\n" + awsNew},
	} {
		if got := lockfile.Merge(test.earlier, test.renewed); got != test.want {
			t.Errorf("%s: the lock file is\n%s\nwant\n%s", name, got, test.want)
		}
	}
}
