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

# on several kernels, in machines that are not any
rm copy/testenv/{checks/{wrong,bail,short}.t,unit/crash_test}
check vm.sh <<-'END'
	#!/bin/sh
	case $1 in
	kernels) printf '5.10 not cached\n6.1 cached\ndefault: 6.1; cache: here\n' ;;
	fetch)	 echo "$2 $2.0" ;;
	--kernel) [ "$3" = --cpus ] || exit 2; KERNEL=$2 CPUS=$4; export KERNEL CPUS; while [ "$1" != -- ]; do shift; done; shift; exec "$@" ;;
	esac
END
# shellcheck disable=SC2016 # the checks' own variables
told() { printf 'echo "ok 1 - on ${KERNEL:-here}, ${LENGTH:-short}"\necho 1..1\n'; }
check checks/long.t < <(told)
check checks/tracing.t < <(sed 's/, .*}//' < <(told))
# shellcheck disable=SC2016
check checks/refused.t < <(printf '# as "/lib.sh"\n[ -z "${CHECK_PREPARE-}" ] || { echo vm default; exit; }\nalso() { :; }\nalso on 5.10\nalso on 6.1\n'; sed 's/, .*}//' < <(told))
# shellcheck disable=SC2016
alone() { printf '# %s\ntest "${CPUS:-%d}" -eq %d || printf "not "\necho "ok 1 - with its processors"\necho 1..1\n' "$@"; }
check checks/tracing_cpus.t < <(alone "needs 4 processors" 4 4)
check unit/cpus_bpf_test < <(echo '#!/bin/sh'; alone "" 2 2)
echo 'NEEDS(cpus() > 1, "needs 2 processors");' >copy/testenv/unit/room/cpus_bpf_test.c
check unit/one_bpf_test < <(echo '#!/bin/sh'; alone "" 1 1)
touch copy/testenv/unit/room/one_bpf_test.c
exits "on two kernels" 0 env KERNELS=all "$run_checks"
is "all runs here, and on each what depends on it or asks for it" "\
check                               here    5.10    6.1
checks/left_out.t                   skip    -       -
checks/long.t                       ok      -       -
checks/refused.t                    ok      ok      ok
checks/right.t                      ok      -       -
checks/tracing.t                    ok      ok      ok
checks/tracing_cpus.t               ok      ok      ok
unit/cpus_bpf_test                  ok      ok      ok
unit/one_bpf_test                   ok      ok      ok
unit/right_test                     ok      -       -" "$(sed -n '/^check /,/^$/s/ *$//p' <<<"$out" | grep .)"
like "which took longest, ten of them" "^slowest: ([a-z_]+([.]t|_test)(@[0-9.]+)? [0-9]+ s(, |$)){10}$" "$out"
run env KERNELS=6.1 "$run_checks" checks/tracing.t
is "on that kernel, too" "tracing.t tracing.t@6.1" "$(sed -n 's/^slowest: //p' <<<"$out" | grep -oE '[a-z]+[.]t(@6.1)? ' | sort | xargs)"
exits "beyond what runs without them" 0 env KERNELS=all LENGTH=full "$run_checks" --beyond
is "nothing runs on the same kernel again" "\
check                               here    5.10    6.1
checks/long.t                       ok      -       -
checks/refused.t                    -       ok      -
checks/tracing.t                    -       ok      ok
checks/tracing_cpus.t               -       ok      ok
unit/cpus_bpf_test                  -       ok      ok
unit/one_bpf_test                   -       ok      ok" "$(sed -n '/^check /,/^$/s/ *$//p' <<<"$out" | grep .)"
done_testing
