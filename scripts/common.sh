# shellcheck shell=bash
# Functions shared by provision.sh and teardown.sh. Both run the same commands as "make deploy" and "make destroy".

readonly environments=(dev prod)

fail() {
  echo "${0##*/}: $1" >&2
  exit 1
}

# stack_name prints the stack name of an environment.
stack_name() {
  [[ $# -eq 1 ]] || fail "usage: ${0##*/} ENVIRONMENT, one of: ${environments[*]}"
  local environment
  for environment in "${environments[@]}"; do
    if [[ $1 == "$environment" ]]; then
      echo "ticketing-$environment-stack"
      return
    fi
  done
  fail "unknown environment \"$1\": allowed are ${environments[*]}"
}

# enter_project changes to the root folder of the project.
enter_project() {
  cd "$(dirname "${BASH_SOURCE[0]}")/.." || fail "cannot enter the root folder of the project"
}

# require_tools checks that all tools and AWS credentials are available.
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
    fail "AWS credentials are missing or expired: sign in with \"aws sso login\" or \"aws configure\""
}

# at_least fails unless a tool has the minimum version: at_least TOOL MINIMUM VERSION
at_least() {
  local lower
  lower=$(printf '%s\n' "$2" "$3" | sort -V | head -n 1)
  [[ $lower == "$2" ]] || fail "$1 is version ${3:-unknown}: install $2 or later"
}

# build compiles the CDKTF app (bin/synth) and the command-line tool (bin/landform).
build() {
  make --silent bin/synth bin/landform
}

# target holds the flags of bin/landform that select the deployment target: AWS or an emulator.
target=()
case ${EMULATOR:-} in
  "") ;;
  1) target=(--emulator) ;;
  *) fail "EMULATOR is \"$EMULATOR\": set it to 1, or unset it" ;;
esac

# reach sets the AWS CLI to the region of a stack and, in an emulator, to its account, as the stack's provider is set: reach STACK
# An emulator uses an access key of 12 digits as the caller's account ID.
# https://docs.localstack.cloud/aws/capabilities/config/multi-account-setups/
reach() {
  local output=cdktf.out key
  [[ -z ${EMULATOR:-} ]] || output=build/emulator
  local -r file=$output/stacks/$1/cdk.tf.json
  AWS_REGION=$(jq -er '.provider.aws[0].region' "$file")
  export AWS_REGION
  key=$(jq -r '.provider.aws[0].access_key // empty' "$file")
  [[ -z $key ]] || export AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=none
}

# landform runs a subcommand of bin/landform with the CDKTF app of this project.
landform() {
  local -r verb=$1
  shift
  bin/landform "$verb" --app bin/synth "${target[@]}" "$@"
}
