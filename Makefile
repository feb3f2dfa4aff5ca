# What one does with this project. Everything that is missing is installed by the commands themselves.
.PHONY: help serve relay build setup test check fuzz bench shots sizes clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: build ## build the page and serve it (PORT=8080)
	@node scripts/serve.mjs

relay: ## send HTTP Tasks as AWS would, from this machine (HOSTS="api.example.com"; alone: help)
	@scripts/relay.sh

build: ## build the page into dist/
	@scripts/build.sh

setup: ## install the tools and packages that the build needs
	@scripts/setup.sh

test: ## every check: formatting, clippy, native, page and end-to-end tests
	@scripts/test.sh

check: ## the quick part of the tests: formatting, clippy for both targets, native tests
	@scripts/test.sh quick

fuzz: ## change texts at random and read them (SECONDS=60 for each reader, TARGET=yaml)
	@scripts/fuzz.sh

bench: ## measure: the page against its peers in the browser, then the interpreter natively
	@scripts/bench.sh

shots: build ## take pictures of the page, into tests/e2e/shots
	@node tests/e2e/shots.mjs

sizes: build ## say what the page weighs by file, stage and crate; fails above scripts/budget.json
	@node scripts/sizes.mjs

clean: ## remove what was built; the tools stay
	@cargo clean
	@rm -rf dist www/*.bundle.*
