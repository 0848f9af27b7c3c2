#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What GitHub is to do with this repository, as far as it can be known here: the workflows and
# the issue form are what it documents, and run nothing but what a reader is told to run.
. "$(dirname "$0")/lib.sh"
beside others
ruby -ryaml -e 'exit' 2>/dev/null || skip_all "needs ruby"
cd "$repo/.github" || exit 1
mapfile -t all < <(find . -name '*.yml' | sort)
is "workflows and forms are what GitHub documents" "" "$(ruby "$repo/testenv/checks/hosting.rb" "${all[@]}" 2>&1)"
is "the tests are .ci/run alone" "sudo .ci/run" "$(sed -n 's/^ *\(- \)\?run: //p' workflows/ci.yml)"
ok "which can be run" test -x "$repo/.ci/run"
is "each make of a workflow is one of the Makefile's" "" "$(grep -ohE 'run: make [a-z-]+' workflows/*.yml | awk '{ print $3 }' |
	while read -r target; do grep -q "^$target:" "$repo/Makefile" || echo "$target"; done)"
limit=$(sed -n 's/^ *timeout-minutes: //p' workflows/ci.yml)
ok "they may take longer than here" test "$limit" -ge 60

# and does it see what is wrong?
cp -r . "$tmp/github"
cd "$tmp/github" || exit 1
broken()	# FILE SED PATTERN
{
	cp "$1" "$tmp/whole"
	sed -i "$2" "$1"
	like "$1: $3" "$3" "$(ruby "$repo/testenv/checks/hosting.rb" "$1" 2>&1)"
	cp "$tmp/whole" "$1"
}
broken workflows/ci.yml 's/runs-on/run-on/' "run: run-on: no such key"
broken workflows/ci.yml 's/@v4/@main/' "checkout@main: not an action of a major version"
broken workflows/ci.yml 's/- uses/- name/' "neither uses nor run, or both"
broken workflows/ci.yml 's/^jobs:/	jobs:/' "cannot start any token|found character"
broken workflows/book.yml 's/id: publish/id: deploy/' "no step has the id publish"
broken workflows/book.yml 's/pages: write/pages: yes/' "permissions: pages"
broken ISSUE_TEMPLATE/bug.yml 's/id: doctor/id: what/' "what: stands there 2 times"
broken ISSUE_TEMPLATE/bug.yml 's/render:/language:/' "language: no such key"
broken ISSUE_TEMPLATE/bug.yml 's/type: input/type: text/' "version: type: text"
done_testing
