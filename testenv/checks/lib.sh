#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a check is made of. A check sources this file, which puts it into network,
# mount and process namespaces of its own, says what it needs, makes claims, and
# ends with done_testing. Output is TAP; when the check ends or is killed, so do
# its processes, interfaces and mounts.
#
#   . "$(dirname "$0")/lib.sh"
#   needs root
#   setup veth-basic02
#   exits "an unknown option" 2 "$tracing01/xdp_loader" --nonsense
#   like "is named" "^--nonsense: " "$err"
#   done_testing

set -u
export LC_ALL=C.UTF-8
read -r machine </proc/sys/kernel/hostname	# no process: they are dear in an emulated machine
unset MAKEFLAGS MAKELEVEL	# a check is not a part of the make that runs it
repo=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
# shellcheck disable=SC2034 # for the checks
tracing01=$repo/tracing01-xdp-simple tracing02=$repo/tracing02-xdp-monitor \
	tracing03=$repo/tracing03-xdp-debug-print tracing04=$repo/tracing04-xdp-tcpdump \
	tracing06=$repo/tracing06-xdp-hook
testenv=$repo/testenv/testenv.sh
deadline=20			# seconds that anything awaited may take
pause=0.02			# seconds between two looks at it
# An emulated machine is slow, and half of a process's start there goes into reading a locale.
[ "$machine" != xdp-lab ] || { LC_ALL=C deadline=60; }
count=0 failures=0

# skip DESCRIPTION REASON: a claim that cannot be looked into here
skip()     { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }
skip_all() { echo "1..0 # SKIP $*"; exit 0; }

# fetch_kernels [KERNEL...]: for a VM; says on fd 1 why it cannot, and shows its progress if
# run-checks.sh has all that is needed fetched before it begins
fetch_kernels()
{
	local said
	if [ -n "${CHECK_PREPARE-}" ]; then
		"$repo/testenv/vm.sh" fetch "$@" >/dev/null
	else
		said=$("$repo/testenv/vm.sh" fetch "$@" 2>&1 >/dev/null) || { echo "${said##*$'\n'}"; return 1; }
	fi
}

# in_vm REASON [KERNEL]: this machine cannot run the check, for the reason: a VM can, or nobody
in_vm()
{
	local said
	[ "$machine" != xdp-lab ] || skip_all "$1"	# this is the VM
	[[ ${on_other_kernels-} != *" checks/$(basename "$0") "* ]] || skip_all "$1; runs on the other kernels"
	[ -z "${CHECK_PREPARE-}" ] || { fetch_kernels ${2:+"$2"}; echo "vm ${2-default}"; exit; }
	said=$(fetch_kernels ${2:+"$2"}) || skip_all "$1; $said"
	prepare || exit
	echo "# in a VM: $1"
	exec "$repo/testenv/vm.sh" ${2:+--kernel "$2"} --cpus "$(sed -nE 's/^needs ([0-9]+) processors$/\1/p' "$0" | grep . || echo 1)" -- env ${WORK:+"WORK=$WORK"} bash "$(realpath "$0")"
}

# also on KERNEL: on a line of its own in a check that run-checks.sh is to run on that kernel, too,
# if it runs on several
also() { :; }

# prepares COMMAND...: on a line of its own: what is better done here before the check runs in a VM
prepares() { :; }
prepare() { eval "$(sed -n 's/^prepares //p' "$0")"; }

# in_clone [LESSON]: the check goes on in a clean clone, of which that lesson's make alone has
# built something; and the probe, which the checks ask
in_clone()
{
	local clone status
	clone=$(mktemp -d)
	trap 'rm -rf "$clone"' EXIT
	trap 'exit 1' INT TERM HUP
	(cd "$repo" && { git ls-files -z --cached --others --exclude-standard 2>/dev/null ||
		find . -type f -not -path './.git/*' -print0; } | tar --null -T - --ignore-failed-read -cf - 2>/dev/null |
		tar -xf - -C "$clone")
	[ -z "${1-}" ] || make -s -C "$clone/$1" || exit
	make -s -C "$clone/testenv/doctor.d" || exit
	CHECK_CLONE=$clone bash "$clone/testenv/checks/$(basename "$0")"
	status=$?
	exit $status
}

# needs root | needs FEATURE (as testenv/doctor.d/probe names it) | needs kernel VERSION |
# needs module NAME | needs N processors | needs vm [KERNEL] | needs clone [LESSON]: on a line of its
# own. What is not here is looked for in a VM, and that from outside the check's namespaces, which
# have no network to fetch a kernel by.
needs()
{
	local said
	[ -z "${CHECK_IN_NAMESPACES-}" ] || return 0
	case $1 in
	root)	[ "$(id -u)" -eq 0 ] || in_vm "needs root" ;;
	kernel)	[ "$(printf '%s\n' "$2" "$(uname -r)" | sort -V | head -n 1)" = "$2" ] ||
			in_vm "needs Linux $2, this is $(uname -r)" 7 ;;
	module)	modinfo "$2" >/dev/null 2>&1 || [ -d "/sys/module/$2" ] ||
			in_vm "needs the kernel's module $2" ;;
	[0-9]*)	[ "$(nproc)" -ge "$1" ] || in_vm "needs $1 processors" ;;
	vm)	[ "$machine" != xdp-lab ] || skip_all "no virtual machine within one"
		# shellcheck disable=SC2086 # a list
		said=$(fetch_kernels ${2-${KERNELS-}}) || skip_all "$said" ;;
	clone)	[ -n "${CHECK_CLONE-}${CHECK_PREPARE-}" ] || in_clone "${2-}" ;;
	*)	said=$("$repo/testenv/doctor.d/probe" "$1") || in_vm "needs $1: ${said##*$'\t'}" ;;
	esac
}

# beside others: on a line of its own in a check that asks nothing of this kernel as a whole, and
# does nothing there that the others' tracepoints would count (it loads nothing, or what lets
# every packet pass). Two such may run at once, and beside one that is not such.
beside() { :; }

if [ "${CHECK_PREPARE-}" = build ]; then
	prepare
	exit
fi
if [ -z "${CHECK_IN_NAMESPACES-}" ]; then
	needs root
	eval "$(grep '^needs ' "$0")"
	[ -z "${CHECK_PREPARE-}" ] || exit 0
	CHECK_IN_NAMESPACES=1 exec unshare --net --mount --pid --fork --kill-child --mount-proc \
		bash "$0" "$@"
fi
export -n CHECK_IN_NAMESPACES	# a check that this one runs gets its own
mount -t tmpfs tmpfs /mnt
[ ! -d /run/xdp-lab ] || { mkdir /mnt/xdp-lab && mount --bind /run/xdp-lab /mnt/xdp-lab; }	# the VM's own commands
mount -n --move /mnt /run
mount -t sysfs sysfs /sys
mount -t bpf bpf /sys/fs/bpf
mount -t tracefs tracefs /sys/kernel/tracing
ip link set lo up
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM HUP
cd "$tmp" || exit 1

diag() { printf '%s\n' "$@" | sed 's/^/# /'; }

# claim DESCRIPTION COMMAND...: the command succeeds. Processes are dear in an emulated
# machine: a check's own words, here and below, start none.
claim()
{
	local description=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $description"
		return 0
	fi
	failures=$((failures + 1))
	echo "not ok $count - $description"
	return 1
}

# ok DESCRIPTION COMMAND...: the command succeeds; what it prints is shown if it does not
ok()
{
	claim "$1" quietly "${@:2}" && return
	diag "failed: ${*:2}" "$(cat "$tmp/quietly")"
	return 1
}

quietly() { ("$@") >"$tmp/quietly" 2>&1; }

# is DESCRIPTION EXPECTED SEEN: two texts are the same
is()
{
	claim "$1" test "$2" = "$3" && return
	diag "expected: $2" "seen:     $3"
	return 1
}

# like DESCRIPTION PATTERN SEEN: a line of the text matches the extended regular expression
like()
{
	claim "$1" matches "$2" "$3" && return
	diag "expected a line like: $2" "seen:" "$3"
	return 1
}

unlike()
{
	claim "$1" not matches "$2" "$3" && return
	diag "expected no line like: $2" "seen:" "$3"
	return 1
}

matches()
{
	local line
	while IFS='' read -r line; do
		[[ ! $line =~ $1 ]] || return 0
	done <<<"$2"
	return 1
}

not() { ! "$@"; }

# run COMMAND...: leaves $out, $err and $status
run()
{
	"$@" >"$tmp/run.out" 2>"$tmp/run.err" </dev/null
	status=$?
	content out "$tmp/run.out"
	content err "$tmp/run.err"
}

# content NAME FILE: sets that variable, without the newlines at the end, as $(cat FILE) would
content()
{
	local text=''
	IFS='' read -rd '' text <"$2"
	while [[ $text == *$'\n' ]]; do
		text=${text%$'\n'}
	done
	printf -v "$1" %s "$text"
}

# exits DESCRIPTION STATUS COMMAND...: runs it and looks at the exit status
# shellcheck disable=SC2154 # run sets out and err, by name
exits()
{
	local description=$1 expected=$2
	shift 2
	run "$@"
	claim "$description: exit status $expected" test "$status" -eq "$expected" ||
		diag "exit status $status from: $*" "$out" "$err"
}

# refuses DESCRIPTION STATUS PATTERN COMMAND...: ends with the status and one line "thing: reason"
refuses()
{
	local description=$1 expected=$2 pattern=$3
	shift 3
	[ "$(type -t "$1")" != file ] || set -- timeout --foreground 60 "$@"	# should it not refuse, but run
	exits "$description" "$expected" "$@"
	claim "$description: one line" one_line "$err"
	like "$description: says why" "$pattern" "$err"
}

one_line() { [[ -n $1 && $1 != *$'\n'* ]]; }

# as_nobody COMMAND...: without privileges, and wherever the repository may be
as_nobody()
{
	[ -d /run/repo ] || { mkdir /run/repo && mount --bind "$repo" /run/repo; }
	setpriv --reuid 65534 --regid 65534 --clear-groups "${@/#$repo//run/repo}"
}

# await COMMAND...: until it succeeds; fails at the deadline
await()
{
	local end=$((SECONDS + deadline))
	until "$@" >/dev/null 2>&1; do
		[ "$SECONDS" -lt "$end" ] || return 1
		read -rt "$pause" <><(:) || true	# no process to start, unlike sleep
	done
}

# start NAME READY COMMAND...: in the background, until a line of its output matches READY.
# Its output is in $tmp/NAME.out and $tmp/NAME.err, its process id in $pid ($! is await's).
start()
{
	local name=$1 ready=$2
	shift 2
	rm -f "$tmp/$name.out" "$tmp/$name.err"	# an earlier one's ready line must not count
	"$@" >"$tmp/$name.out" 2>"$tmp/$name.err" </dev/null &
	pid=$!
	await ready_or_gone "$ready" "$tmp/$name.out" "$tmp/$name.err" &&
		grep -Eq -e "$ready" "$tmp/$name.out" "$tmp/$name.err" && return
	echo "Bail out! $* did not get ready: $(cat "$tmp/$name.err")"
	exit 1
}

ready_or_gone()
{
	grep -Eq -e "$@" || ! kill -0 "$pid" 2>/dev/null
}

# stop [SIGNAL]: ends what start() began last; leaves $status
stop()
{
	kill "-${1:-INT}" "$pid"
	wait "$pid" 2>/dev/null
	status=$?
}

# woken COMMAND...: while it runs, how many times a second what start() began last goes to
# sleep, to be woken; in $rate
woken()
{
	local began=${EPOCHREALTIME/./} before
	before=$(slept)
	"$@" >"$tmp/woken.out"
	# shellcheck disable=SC2034 # for the checks
	rate=$((($(slept) - before) * 1000000 / (${EPOCHREALTIME/./} - began)))
}
slept() { sed -n 's/^voluntary_ctxt_switches:\t//p' "/proc/$pid/status"; }

# kill_anywhere READY COMMAND...: starts it and kills it, again and again: while it waits to say
# its first word, which nobody takes; when it has opened one file more each time; when it has
# said that it is READY (as for start)
kill_anywhere()
{
	local ready=$1 said=$tmp/killed.out most times=12 step fd before=0 after=0
	shift
	[ "$machine" != xdp-lab ] || times=6
	kill_when "$said" said_in "$said" "$ready" -- "$@"
	most=$opened
	mkfifo "$tmp/full"
	exec {fd}<>"$tmp/full"
	dd if=/dev/zero of="$tmp/full" bs=4096 oflag=nonblock 2>/dev/null	# ends when nothing more fits
	kill_when "$tmp/full" writes_to_pipe -- "$@"
	exec {fd}>&-
	rm "$tmp/full"
	step=$(((most - 3) / times + 1))
	for ((fd = 3; fd <= most; fd += step)); do
		# shellcheck disable=SC2016 # $pid is that of a process yet to be started
		kill_when "$said" eval 'test -e /proc/$pid/fd/'$fd -- "$@"
	done
	ok "killed $((before + after)) times, both before and after it was ready" test "$before" -gt 0 -a "$after" -gt 0
}

# kill_when OUTPUT CONDITION... -- COMMAND...: at the first moment that it holds, or when it is
# ready. Counts for kill_anywhere, and tells how many files were open.
kill_when()
{
	local output=$1 condition=() fd_open
	shift
	while [ "$1" != -- ]; do condition+=("$1"); shift; done
	shift
	: >"$said"
	"$@" >"$output" 2>&1 </dev/null &
	pid=$!
	pause=0.001 await holds_or_gone
	opened=3
	for fd_open in /proc/"$pid"/fd/*; do
		[ "${fd_open##*/}" = '*' ] || [ "${fd_open##*/}" -le "$opened" ] || opened=${fd_open##*/}
	done
	if ! kill -0 "$pid" 2>/dev/null; then
		echo "Bail out! $* ended by itself: $([ -p "$output" ] || cat "$output")"
		exit 1
	fi
	stop KILL
	if [ ! -p "$output" ] && said_in "$output" "$ready"; then after=$((after + 1)); else before=$((before + 1)); fi
}

holds_or_gone() { "${condition[@]}" || said_in "$said" "$ready" || ! kill -0 "$pid"; }
said_in() { local said; content said "$1" && matches "$2" "$said"; }
writes_to_pipe() { local where; read -r where <"/proc/$pid/wchan"; [[ $where == *pipe* ]]; }

# sanitized LESSON PROGRAM: builds it once more, with AddressSanitizer, which makes a leak an
# exit status; as $tmp/sanitized/LESSON/PROGRAM
sanitized()
{
	local lesson=$tmp/sanitized/${1##*/}
	mkdir -p "$lesson"
	ln -sfn "$repo/common" "$repo/headers" "$tmp/sanitized"
	cp -r "$1"/. "$lesson"
	touch "$lesson/$2.c"
	make -s -C "$lesson" CFLAGS="-g -fsanitize=address" "$2"
}

# setup NAME [OPTION...]: a veth environment, or no check
setup()
{
	local said
	environment=$1
	said=$("$testenv" setup --name "$@" 2>&1) && return
	echo "Bail out! testenv.sh setup: $said"
	exit 1
}

# inside NAME COMMAND...: in that environment's network namespace; in_env: in that of the last
# one that was set up. testenv.sh exec would do a dozen things more, which are seconds in sum.
inside() { nsenter "--net=/run/netns/$1" "${@:2}"; }
in_env() { inside "$environment" "$@"; }

# ports FILE: of each of its packets, the port it goes to
ports() { tcpdump -nqr "$1" 2>/dev/null | sed -nE 's/.* > [0-9a-f.:]+\.([0-9]+): .*/\1/p'; }

# fields FILE FIELD...: of each packet in the file, with tabs between; tshark takes seconds to
# start in an emulated machine, and as long for a thousand packets, if it takes them apart: where
# only what the file says about them is asked (frame.*), they are bytes to it
fields()
{
	local file=$1
	shift
	if [[ " $*" == *' '[!f]* ]]; then
		tshark -r "$file" -T fields "${@/#/-e}" 2>/dev/null
	else
		tshark -r "$file" --disable-protocol eth -T fields "${@/#/-e}" 2>/dev/null
	fi
}

# on_every_cpu COMMAND...: all of them at once, one pinned to each CPU; until they have ended
on_every_cpu()
{
	local cpu pids=()
	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		taskset -c "$cpu" "$@" >/dev/null &
		pids+=($!)
	done
	wait "${pids[@]}"
}

# xdp_on IFACE: is an XDP program attached?
xdp_on() { ip -d link show dev "$1" | grep -q 'prog/xdp'; }

# xdp_id DEV: the kernel's number of the program that is attached there: libxdp's dispatcher, if it has
# one, which alone can be run
xdp_id() { ip link show dev "$1" | sed -n 's,.*prog/xdp id \([0-9]*\).*,\1,p'; }

# prog_id NAME: the kernel's number of the youngest BPF program of that name, whole or cut
prog_id() { bpftool prog list | sed -nE "s/^([0-9]+): .* name (${1:0:15}|$1) .*/\1/p" | tail -n 1; }

# loaded NAME: does the kernel hold a BPF program of that name?
loaded() { [ -n "$(prog_id "$1")" ]; }

done_testing()
{
	echo "1..$count"
	exit $((failures > 0))
}
