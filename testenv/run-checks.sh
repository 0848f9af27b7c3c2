#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests and checks on this kernel, and what depends on the kernel in a
# VM of each kernel that $KERNELS names ("5.10 6.1", or "all"). Ends with a table
# of checks and kernels, why what was skipped was skipped, and the counts.
#
#   run-checks.sh [CHECK...]         CHECK: unit/NAME_test or checks/NAME.t
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
	*.t)	bash "$here/$1" ;;
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

# on KERNEL: the checks for it. A README is typed once, on the newest: typing takes minutes.
on()
{
	if [ "$1" = "${kernels[-1]}" ]; then
		printf '%s\n' "${on_kernels[@]}"
	else
		printf '%s\n' "${on_kernels[@]}" | grep -v '_readme\.t$'
	fi
}

run_vm()
{
	local checks
	mapfile -t checks <"$work/on.$1"
	"$here/vm.sh" --kernel "$1" --timeout 1200 -- \
		"$here/run-checks.sh" --stream "${checks[@]}" \
		>"$work/$1.stream" 2>"$work/$1.err" </dev/null
	: >"$work/$1.ended"
}

# The VMs, which end with us: two at a time beside the checks of this kernel, which wait
# more than they work. What takes longest comes first: the newest has the READMEs, and
# the oldest is slow.
start_vms()
{
	set -m		# a process group
	xargs -P 2 -I '{}' "$here/run-checks.sh" --vm '{}' >/dev/null \
		< <(printf '%s\n' "${kernels[-1]}" "${kernels[@]:0:${#kernels[@]}-1}") &
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

# What one check came to, from its TAP: ok, FAIL or skip
verdict()
{
	if [ ! -e "$1" ]; then echo -
	elif grep -q '^not ok\|^Bail out' "$1" || ! grep -q '^1\.\.' "$1"; then echo FAIL
	elif grep -q '^1\.\.0 # SKIP' "$1"; then echo skip
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
			printf '%-8s' "$(verdict "$work/tap/${check//\//_}$kernel")"
		done
		echo
	done
	echo
	grep -HE "$skipped" "$work"/tap/* |
		sed -E 's,^.*/(unit|checks)_([^:]*):(1\.\.0|ok [0-9]+ -),skipped: \2:,; s,: # SKIP,:,; s, # SKIP,:,'
}

counts()
{
	printf '%d passed, %d failed, %d skipped\n' "$(cat "$work"/tap/* | grep '^ok ' | grep -vcE "$skipped")" \
		"$(cat "$work"/tap/* | grep -c '^not ok \|^Bail out')" \
		"$(cat "$work"/tap/* | grep -cE "$skipped")"
}

case ${1-} in
--stream)	stream "${@:2}"; exit ;;
--vm)		run_vm "$2"; exit ;;
--one)		run_one "$2" | tee "$work/tap/${2//\//_}"; exit ;;
esac

checks=("$@")
[ $# -gt 0 ] || checks=(unit/*_test checks/*.t)
kernels=()
[ "${KERNELS-}" = all ] && KERNELS=$("$here/vm.sh" kernels | sed -n 's/^\([0-9.]*\) .*/\1/p' | sort -V | xargs)
read -ra kernels <<<"${KERNELS-}"
on_kernels=()
for check in "${checks[@]}"; do
	case $check in
	unit/*_bpf_test|checks/tracing*|checks/xdp_*) on_kernels+=("$check") ;;
	esac
done

work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
mkdir "$work/tap"
for kernel in "${kernels[@]}"; do
	on "$kernel" >"$work/on.$kernel"
done
[ ${#kernels[@]} -eq 0 ] || start_vms
[ ${#kernels[@]} -eq 0 ] || export on_other_kernels=" ${on_kernels[*]} "	# no need of one more machine
all=("${checks[@]}")
for kernel in "${kernels[@]}"; do
	mapfile -t -O ${#all[@]} all < <(sed "s/\$/@$kernel/" "$work/on.$kernel")
done
prove --exec "$here/run-checks.sh --one" --timer "${all[@]}"
status=$?
table
counts
exit $status
