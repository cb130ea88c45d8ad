#!/usr/bin/env bash
# Deploys an environment of the ticketing system: scripts/provision.sh dev|prod
#
# The database password and the JWT secret are asked for, unless TF_VAR_database_password and TF_VAR_jwt_secret are set.
# They reach Terraform through the environment only: never on a command line, where every process can read them, and
# never in a file. That is why there is no saved plan, which would hold them: cdktf shows the plan of the deployment
# that waits for the answer, and applies that same one.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# ask reads a secret without echo into an exported variable, unless that is set.
ask() {
  local -r name=$1 prompt=$2
  if [[ -z ${!name:-} ]]; then
    local answer
    IFS= read -rs -p "$prompt: " answer
    echo
    [[ -n $answer ]] || fail "the ${prompt,} must not be empty"
    printf -v "$name" '%s' "$answer"
  fi
  export "${name?}"
}

stack=$(stack_of "$@")
enter_project
require_tools
# cdktf would break off where it cannot ask, and leave the state locked.
[[ -t 0 ]] || fail "there is no terminal to ask at: a pipeline deploys with \"make plan-file\" and \"make apply\""
ask TF_VAR_database_password "Database password"
ask TF_VAR_jwt_secret "JWT secret"

initialize "$stack"
terraform -chdir="cdktf.out/stacks/$stack" validate
cdktf deploy "$stack" --skip-synth
