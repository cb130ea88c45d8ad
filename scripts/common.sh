# shellcheck shell=bash
# What provision.sh and teardown.sh have in common. Both run what "make deploy" and "make destroy" run.

readonly environments=(dev prod)

fail() {
  echo "${0##*/}: $1" >&2
  exit 1
}

# stack_of prints the name of an environment's stack.
stack_of() {
  [[ $# -eq 1 ]] || fail "usage: ${0##*/} ENVIRONMENT, one of: ${environments[*]}"
  local known
  for known in "${environments[@]}"; do
    if [[ $1 == "$known" ]]; then
      echo "ticketing-$known-stack"
      return
    fi
  done
  fail "no environment \"$1\": there are ${environments[*]}"
}

# enter_project changes to the project's folder.
enter_project() {
  cd "$(dirname "${BASH_SOURCE[0]}")/.." || fail "the project has no folder"
}

# require_tools checks all that is needed before anything is asked or done.
require_tools() {
  command -v make >/dev/null || fail "make is missing: install GNU Make"
  command -v go >/dev/null || fail "go is missing: install Go 1.26, https://go.dev/doc/install"
  command -v node >/dev/null || fail "node is missing: install Node.js 20 or later, https://nodejs.org"
  command -v jq >/dev/null || fail "jq is missing: install it, https://jqlang.org"
  command -v terraform >/dev/null || fail "terraform is missing: install 1.6.1 or later, https://developer.hashicorp.com/terraform/install"
  command -v aws >/dev/null || fail "aws is missing: install the AWS CLI 2, https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
  at_least terraform 1.6.1 "$(terraform version 2>/dev/null | sed -n '1s/^Terraform v//p')"
  at_least aws 2.0 "$(aws --version 2>/dev/null | sed -n '1s|^aws-cli/\([0-9.]*\).*|\1|p')"
  aws sts get-caller-identity >/dev/null 2>&1 ||
    fail "there are no AWS credentials: sign in with \"aws sso login\" or \"aws configure\""
}

# at_least compares a tool's version with the oldest one that will do.
at_least() {
  local oldest
  oldest=$(printf '%s\n' "$2" "$3" | sort -V | head -n 1)
  [[ $oldest == "$2" ]] || fail "$1 is version ${3:-unknown}: $2 or later is needed"
}

# build makes the two programs current: the app that synthesizes, and the tool that deploys.
build() {
  make --silent bin/synth bin/landform
}

# target is what the tool is told of where it deploys to.
target=()
case ${EMULATOR:-} in
  "") ;;
  1) target=(--emulator) ;;
  *) fail "EMULATOR is 1 or is not set" ;;
esac

# landform runs the tool with the project's app.
landform() {
  local -r verb=$1
  shift
  bin/landform "$verb" --app bin/synth "${target[@]}" "$@"
}
