#!/usr/bin/env bash
# Puts one unpacked copy of each provider into a folder, for every engine that runs after it:
#   mirror-providers.sh FOLDER [terraform|tofu]
# Each engine takes providers from its own registry, so that a folder for both is filled by both. An engine links to what it
# finds in such a folder instead of unpacking another copy for each stack: the AWS provider alone takes 700 MB.
# FOLDER/terraformrc is the configuration (TF_CLI_CONFIG_FILE) that leads to it, and to nothing else.
set -euo pipefail

fail() {
  echo "mirror-providers.sh: $1" >&2
  exit 1
}

readonly engine=${2:-terraform}
case $engine in
  terraform) registry=registry.terraform.io lock="make lock" ;;
  tofu) registry=registry.opentofu.org lock="make lock ENGINE=tofu" ;;
  *) fail "\"$engine\" is no engine: allowed are terraform and tofu" ;;
esac
readonly registry lock
command -v "$engine" >/dev/null || fail "$engine is not there"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
[[ -f .terraform.lock.hcl ]] ||
  fail "there is no .terraform.lock.hcl: nothing says which builds of the providers were reviewed. Run \"$lock\", and commit the file"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jq -s '{terraform: {required_providers: (map(.terraform.required_providers) | add)}}' cdktf.out/stacks/*/cdk.tf.json >"$scratch/main.tf.json"
cp .terraform.lock.hcl "$scratch"
while read -r source; do
  grep -qF "provider \"$registry/$source\"" .terraform.lock.hcl ||
    fail ".terraform.lock.hcl has no build of $registry/$source that was reviewed. Run \"$lock\", and commit the file"
done < <(jq -r '.terraform.required_providers[].source' "$scratch/main.tf.json")
# What the lock file has of a provider, init holds the download against. What jobs want of every other init is not for this one.
unset TF_CLI_ARGS TF_CLI_ARGS_init
TF_PLUGIN_CACHE_DIR=$folder "$engine" -chdir="$scratch" init -input=false >&2
cat >"$folder/terraformrc" <<CONFIGURATION
disable_checkpoint = true
provider_installation {
  filesystem_mirror {
    path = "$folder"
  }
}
CONFIGURATION
