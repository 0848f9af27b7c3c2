#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests and checks on this kernel, with LENGTH=full also those of fuzz/,
# and what depends on the kernel in a VM of each kernel that $KERNELS names ("5.10 6.1",
# or "all"). First fetches the kernels that they need. Ends with a table of checks and
# kernels, why what was skipped was skipped, what failed, in words, and the counts.
#
#   run-checks.sh [CHECK...]         CHECK: unit/NAME_test, checks/NAME.t, fuzz/NAME.sh
#
# It calls itself back: --one CHECK from prove, which sets the counts; --vm KERNEL
# for a VM; --stream CHECK... in the VM, each check's output between marks.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here" || exit 1
export CMOCKA_MESSAGE_OUTPUT=TAP

# One check, native or in a VM
run_one()
{
	case $1 in
	*@*)	section "${1##*@}" "${1%@*}" ;;
	*.t|*.sh) bash "$here/$1" ;;
	*)	"$here/$1" | mark_left_out ;;
	esac
}

# A test that was left out (LEAVE_OUT in unit/fixture/unit.h) passes to cmocka. It must not count as passed.
mark_left_out()
{
	awk '/^# left out: / { why = substr($0, 13); next }
		/^ok / && why { $0 = $0 " # SKIP " why; why = "" }
		{ print; fflush() }'
}

stream()
{
	local check
	for check; do
		echo "@@ begin $check"
		run_one "$check" 2>&1
		echo "@@ end $check $?"
	done
}

run_vm()
{
	local checks
	mapfile -t checks <"$work/on_kernels"
	"$here/vm.sh" --kernel "$1" --timeout 2700 -- \
		"$here/run-checks.sh" --stream "${checks[@]}" \
		>"$work/$1.stream" 2>"$work/$1.err" </dev/null
	: >"$work/$1.ended"
}

# The VMs, which end with us: two at a time beside the checks of this kernel, which wait
# more than they work. What takes longest comes first: the oldest is slow.
start_vms()
{
	set -m		# a process group
	xargs -P 2 -I '{}' "$here/run-checks.sh" --vm '{}' >/dev/null \
		< <(printf '%s\n' "${kernels[@]}") &
	export vms=$!
	set +m
	trap 'kill -- "-$vms" 2>/dev/null; rm -rf "$work"' EXIT
}

# section KERNEL CHECK: what the VM of that kernel says of it, once it has
section()
{
	local stream=$work/$1.stream check=$2 status
	until status=$(sed -n "s,^@@ end $check ,,p" "$stream" 2>/dev/null) && [ -n "$status" ]; do
		if [ -e "$work/$1.ended" ]; then
			printf 'not ok 1 - the VM ended before it\n1..1\n'
			sed 's/^/# /' "$work/$1.err"
			return 1
		fi
		read -rt 0.2 <><(:)
	done
	sed -n "\,^@@ begin $check\$,,\,^@@ end $check ,{/^@@ /d; p}" "$stream"
	return "$status"
}

skipped='^(1\.\.0|ok [0-9]+ - [^#]*) # SKIP'	# a whole check, or a test of one

# What one check came to, from its TAP and its exit status: ok, FAIL or skip
verdict()
{
	if [ ! -e "$work/tap/$1" ]; then echo -
	elif grep -q '^not ok\|^Bail out' "$work/tap/$1" || ! grep -q '^1\.\.' "$work/tap/$1" ||
		[ "$(cat "$work/status/$1")" != 0 ]; then echo FAIL
	elif grep -q '^1\.\.0 # SKIP' "$work/tap/$1"; then echo skip
	else echo ok
	fi
}

table()
{
	local check kernel
	printf '\n%-36s' "check" && printf '%-8s' here "${kernels[@]}" && echo
	for check in "${checks[@]}"; do
		printf '%-36s' "$check"
		for kernel in '' "${kernels[@]/#/@}"; do
			printf '%-8s' "$(verdict "${check//\//_}$kernel")"
		done
		echo
	done
	echo
	grep -HE "$skipped" "$work"/tap/* |
		sed -E 's,^.*/(unit|checks|fuzz)_([^:]*):(1\.\.0|ok [0-9]+ -),skipped: \2:,; s,: # SKIP,:,; s, # SKIP,:,'
}

# Each claim that failed, with what was expected and seen, and each check that broke off.
failures()
{
	local check name status
	for check in "${all[@]}"; do
		name=${check//\//_}
		if [ "$(verdict "$name")" != FAIL ]; then
			continue
		fi
		awk -v check="$check" '
			/^not ok |^Bail out! / { sub(/^not ok [0-9]* -? ?/, ""); print "failed: " check ": " $0; told = 8; next }
			/^#/ && told-- > 0 { sub(/^# ?/, "    "); print; next }
			{ told = 0 }' "$work/tap/$name"
		if ! grep -q '^not ok\|^Bail out' "$work/tap/$name"; then
			echo "failed: $check: ended with status $(cat "$work/status/$name") after: $(grep '^ok' "$work/tap/$name" | tail -n 1)"
			tail -n 8 "$work/err/$name" | sed 's/^/    /'
		fi
	done >"$work/failures"
	cat "$work/failures"
}

counts()
{
	printf '%d passed, %d failed, %d skipped\n' "$(cat "$work"/tap/* | grep '^ok ' | grep -vcE "$skipped")" \
		"$(grep -c '^failed: ' "$work/failures")" "$(cat "$work"/tap/* | grep -cE "$skipped")"
}

# lanes: what disturbs another, or is disturbed, goes one at a time; the rest beside it
lanes()
{
	local check alone=()
	for check in "${checks[@]}"; do
		if grep -q '/lib\.sh"$' "$check" && [ "$(CHECK_PREPARE=1 bash "$here/$check")" = vm ]; then
			continue
		fi
		grep -qE '^(# )?beside others$' "$check" || alone+=("$check")
	done
	printf '%s\n' --- 'par:' '  - seq:' "${alone[@]/#/      - }" '  - par:' "      - '**'"
}

case ${1-} in
--stream)	stream "${@:2}"; exit ;;
--vm)		run_vm "$2"; exit ;;
--one)
	name=${2//\//_}
	# what one cannot do is no reason for prove to leave out the others
	run_one "$2" 2>"$work/err/$name" | tee "$work/tap/$name" | sed 's/^Bail out!/not ok - gave up:/'
	status=$?
	echo $status >"$work/status/$name"
	exit $status ;;
esac

checks=("$@")
[ "${1-}" != --help ] || { sed -n '3,/^$/s/^# \{0,1\}//p' "$0"; exit 0; }
for check; do
	[[ $check == @(unit|checks|fuzz)/* && -x $check ]] ||
		{ echo "run-checks.sh: ${check:-"''"}: no such check: see unit/, checks/ and fuzz/" >&2; exit 2; }
done
# what takes longest comes first, or it would be the last one to end
if [ $# -eq 0 ]; then
	mapfile -t checks < <(shopt -s nullglob; {
		grep -lE '^needs (clone .|vm|fentry)' checks/*.t /dev/null
		find checks -name '*.t' | sort
		find unit -name '*_test.c' | sed 's,.*/,unit/,; s/\.c$//' | sort	# not what is left of one that has gone
		[ "${LENGTH-}" != full ] || find fuzz -name '*.sh' | sort
	} | awk '!seen[$0]++')
fi
kernels=()
[ "${KERNELS-}" = all ] && KERNELS=$("$here/vm.sh" kernels | sed -n 's/^\([0-9.]*\) .*/\1/p' | sort -V | xargs)
read -ra kernels <<<"${KERNELS-}"
on_kernels=()
for check in "${checks[@]}"; do
	case $check in
	checks/*_readme.t) ;;	# typed once: that takes minutes
	unit/*_bpf_test|checks/tracing*|checks/xdp_*) on_kernels+=("$check") ;;
	esac
done

work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
mkdir "$work"/{tap,status,err}
printf '%s\n' "${on_kernels[@]}" >"$work/on_kernels"
all=("${checks[@]}")
if [ ${#kernels[@]} -gt 0 ]; then
	export on_other_kernels=" ${on_kernels[*]} "	# no need of one more machine
	for kernel in "${kernels[@]}"; do
		all+=("${on_kernels[@]/%/@$kernel}")
	done
	"$here/vm.sh" fetch "${kernels[@]}" >/dev/null || exit
fi
lanes >"$work/lanes"
[ ${#kernels[@]} -eq 0 ] || start_vms
HARNESS_RULESFILE=$work/lanes prove --exec "$here/run-checks.sh --one" --timer -j $(($(nproc) + 1)) "${all[@]}"
status=$?
table
failures
counts
exit $status
