#!/usr/bin/env bash
# Destroys an environment of the ticketing system: scripts/teardown.sh dev|prod. With EMULATOR=1, that of an emulator.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

stack=$(stack_of "$@")
enter_project
require_tools
# A destruction takes no secret, but Terraform wants every variable set.
export TF_VAR_database_password=${TF_VAR_database_password:-a-destruction-uses-no-password}
export TF_VAR_jwt_secret=${TF_VAR_jwt_secret:-a-destruction-uses-no-signing-secret}
build
landform ready --destroy "$stack" # refuses what is protected, before anybody is asked

echo
echo "WARNING: this permanently deletes all resources of $stack, with all data in them."
read -r -p "Type \"destroy\" to confirm: " answer || answer=
[[ $answer == destroy ]] || fail "nothing is destroyed: \"$answer\" is not \"destroy\""
exec bin/landform destroy --app bin/synth "${target[@]}" --auto-approve "$stack"
