package scripts_test

import (
	"os"
	"strings"
	"testing"
)

// bashCompletion is the file that the package bash-completion installs. "make test" installs it on Debian and Ubuntu.
const bashCompletion = "/usr/share/bash-completion/bash_completion"

// completes is a bash script that completes a command line as an interactive bash does: it loads the output of "landform
// completion bash", looks up the completion function of the command, and calls it.
const completes = `
source ` + bashCompletion + ` && source <(bin/landform completion bash) || exit 9
registered=$(complete -p landform) || exit 9
[[ $registered =~ -F\ ([a-z_]+) ]] || exit 9
COMP_LINE=$1 COMP_POINT=${#1}
read -ra COMP_WORDS <<<"$1"
[[ $1 != *" " ]] || COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
compopt() { :; } # works only in an interactive completion
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
		"bin/landform deploy demo-stack ":               "other-stack", // without the stack that is already on the line
		"bin/landform unlock demo-stack ":               "",
		"bin/landform destroy --a":                      "--app --at --auto-approve",
		"bin/landform plan --engine ":                   "terraform tofu",
		"bin/landform plan --system ":                   "ticketing",
		"bin/landform bootstrap ":                       "ticketing", // takes a system, not a stack
		"bin/landform check --format ":                  "text json sarif github",
		"bin/landform destroy demo-stack ":              "", // takes only one stack
		"bin/landform list --o":                         "--outdir",
		"bin/landform output --outdir cdktf.out other-": "other-stack",
	} {
		printed := r.must(t, nil, "bash", "--norc", "--noprofile", "-c", completes, "bash", line)
		var words []string
		for word := range strings.Lines(printed) {
			name, _, _ := strings.Cut(strings.TrimSpace(word), " ") // a description may follow
			if name != "" {
				words = append(words, strings.TrimSuffix(name, "="))
			}
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("after %q bash offers %q, want %q", line, got, want)
		}
	}
}
