#!/usr/bin/env bash
# Destroys an environment of the ticketing system: scripts/teardown.sh dev|prod
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# refuse_protected ends the script while the last deployment has left anything protected. What the code says by now does
# not count: AWS would refuse half way, when the rest is gone. Production that says nothing counts as protected.
refuse_protected() {
  local protection
  protection=$(terraform -chdir="cdktf.out/stacks/$stack" output -raw deletion_protection 2>/dev/null) || protection=unknown
  [[ $protection != false ]] || return 0
  [[ $protection != unknown || $1 == prod ]] || return 0
  fail "deletion protection of $stack is ${protection/true/on}, and nothing is destroyed. To switch it off, set Protection to
deletion.Disposable in stacks/ticketing/$1.go, deploy that with scripts/provision.sh $1, and come back."
}

stack=$(stack_of "$@")
enter_project
require_tools
# A destruction takes no secret, but Terraform wants every variable set.
export TF_VAR_database_password=${TF_VAR_database_password:-a-destruction-uses-no-password}
export TF_VAR_jwt_secret=${TF_VAR_jwt_secret:-a-destruction-uses-no-signing-secret}
initialize "$stack"
refuse_protected "$1"

echo
echo "WARNING: this permanently deletes all resources of $stack, with all data in them."
read -r -p "Type \"destroy\" to confirm: " answer || answer=
[[ $answer == destroy ]] || fail "nothing is destroyed: \"$answer\" is not \"destroy\""
cdktf destroy "$stack" --skip-synth --auto-approve
