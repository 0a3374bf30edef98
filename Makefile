# huoju: the two commands that a newcomer needs are `make run` and `make test`.
# They share one quick build (target/debug); `make release` makes the fully optimised one.

PIPELINE ?= pipelines/shenyang.toml
PERIOD   ?= 2023
PARK     ?= hunnan
CARGO    ?= cargo
HUOJU     = $(CARGO) run --quiet --locked --

.PHONY: run annual quarter reports park test soak fuzz lint deny check release install bench bench-stages sample-data clean help

run: ## Build huoju and run the main job on the sample data
	@echo "Building huoju (the first build takes some minutes: polars is large) ..."
	$(CARGO) build --locked
	$(HUOJU) run $(PIPELINE) --period $(PERIOD)

# `huoju run` does what its inputs, definitions and options changed and nothing else: with nothing changed these targets
# take less than a second.

# A quarter's default is the last one of the sample, unless PERIOD is given on the command line.
quarter: PERIOD = 2023Q4
quarter: ## The quarterly survey: make quarter PERIOD=2023Q3
	$(HUOJU) run $(PIPELINE) --period $(PERIOD)

annual: ## The annual survey: make annual PERIOD=2023
	$(HUOJU) run $(PIPELINE) --period $(PERIOD)

reports: ## Write every workbook of a period anew from the store: make reports PERIOD=2023
	$(HUOJU) report $(PIPELINE) --period $(PERIOD)

park: ## Write one park's workbook anew from the store: make park PARK=hunnan PERIOD=2023
	$(HUOJU) report $(PIPELINE) --period $(PERIOD) --park $(PARK)

test: ## Run all tests
	$(CARGO) test --locked

SOAK ?= 200

soak: ## Kill SOAK runs at many instants; each next run must complete
	HUOJU_SOAK=$(SOAK) $(CARGO) test --locked --test soak -- --nocapture

FUZZ_SECONDS ?= 300
FUZZ_SEED    ?= $(shell date +%s)

fuzz: ## Fuzz the readers of workbooks, layouts and values, FUZZ_SECONDS each
	HUOJU_FUZZ_SECONDS=$(FUZZ_SECONDS) HUOJU_FUZZ_SEED=$(FUZZ_SEED) \
		$(CARGO) test --locked --lib ingest::fuzz -- --nocapture --test-threads 1

lint: ## Formatting, clippy and links of the documentation, warnings as errors
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --locked --no-deps --lib

deny: ## Licences and advisories of the dependencies, where cargo-deny is installed
	.ci/deny

check: ## Lint the definitions
	$(HUOJU) check $(PIPELINE)

release: ## The fully optimised build, for production (target/release/huoju)
	$(CARGO) build --release --locked

PREFIX ?= /usr/local

install: release ## Install huoju, its manual pages and completions below PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 target/release/huoju $(DESTDIR)$(PREFIX)/bin/huoju
	target/release/huoju man --dir target/man
	install -m 644 target/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	target/release/huoju completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/huoju
	target/release/huoju completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_huoju
	target/release/huoju completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/huoju.fish

# The comparison needs python3 and, the first time, the network: the peers come from PyPI into the build directory.
BENCH           = $(or $(CARGO_TARGET_DIR),target)/bench
BENCH_BOOKS    ?= 500
BENCH_ROUNDS   ?= 3
BENCH_PEERS    ?= pandas-openpyxl,openpyxl,pandas-calamine,calamine
BENCH_RELEASE   = $(or $(CARGO_TARGET_DIR),target)/release

bench: ## huoju beside pandas, openpyxl and bare calamine on BENCH_BOOKS made-up workbooks
	$(CARGO) build --release --locked --bin huoju --example bare_calamine --example sample_data
	test -x $(BENCH)/peers/bin/python || python3 -m venv $(BENCH)/peers
	$(BENCH)/peers/bin/python -m pip install --quiet --requirement benches/peers/requirements.txt
	test -d $(BENCH)/zone-$(BENCH_BOOKS) || \
		$(BENCH_RELEASE)/examples/sample_data $(BENCH)/zone-$(BENCH_BOOKS) --enterprises $(BENCH_BOOKS)
	$(BENCH)/peers/bin/python benches/compare.py --huoju $(BENCH_RELEASE)/huoju \
		--floor $(BENCH_RELEASE)/examples/bare_calamine --input $(BENCH)/zone-$(BENCH_BOOKS) \
		--work $(BENCH)/work --rounds $(BENCH_ROUNDS) --peers $(BENCH_PEERS)

bench-stages: ## How long each stage takes on the sample (optimised build)
	$(CARGO) bench --locked

sample-data: ## Write sample_data/ anew: the same bytes each time
	$(CARGO) run --quiet --locked --example sample_data

clean: ## Remove outputs and the store, keep the build
	rm -rf out store

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16
