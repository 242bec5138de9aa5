# Every target sets up what it needs (see .ci/setup); `make help` lists them.

.DEFAULT_GOAL := help
.PHONY: help demo run build man check test sanitize format bench counts counts-update bench-growth attack soak alerts fuzz fuzz-corpora docs release-check chart chart-update manifests image-root clean

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: ## Build, start without a cluster, ask about a Pod, show the patch, stop (PORT=8443)
	@examples/demo once

run: ## The same, and stay up until Ctrl-C (PORT=8443)
	@examples/demo stay

build: ## Build .build/release/pullpass, a static executable
	@.ci/build

man: ## Write the man pages, made of what the commands say of themselves (.build/share/man)
	@.ci/man

FILTER =

check: ## The inner loop: format, layering, debug build, unit tests (FILTER=Images: only what these need)
	@.ci/check '$(FILTER)'

test: ## Everything that CI checks
	@.ci/test

sanitize: ## Run the tests under the address and the thread sanitizer
	@.ci/sanitize

format: ## Format the Swift sources
	@swift format --in-place --recursive --parallel Package.swift Sources Tests

BENCH =

bench: ## Compare with nginx and a Go webhook: CPU, latency, memory, start-up (BENCH="--rounds 7"; --write keeps it)
	@Benchmarks/run compare $(BENCH)

bench-growth: ## How cost grows with bodies, patterns, namespaces and connections (BENCH="--only body")
	@Benchmarks/run growth $(BENCH)

COUNTS =

counts: ## Count what a request costs: instructions, allocations, system calls, bytes copied (COUNTS="--functions allocations")
	@.ci/counts $(COUNTS)

counts-update: ## Write the bounds of what a request may cost anew
	@.ci/counts --update

ATTACKS =

attack: ## Attack the executable, and count what that costs others (ATTACKS="--only silent", BINARY=…)
	@BINARY='$(BINARY)' Tests/Attacks/run $(ATTACKS)

# Not a number of the environment: bash counts its own SECONDS there.
SECONDS = 60
FUZZERS =

fuzz: ## Try inputs that nobody thought of (SECONDS=60 for each fuzzer, FUZZERS="http1 review": only these)
	@.ci/fuzz run $(SECONDS) $(FUZZERS)

fuzz-corpora: ## Keep what the fuzzers have found to reach new code, and no more than that
	@.ci/fuzz corpora $(FUZZERS)

MINUTES = 30
SOAK =

soak: ## Run an installation under faults, every answer checked (MINUTES=30, BINARY=…; SOAK="--only leader-killed")
	@BINARY='$(BINARY)' Tests/Soak/run --minutes $(MINUTES) $(SOAK)

alerts: ## Check the alert rules with promtool, and run their tests (Tests/Alerts)
	@.ci/alerts

docs: ## Run and check what README and docs tell people to type (needs make build)
	@.ci/docs

VERSION =

release-check: ## Everything of a release that can be run without publishing (VERSION=0.1.0; the program's own unless told)
	@.ci/release-check $(VERSION)

chart: ## Check the Helm chart: lint, render, Kubernetes types, snapshots, documentation
	@.ci/chart

chart-update: ## Write the chart's snapshots and table of values anew
	@.ci/chart update

VALUES = examples/values.yaml
OUT = pullpass.yaml

manifests: ## One plain YAML of the chart, without Helm (VALUES=examples/values.yaml OUT=pullpass.yaml)
	@.ci/chart manifests $(VALUES) $(OUT)

image-root: ## Lay out the image's root folder without Docker, and run it in a chroot
	@.ci/image-root
	@.ci/check-image-root

clean: ## Remove what was built, and the development certificates
	@rm -rf .build .build-asan .build-tsan .build-fuzz .build-cel .build-chart .build-sdk .build-bench Benchmarks/bin certs/*.pem
