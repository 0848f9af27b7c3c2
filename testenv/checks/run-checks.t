#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# run-checks.sh: what it says in its last lines of checks that fail in every way there is.
. "$(dirname "$0")/lib.sh"
beside others
mkdir -p copy/testenv/{checks,unit/room,fuzz}
cp "$repo/testenv/run-checks.sh" copy/testenv
cp "$repo/testenv/checks/lib.sh" copy/testenv/checks
run_checks=copy/testenv/run-checks.sh
unset KERNELS LENGTH		# that run is not this one

# check NAME: from stdin
check()
{
	cat >"copy/testenv/$1"
	chmod 755 "copy/testenv/$1"
}
check checks/right.t <<<$'echo "ok 1 - all is well"\necho 1..1'
check checks/left_out.t <<<'echo "1..0 # SKIP no moon"'
check unit/right_test <<<$'#!/bin/sh\necho 1..2\necho "ok 1 - this"\necho "# left out: no sun"\necho "ok 2 - that"'
touch copy/testenv/unit/room/right_test.c
check unit/gone_test <<<$'#!/bin/sh\necho 1..1\necho "not ok 1 - its source has gone"'
exits "all is well" 0 "$run_checks"
like "all is well: the counts" "^2 passed, 0 failed, 2 skipped$" "$(tail -n 1 <<<"$out")"
unlike "all is well: nothing failed" "^failed: " "$out"
like "what was left out, and why" "^skipped: left_out.t: no moon$" "$out"
like "a test that was left out, and why" "^skipped: right_test: that: no sun$" "$out"

check checks/wrong.t <<'END'
	. "$(dirname "$0")/lib.sh"
	is "it is true" true true
	is "returns the exit status" 7 0
	ok "the last word" sh -c 'echo said; exit 1'
	done_testing
END
check checks/bail.t <<<'echo "Bail out! the lab is on fire"'
check checks/short.t <<<$'echo "ok 1 - so far"\necho "and then this" >&2\nexit 3'
check unit/crash_test <<<$'#!/bin/sh\necho 1..2\necho "ok 1 - this"\necho "AddressSanitizer: something" >&2\nexit 1'
check vm.sh <<<$'#!/bin/sh\necho "vm.sh: $*" >&2\nexit 2'
refuses "a kernel that nobody has" 2 "^vm.sh: fetch nonesuch$" env KERNELS=nonesuch "$run_checks" checks/right.t
is "and nothing is run" "" "$out"
exits "some fail" 1 "$run_checks" checks/right.t checks/wrong.t checks/bail.t checks/short.t unit/crash_test
is "some fail: they end it, by their words, with what was expected and seen" "\
failed: checks/wrong.t: returns the exit status
    expected: 7
    seen:     0
failed: checks/wrong.t: the last word
    failed: sh -c echo said; exit 1
    said
failed: checks/bail.t: Bail out! the lab is on fire
failed: checks/short.t: ended with status 3 after: ok 1 - so far
    and then this
failed: unit/crash_test: ended with status 1 after: ok 1 - this
    AddressSanitizer: something
4 passed, 5 failed, 0 skipped" "$(tail -n 12 <<<"$out")"
like "some fail: the table says which" "^unit/crash_test +FAIL" "$out"
like "some fail: and which not" "^checks/right.t +ok" "$out"
done_testing
