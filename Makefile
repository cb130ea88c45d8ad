# What a person types. Each target installs what it needs of Node and Go; Terraform and the two runtimes come from you.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
STACK ?= dev-stack

# The linter is built from its module once, outside go.mod: its dependencies are none of ours.
GOLANGCI_LINT_VERSION := v2.15.0
GOLANGCI_LINT := .tools/golangci-lint-$(GOLANGCI_LINT_VERSION)

# Everything that the program is built from: embedded files too, and folders, whose times tell of files that are gone.
SOURCES := go.mod go.sum main.go $(shell find constructs stacks internal ! -name '*_test.go')

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

bin/landform: $(SOURCES)
	@go build -o $@ .

# npm writes this file when it has installed what package-lock.json says.
node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# What cdktf runs: asking make whether the binary is current is ten times faster than asking go.
.PHONY: app
app: bin/landform
	@bin/landform

.PHONY: tools
tools: node_modules/.package-lock.json $(GOLANGCI_LINT) ## Install the pinned cdktf command line and the linter

$(GOLANGCI_LINT):
	@mkdir -p $(@D)
	GOBIN=$(CURDIR)/.tools go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	@mv .tools/golangci-lint $@

.PHONY: synth
synth: node_modules/.package-lock.json bin/landform ## Synthesize every stack to cdktf.out
	@npx cdktf synth

.PHONY: test
test: lint ## Check formatting, vet, lint and run every test
	@command -v terraform >/dev/null || { echo "terraform is not there: install 1.6 or later, https://developer.hashicorp.com/terraform/install" >&2; exit 1; }
	@go test ./...

.PHONY: lint
lint: node_modules/.package-lock.json $(GOLANGCI_LINT)
	@unformatted=$$(gofmt -l *.go cmd constructs stacks internal); \
	  [ -z "$$unformatted" ] || { echo "not formatted; run gofmt -w on: $$unformatted" >&2; exit 1; }
	@go vet ./...
	@$(GOLANGCI_LINT) run

.PHONY: update
update: ## Rewrite the snapshots and generated pages, and show what changed
	@go test . -run 'TestSnapshots|TestAdoptionTable' -update -v

.PHONY: plan
plan: bin/landform ## Plan one stack offline: make plan STACK=dev-stack
	@command -v terraform >/dev/null || { echo "terraform is not there: install 1.6 or later, https://developer.hashicorp.com/terraform/install" >&2; exit 1; }
	@bin/landform -offline -outdir build/offline
	@[ -d build/offline/stacks/$(STACK) ] || { echo "no stack $(STACK): there are" $$(ls build/offline/stacks) >&2; exit 1; }
	@mkdir -p build/plans
	@cd build/offline/stacks/$(STACK) && terraform init -input=false >/dev/null
	@cd build/offline/stacks/$(STACK) && terraform plan -input=false -out=tfplan
	@cd build/offline/stacks/$(STACK) && terraform show -json tfplan > ../../../plans/$(STACK).json
	@echo "The plan as JSON: build/plans/$(STACK).json"

# A job in another account than the lock table names the table by its ARN.
BACKEND := $(if $(LOCK_TABLE),-backend-config=dynamodb_table=$(LOCK_TABLE))

.PHONY: saved-plan
saved-plan: synth ## Plan one stack against AWS and keep the plan: make saved-plan STACK=dev-stack
	@mkdir -p build/plans
	@terraform -chdir=cdktf.out/stacks/$(STACK) init -input=false $(BACKEND)
	@terraform -chdir=cdktf.out/stacks/$(STACK) plan -input=false -lock-timeout=10m -out=tfplan
	@terraform -chdir=cdktf.out/stacks/$(STACK) show -json tfplan > build/plans/$(STACK).json
	@terraform -chdir=cdktf.out/stacks/$(STACK) show -no-color tfplan > build/plans/$(STACK).txt

.PHONY: saved-apply
saved-apply: synth ## Apply the plan that was kept: make saved-apply STACK=dev-stack
	@terraform -chdir=cdktf.out/stacks/$(STACK) init -input=false $(BACKEND)
	@terraform -chdir=cdktf.out/stacks/$(STACK) apply -input=false -lock-timeout=10m tfplan

.PHONY: adopt
adopt: synth ## Take over the document's Terraform: make adopt STACK=dev-stack
	@go run ./cmd/landform adopt $(STACK)

.PHONY: env
env: bin/landform ## Print the backend's .env of a deployed stack: make env STACK=ticketing-dev-stack
	@bin/landform >&2
	@go run ./cmd/landform env $(STACK)

.PHONY: bench
bench: node_modules/.package-lock.json bench/node_modules/.package-lock.json ## Measure synthesis against its targets
	@go test -run '^$$' -bench . -benchtime 10x .
	@go run ./bench

bench/node_modules/.package-lock.json: bench/package.json bench/package-lock.json
	@npm ci --prefix bench --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: clean
clean: ## Remove what was built and synthesized
	@rm -rf bin build cdktf.out
