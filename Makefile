# The commands of the house; `make` prints them.
PORT ?= 8080
export PORT NOTICE

.DEFAULT_GOAL := help
.PHONY: help run test bench fuzz web fmt clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: ## the demonstration: [NOTICE=FILE] [PORT=8080]
	@scripts/run.sh

test: ## everything that CI checks
	@scripts/test.sh

bench: ## how fast it is, against the goals: [PARTS="reader growth import desk list log progress directus photos fingerprints"]
	@scripts/bench.sh $(PARTS)

fuzz: ## every reader against changed files: [FUZZ_SECONDS=600]
	@scripts/fuzz.sh

web: ## the front end alone, into web/dist
	@scripts/setup.sh run
	@scripts/web.sh

fmt: ## format the Rust code
	@cargo fmt --all

clean: ## what was built; data stays
	@rm -rf web/dist web/node_modules .tools var
	@cargo clean
