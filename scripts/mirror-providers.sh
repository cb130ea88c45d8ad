#!/usr/bin/env bash
# Downloads one unpacked copy of each provider into a folder, from which later runs of Terraform or OpenTofu install it:
#   mirror-providers.sh FOLDER [terraform|tofu]
# Each engine installs providers from its own registry: to use a folder with both engines, run this script once for each. An
# engine links to the providers in the folder instead of unpacking a copy for each stack: the AWS provider alone takes 700 MB.
# FOLDER/terraformrc is the CLI configuration file (TF_CLI_CONFIG_FILE) that makes an engine install from this folder only.
set -euo pipefail

fail() {
  echo "mirror-providers.sh: $1" >&2
  exit 1
}

readonly engine=${2:-terraform}
case $engine in
  terraform) registry=registry.terraform.io lock="make lock" ;;
  tofu) registry=registry.opentofu.org lock="make lock ENGINE=tofu" ;;
  *) fail "unknown engine \"$engine\": allowed are terraform and tofu" ;;
esac
readonly registry lock
command -v "$engine" >/dev/null || fail "$engine is missing: install it"
mkdir -p "$1"
folder=$(cd "$1" && pwd)
[[ -f .terraform.lock.hcl ]] ||
  fail ".terraform.lock.hcl is missing: it holds the reviewed checksums of the providers. Run \"$lock\", and commit the file"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
jq -s '{terraform: {required_providers: (map(.terraform.required_providers) | add)}}' cdktf.out/stacks/*/cdk.tf.json >"$scratch/main.tf.json"
cp .terraform.lock.hcl "$scratch"
while read -r source; do
  grep -qF "provider \"$registry/$source\"" .terraform.lock.hcl ||
    fail ".terraform.lock.hcl has no checksums of $registry/$source. Run \"$lock\", and commit the file"
done < <(jq -r '.terraform.required_providers[].source' "$scratch/main.tf.json")
# init checks downloads against the checksums in the lock file. The flags that jobs set for other runs of init do not apply here.
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
