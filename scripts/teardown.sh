#!/usr/bin/env bash
# Destroys an environment of the ticketing system: scripts/teardown.sh dev|prod. EMULATOR=1 destroys it in the AWS emulator.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

stack=$(stack_name "$@")
enter_project
require_tools
# Destroying needs no secrets, but Terraform requires a value for every variable.
export TF_VAR_database_password=${TF_VAR_database_password:-a-destruction-uses-no-password}
export TF_VAR_jwt_secret=${TF_VAR_jwt_secret:-a-destruction-uses-no-signing-secret}
build
landform ready --destroy "$stack" # fails, before the prompt, if a resource is protected from deletion

echo
echo "WARNING: this permanently deletes all resources of $stack, with all data in them."
read -r -p "Type \"destroy\" to confirm: " answer || answer=
[[ $answer == destroy ]] || fail "nothing was destroyed: you typed \"$answer\", not \"destroy\""
exec bin/landform destroy --app bin/synth "${target[@]}" --auto-approve "$stack"
