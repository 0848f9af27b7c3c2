# SPDX-License-Identifier: GPL-2.0
# The whole repository: `make help` lists what there is to make.

LESSONS := $(wildcard tracing??-*)
PARTS   := $(LESSONS) testenv
SUDO    := $(if $(filter 0,$(shell id -u)),,sudo)

.PHONY: all $(PARTS) common demo test unit checks lint format deps clean help

all: $(PARTS)		## build every lesson and the test environment

$(PARTS): common
	@$(MAKE) --no-print-directory -C $@

common: build-deps
	@$(MAKE) --no-print-directory -C $@

.PHONY: build-deps run-deps test-deps
build-deps:
	@testenv/deps.sh --for build
run-deps test-deps: %-deps:
	@testenv/deps.sh --for $* 2>/dev/null || testenv/deps.sh --for $* --install

demo: run-deps		## build, make a lab, capture packets, show them, clean up
	@$(MAKE) --no-print-directory -s all
	@$(SUDO) testenv/demo.sh

test: test-deps		## everything that is checked, with a count at the end
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s -C testenv/unit
	@$(SUDO) testenv/run-checks.sh

lint:			## style, layers, sizes, shell scripts
	@testenv/lint.sh

format:			## put the C sources into shape
	@clang-format -i $$(git ls-files -c -o --exclude-standard '*.[ch]')

deps:			## install what is missing
	@testenv/deps.sh --install

clean:			## remove what was built
	@for part in common $(PARTS) testenv/unit; do $(MAKE) -s -C $$part clean; done

help:			## this list
	@sed -n 's/^\([a-z]*\):.*\t## /  make \1\t/p' Makefile
