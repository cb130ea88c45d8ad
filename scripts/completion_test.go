package scripts_test

import (
	"os"
	"strings"
	"testing"
)

// bashCompletion is where the package bash-completion lies. "make test" installs it on Debian and Ubuntu.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// completes has bash complete the words of a line as it does for a person: it loads what "landform completion bash" prints,
// looks for the function that is registered for the command, and calls it.
const completes = `
source ` + bashCompletion + ` && source <(bin/landform completion bash) || exit 9
registered=$(complete -p landform) || exit 9
[[ $registered =~ -F\ ([a-z_]+) ]] || exit 9
COMP_LINE=$1 COMP_POINT=${#1}
read -ra COMP_WORDS <<<"$1"
[[ $1 != *" " ]] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # which works while a person types only
"${BASH_REMATCH[1]}"
printf '%s\n' "${COMPREPLY[@]}"
`

// TestBashCompletes loads the completion into the real bash.
func TestBashCompletes(t *testing.T) {
	r := newRunner(t)
	if _, err := os.Stat(bashCompletion); err != nil {
		t.Fatalf("the package bash-completion is missing: install it from your distribution: %v", err)
	}
	r.write(t, "cdktf.out/manifest.json", `{"stacks": {"demo-stack": {"synthesizedStackPath": "stacks/demo-stack/cdk.tf.json"},
		"other-stack": {"synthesizedStackPath": "stacks/demo-stack/cdk.tf.json"}}}`, 0o644)
	for line, want := range map[string]string{
		"bin/landform pl":                               "plan plan-file",
		"bin/landform plan ":                            "demo-stack other-stack",
		"bin/landform plan de":                          "demo-stack",
		"bin/landform deploy demo-stack ":               "other-stack", // and not the one that is named already
		"bin/landform unlock demo-stack ":               "",
		"bin/landform destroy --a":                      "--app --at --auto-approve",
		"bin/landform plan --engine ":                   "terraform tofu",
		"bin/landform plan --system ":                   "ticketing",
		"bin/landform bootstrap ":                       "ticketing", // a system, and no stack
		"bin/landform check --format ":                  "text json sarif github",
		"bin/landform destroy demo-stack ":              "", // it takes one
		"bin/landform list --o":                         "--outdir",
		"bin/landform output --outdir cdktf.out other-": "other-stack",
	} {
		printed := r.must(t, nil, "bash", "--norc", "--noprofile", "-c", completes, "bash", line)
		var words []string
		for word := range strings.Lines(printed) {
			name, _, _ := strings.Cut(strings.TrimSpace(word), " ") // behind it is a description
			if name != "" {
				words = append(words, strings.TrimSuffix(name, "="))
			}
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("after %q bash offers %q, want %q", line, got, want)
		}
	}
}
