#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests and checks on this kernel, with LENGTH=full also those of fuzz/,
# and what depends on the kernel in a VM of each kernel that $KERNELS names ("5.10 6.1",
# or "all"; with $XDP_LAB_ARCH ("arm64") those of that architecture, and nothing on this one).
# First fetches the kernels that they need. Ends with a table of checks and
# kernels, why what was skipped was skipped, which took longest, what failed, in words,
# and the counts.
#
#   run-checks.sh [--beyond] [CHECK...]   CHECK: unit/NAME_test, checks/NAME.t, fuzz/NAME.sh
#
# --beyond: after a run without $KERNELS and $LENGTH; leaves out what would be the same
# again, on this kernel or on that of the VM in which this one's checks run.
#
# It calls itself back: --one CHECK from prove, which sets the counts; --vm KERNEL
# for a VM; --stream CHECK... in the VM, each check's output between marks.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here" || exit 1
export CMOCKA_MESSAGE_OUTPUT=TAP
vm=("$here/vm.sh" ${XDP_LAB_ARCH:+--arch "$XDP_LAB_ARCH"})

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
		SECONDS=0
		run_one "$check" 2>&1
		echo "@@ end $check $? $SECONDS"
	done
}

# run_vm KERNEL/LIST: the checks of that list
run_vm()
{
	local checks processors=${1##*/}
	mapfile -t checks <"$work/vms/$1"
	# the search for leaks takes seconds of an emulated processor; this one makes it in each test
	[ -z "${XDP_LAB_ARCH-}" ] || export ASAN_OPTIONS=detect_leaks=0
	COURSE_PROVE=.kernels "${vm[@]}" --kernel "${1%/*}" --cpus "${processors%[ab]}" --timeout 2700 -- \
		"$here/run-checks.sh" --stream "${checks[@]}" \
		>"$work/vms/$1.stream" 2>"$work/vms/$1.err" </dev/null
	: >"$work/vms/$1.ended"
}

# processors CHECK: that it says it needs, in a line "needs N processors" or as a reason
processors()
{
	local file=$1
	[[ $file != unit/* ]] || file=$(echo unit/*/"${file#unit/}.c")
	sed -nE 's/.*\bneeds ([0-9]+) processors.*/\1/p' "$file" | sort -n | tail -n 1 | grep . || echo 1
}

# lists KERNEL: the checks from stdin, of one processor in two parts, so that no machine is left
# over at the end; those that need more in a machine of their own, for emulated ones slow each
# other down. A list is called by its processors and its part: 1a, 1b, 2a.
lists()
{
	local check
	mkdir "$work/vms/$1"
	while read -r check; do
		echo "$(processors "$check") $check"
	done | awk -v lists="$work/vms/$1/" '{ print $2 >(lists $1 ($1 == 1 && n++ % 2 ? "b" : "a")) }'
}

# The VMs, which end with us: two at a time beside the checks of this kernel, which wait
# more than they work. What takes longest comes first: the oldest is slow.
start_vms()
{
	local lists
	mapfile -t lists < <(cd "$work/vms" && find . -name '*[ab]' -printf '%P\n' | sort -V)
	set -m		# a process group
	xargs -P 2 -I '{}' "$here/run-checks.sh" --vm '{}' >/dev/null \
		< <(printf '%s\n' "${lists[@]}") &
	export vms=$!
	set +m
	trap 'kill -- "-$vms" 2>/dev/null; tidy' EXIT
}

# shellcheck disable=SC2317 # trap calls it
tidy() { rm -rf "$work" ../tracing*/work/.prove.*; }

# section KERNEL CHECK: what the VM of that kernel says of it, once it has
section()
{
	local list check=$2 status
	list=$(grep -lxF "$check" "$work/vms/$1"/*[ab])
	until read -r status took < <(sed -n "s,^@@ end $check ,,p" "$list.stream" 2>/dev/null); do
		if [ -e "$list.ended" ]; then
			printf 'not ok 1 - the VM ended before it\n1..1\n'
			sed 's/^/# /' "$list.err"
			return 1
		fi
		read -rt 0.5 <><(:)
	done
	sed -n "\,^@@ begin $check\$,,\,^@@ end $check ,{/^@@ /d; p}" "$list.stream"
	echo "$took" >"$work/took/${check//\//_}@$1"
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
		compgen -G "$work/tap/${check//\//_}*" >/dev/null || continue
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

# slowest: of all checks, in seconds, by the clock of where they ran
slowest()
{
	echo "slowest: $(cd "$work/took" && grep -H . -- * | sort -t: -k2,2nr | head -n 10 |
		sed -E 's/^(unit|checks|fuzz)_([^:]*):(.*)/\2 \3 s,/' | xargs | sed 's/,$//')"
}

# machines CHECK...: which this machine's kernel refuses, and the kernel of the VM in which they run.
# What they need for it is fetched.
machines()
{
	local check default
	# before another is fetched, which may become the default
	default=$("$here/vm.sh" kernels 2>/dev/null | sed -n 's/^default: \([0-9.]*\).*/\1/p')
	for check; do
		! grep -q '/lib\.sh"$' "$check" ||
			KERNELS='' CHECK_PREPARE=1 bash "$here/$check" | sed -n "s,^vm,$check,p" | sed "s/ default$/ $default/"
	done
}

# another CHECK: is it another one where $KERNELS or $LENGTH are set?
another()
{
	case $1 in
	fuzz/*)	;;
	unit/*)	grep -qw LENGTH "$1" ;;
	*)	grep -qE '\$\{?(KERNELS|LENGTH)\b' "$1" ;;
	esac
}

# lanes CHECK...: what disturbs another, or is disturbed, goes one at a time; the rest beside it
lanes()
{
	local check alone=()
	for check; do
		grep -qE '^(# )?beside others$' "$check" || grep -q "^$check " "$work/machines" || alone+=("$check")
	done
	printf '%s\n' --- 'par:' '  - seq:' "${alone[@]/#/      - }" '  - par:' "      - '**'"
}

case ${1-} in
--stream)	stream "${@:2}"; exit ;;
--vm)		run_vm "$2"; exit ;;
--one)
	name=${2//\//_} SECONDS=0
	# what one cannot do is no reason for prove to leave out the others
	run_one "$2" 2>"$work/err/$name" | tee "$work/tap/$name" | sed 's/^Bail out!/not ok - gave up:/'
	status=$?
	echo $status >"$work/status/$name"
	[ -e "$work/took/$name" ] || echo $SECONDS >"$work/took/$name"
	exit $status ;;
--help)		sed -n '3,/^$/s/^# \{0,1\}//p' "$0"; exit ;;
--beyond)	beyond=1; shift ;;
*)		beyond='' ;;
esac

checks=("$@")
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

# depends CHECK: on the kernel
depends()
{
	case $1 in
	checks/*_readme.t) false ;;	# typed once: that takes minutes
	unit/*_bpf_test|checks/tracing*|checks/xdp_*) ;;
	*) false ;;
	esac
}

# on_kernel KERNEL: what runs there: what depends on the kernel, and what has the line "also on KERNEL"
on_kernel()
{
	local check
	for check in "${checks[@]}"; do
		depends "$check" || grep -qsxF "also on $1" "$check" || continue
		[ -z "$beyond" ] || ! grep -qxF "$check $1" "$work/machines" || continue
		echo "$check"
	done
}

# fetch KERNEL...: all at once
fetch()
{
	local each pids=() failed=0
	for each; do
		"${vm[@]}" fetch "$each" >/dev/null &
		pids+=($!)
	done
	for each in "${pids[@]}"; do
		wait "$each" || failed=$?
	done
	return $failed
}

# prepare: what the VMs would take long to compile is compiled here, if they have this processor
prepare()
{
	[ -z "${XDP_LAB_ARCH-}" ] || return 0
	find "$work/vms" -type f -exec cat {} + | sort -u | xargs -r grep -ls '^prepares ' |
		COURSE_PROVE=.kernels CHECK_PREPARE=build xargs -r -P "$(nproc)" -n 1 bash
}

work=$(mktemp -d)
export work
trap tidy EXIT
mkdir "$work"/{tap,status,err,took,vms}
kernels=()
[ -z "${XDP_LAB_ARCH-}" ] || KERNELS=${KERNELS:-all}
[ "${KERNELS-}" = all ] && KERNELS=$("${vm[@]}" kernels | sed -n 's/^\([0-9][^ ]*\) .*/\1/p' | sort -V | xargs)
read -ra kernels <<<"${KERNELS-}"
all=() on_other_kernels=' '
for check in "${checks[@]}"; do
	if [ -z "${XDP_LAB_ARCH-}" ] && { [ -z "$beyond" ] || another "$check"; }; then all+=("$check"); fi
	if [ ${#kernels[@]} -gt 0 ] && depends "$check"; then on_other_kernels+="$check "; fi
done
: >"$work/machines"
[ -n "${XDP_LAB_ARCH-}" ] || machines "${checks[@]}" >"$work/machines"
export on_other_kernels		# no need of one more machine
lanes "${all[@]}" >"$work/lanes"
if [ ${#kernels[@]} -gt 0 ]; then
	for kernel in "${kernels[@]}"; do
		on_kernel "$kernel" | lists "$kernel"
		mapfile -t -O ${#all[@]} all < <(on_kernel "$kernel" | sed "s/\$/@$kernel/")
	done
	fetch "${kernels[@]}" || exit
	prepare
	start_vms
fi
HARNESS_RULESFILE=$work/lanes prove --exec "$here/run-checks.sh --one" --timer -j $(($(nproc) + 1)) "${all[@]}"
status=$?
table
slowest
failures
counts
exit $status
