# SPDX-License-Identifier: GPL-2.0
# The whole repository: `make help` lists what there is to make.

LESSONS := $(wildcard tracing??-*)
PARTS   := $(LESSONS) testenv

# what needs root, which hands on what it needs of the environment; and what is built by
# whoever owns the directory, also under sudo
ROOT     := $(shell id -u | grep -qx 0 || echo sudo env $(foreach name,KERNELS LENGTH XDP_LAB_ARCH XDP_LAB_ARCHIVE XDP_LAB_CACHE,$(name)="$$$(name)"))
OWNER    := $(shell id -u | grep -qx 0 && stat -c %U . | grep -vx -e root -e UNKNOWN)
AS_OWNER := $(if $(OWNER),runuser -u $(OWNER) --)

.PHONY: all common $(PARTS) root demo test test-all bench bench-check lab doctor lint format deps clean help check next book figures \
	install uninstall new deb rpm
export KERNELS LENGTH
ifeq ($(origin ARCH),command line)
export XDP_LAB_ARCH := $(ARCH)
endif

all: $(PARTS)		## build every lesson and the test environment

$(PARTS): common
	@$(MAKE) --no-print-directory -C $@ USES=

common: build-deps
	@$(MAKE) --no-print-directory -C $@

.PHONY: build-deps run-deps lab-deps book-deps test-deps browser-deps
build-deps:
	@testenv/deps.sh --for build
run-deps lab-deps book-deps test-deps: %-deps:
	@testenv/deps.sh --for $* 2>/dev/null || testenv/deps.sh --for $* --install
run-deps test-deps: root
browser-deps: test-deps	# what needs it is skipped without it
	@testenv/deps.sh --for browser 2>/dev/null || testenv/deps.sh --for browser --install || true

root:
	$(if $(ROOT),$(if $(shell command -v sudo),,$(error not root, and there is no sudo here: \
		run as root, or try make lab, a virtual machine that needs no root)))

BUILD = $(AS_OWNER) $(MAKE) --no-print-directory -s $(if $(findstring -j,$(MAKEFLAGS)),,-j $$(nproc))

demo: run-deps		## build, make a lab, capture packets, show them, clean up
	@echo "make: building the lessons"
	@$(BUILD) all
	@$(ROOT) testenv/lab/demo.sh

test: test-deps		## everything that is checked on this machine (ARCH=arm64: on that one, emulated)
	@echo "make: building the lessons and their tests"
	@$(BUILD) all
	@$(BUILD) -C testenv/unit
	@$(ROOT) testenv/run-checks.sh

test-all: BEYOND := $(or $(KERNELS),all)
test-all: override KERNELS =
test-all: override LENGTH =
test-all: override XDP_LAB_ARCH =
test-all: test browser-deps	## the same, then what takes long, and the kernels 5.10 to 7 in VMs (ARCH=arm64: there, too)
	@$(ROOT) env KERNELS="$(BEYOND)" LENGTH=full testenv/run-checks.sh --beyond
	$(if $(findstring command,$(origin ARCH)),@$(ROOT) env XDP_LAB_ARCH=$(ARCH) testenv/run-checks.sh)

bench: test-deps all	## what it costs, beside other tools: tables; plots in testenv/benches/plots
	@$(ROOT) testenv/bench --save testenv/benches/plots

bench-check: test-deps all	## the instructions that packets cost are the known ones
	@$(ROOT) env LENGTH=full testenv/run-checks.sh checks/bench.t

lab: lab-deps all	## a shell in a throwaway VM, everything built; needs no root
	@testenv/vm.sh

doctor:			## what of this works on this machine, what does not, and why
	@testenv/doctor

book: book-deps		## the course as web pages, in book/: open book/index.html
	@ruby testenv/book/book.rb book

figures: book-deps	## the Chinese figures, NAME.zh.svg, beside those that they are made of
	@ruby testenv/book/figure.rb

check:			## the assignments of all lessons: where you stand
	@testenv/course check

next:			## the assignment that comes next
	@testenv/course next

install:		## programs, headers, man pages, completion: below PREFIX (/usr/local)
	@$(BUILD) $(LESSONS)
	@$(BUILD) -C testenv/lab
	@$(BUILD) -C testenv/doctor.d
	@$(MAKE) --no-print-directory -C testenv/packaging $@

uninstall:		## remove what install put there
	@$(MAKE) --no-print-directory -C testenv/packaging $@

new:			## a program of your own: NAME=..., FROM=tracing04, DIR=../NAME
	@testenv/new "$(NAME)" "$(or $(FROM),tracing04)" $(if $(DIR),"$(DIR)")

deb:			## Debian packages, into dist/; make rpm: RPMs
deb rpm:
	@testenv/packaging/package.sh $@

lint:			## style, layers, sizes, shell scripts, both languages
	@testenv/lint.sh

format:			## put the C sources into shape
	@clang-format -i $$(find . -name '*.[ch]')

deps:			## install what is missing
	@testenv/deps.sh --install

clean:			## remove what was built
	@for part in common $(PARTS) testenv/unit testenv/fuzz; do $(MAKE) -s -C $$part clean; done
	@rm -rf book

help:			## this list
	@sed -n 's/^\([a-z-]*\):.*\t## \(.*\)/\1|\2/p' Makefile | \
		while IFS='|' read -r name what; do printf '  make %-11s %s\n' "$$name" "$$what"; done
