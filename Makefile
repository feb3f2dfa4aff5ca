# The commands of this project. Each command installs what it needs.
.PHONY: help serve relay build setup test check browsers fuzz soak bench shots sizes clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: build ## build the page and serve it (PORT=8080)
	@node scripts/serve.mjs

relay: ## send HTTP Tasks from this machine, as AWS would (HOSTS="api.example.com"), and sign calls of Step Functions (AWS=eu-west-1); without these: help
	@scripts/relay.sh

build: ## build the page into dist/
	@scripts/build.sh

setup: ## install the tools and packages that the build needs
	@scripts/setup.sh

test: ## run every check: formatting, clippy, native, page, and end-to-end tests
	@scripts/test.sh

check: ## run the quick checks: formatting, clippy for both targets, native tests
	@scripts/test.sh quick

browsers: build ## install Firefox and WebKit (Debian, as root), and try the page in both
	@scripts/browsers.sh

fuzz: ## feed random changes of texts to the readers, natively and as WebAssembly (SECONDS=60 for each or TOTAL=7200, TARGET=yaml)
	@scripts/fuzz.sh

soak: ## use the built page at random (SECONDS=600, SEED=1; DIST=folder, REPLAY=file)
	@node tests/soak/soak.mjs

bench: ## measure the page against its peers in the browser, then the interpreter natively
	@scripts/bench.sh

shots: build ## save screenshots of the page to tests/e2e/shots
	@node tests/e2e/shots.mjs

sizes: build ## show the size of the page by file, stage, and crate; fail above scripts/budget.json
	@node scripts/sizes.mjs

clean: ## remove build output, but keep the tools
	@cargo clean
	@rm -rf dist www/*.bundle.*
