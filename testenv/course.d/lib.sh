#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What an assignment's check is made of, beside all that checks/lib.sh has. A check
# sources this file and makes claims about the learner's files, which stand in $work.
# After a claim that failed, `hint WHEN` names the section of task.org that fits.
#
#   . "$(dirname "$0")/../../../testenv/course.d/lib.sh"
#   builds xdp_prog_kern.o
#   run_frames -p xdp_drop_port xdp_prog_kern.o drop_port=53 "$(udp6 53)" "$(udp6 80)"
#   is "UDP to the port is dropped, other UDP passes" "DROP PASS" "$verdicts" || hint byte-order
#   done_testing
# shellcheck disable=SC2034 # variables for the checks

work=${WORK:?the directory of the files to check; make check sets it}

make_work() { if [ -n "${CAGE-}" ]; then bash "$CAGE" build "$work" "$@"; else make -s -C "$work" "$@"; fi; }

# compile TARGET...: in $work, unless that has been done; $work/.make has make's words and status
compile()
{
	local file
	for file in "$work"/*.[ch] "$work"/Makefile; do
		if [ "$file" -nt "$work/.make" ]; then
			make_work "$@" >"$work/.make" 2>&1
			echo $? >>"$work/.make"
			return
		fi
	done
}

# In a virtual machine that takes long: what the check builds is built here before it goes there.
if [ -n "${COMPILE_ONLY-}" ] || grep -q '^needs ' "$0"; then
	read -ra targets < <(sed -n 's/^builds //p' "$0")
	compile "${targets[@]}"
fi
[ -z "${COMPILE_ONLY-}" ] || exit 0

. "${BASH_SOURCE[0]%/*}/../checks/lib.sh"
. "$repo/testenv/course.d/hints.sh"
. "$repo/testenv/course.d/frames.sh"

# What a learner wrote runs in testenv/grade's cage, if that is who asks, as a user who may write
# into $tmp, with the capabilities for BPF. A check whose programs look up others by their number
# says so in a line "# cage: +sys_admin".
if [ -n "${CAGE-}" ]; then
	CAGE_MORE=$(sed -n 's/^# cage: //p' "$0")
	export CAGE_MORE
	chmod 1777 "$tmp"
fi

# give_up DESCRIPTION TEXT [WHEN]: nothing further can be told
give_up()
{
	echo "not ok $((++count)) - $1"
	diag "$2"
	[ -z "${3-}" ] || hint "$3"
	echo "1..$count"
	exit 1
}

# builds TARGET...: make them in $work
builds()
{
	compile "$@"
	mv "$work/.make" "$tmp/make.out"
	[ "$(tail -n 1 "$tmp/make.out")" = 0 ] ||
		give_up "it compiles" "$(grep -m 3 'error:\|\*\*\*' "$tmp/make.out" || tail -n 4 "$tmp/make.out")" compile
	claim "it compiles" true
}

# run_frames OPTION|OBJECT|KNOB=NUMBER|FRAME...: the arguments of prog_run, OBJECT in $work.
# Leaves $verdicts ("DROP PASS"), $sizes and $frames, in the order of the frames, and $elements,
# the lines of -m. What the verifier refused is looked up among its words.
# With -P DIR OBJECT nothing is run yet: OBJECT's programs and maps are pinned in DIR, and
# run_frames DIR/PROGRAM FRAME... runs one of them, as often as there is something to see.
run_frames()
{
	local word words=() cage=()
	for word; do
		[[ $word != *.o ]] || { word=$work/$word; cage=(${CAGE:+bash "$CAGE" run}); }
		words+=("$word")
	done
	run "${cage[@]}" "$repo/testenv/course.d/prog_run" "${words[@]}"
	[ "$status" -eq 0 ] || give_up "the kernel takes it" "$err" "$(verifier_hint "$err")"
	verdicts='' sizes='' frames=() elements=''
	while read -r word words; do
		case $word in
		XDP_*|unknown)	verdicts+="${word#XDP_} " sizes+="${words% *} " frames+=("${words#* }") ;;
		*)		elements+="$word $words"$'\n' ;;
		esac
	done <<<"$out"
	verdicts=${verdicts% } sizes=${sizes% } elements=${elements%$'\n'}
}

# launch NAME READY COMMAND...: as start, of a program in $work; if it does not get ready, its
# words tell the hint. What runs away does not fill the disk.
launch()
{
	rm -f "$tmp/$1.out" "$tmp/$1.err"
	(ulimit -f 10240; exec "${@:3}") >"$tmp/$1.out" 2>"$tmp/$1.err" </dev/null &
	pid=$!
	await ready_or_gone "$2" "$tmp/$1.out" "$tmp/$1.err" && grep -Eq -e "$2" "$tmp/$1.out" "$tmp/$1.err" && return
	give_up "${3##*/} gets ready" "it should say: $2"$'\n'"it said: $(cat "$tmp/$1.err")" "$(message_hint "$(<"$tmp/$1.err")")"
}

# ends PID [WHEN]: what was launched ends at Ctrl-C; if it does not, nothing further can be told
ends()
{
	kill -INT "$1" 2>/dev/null
	deadline=$((deadline / 5)) await not kill -0 "$1" || {
		kill -KILL "$1"
		give_up "Ctrl-C ends it" "it still runs $((deadline / 5)) s later" "${2-}"
	}
	wait "$1" 2>/dev/null
}

# next_round NAME: until what launch NAME began prints again, or has had the time to
next_round()
{
	local size
	size=$(stat -c %s "$tmp/$1.out")
	deadline=$((deadline / 10 + 1)) await longer_than "$size" "$tmp/$1.out"
}
longer_than() { [ "$(stat -c %s "$2")" -gt "$1" ]; }

# udp_to PORT [TIMES]: so many packets from inside the environment that was set up last
udp_to()
{
	# shellcheck disable=SC2016 # the inner shell's
	in_env bash -c 'for ((n = 0; n < $2; n++)); do echo >/dev/udp/fc00:dead:cafe:1::1/$1; done' - "$1" "${2-1}" 2>/dev/null
}

# xdpcap_while ACTIONS PIN FILE COMMAND...: captures at that hook meanwhile; $captured: how many packets
xdpcap_while()
{
	start "$3" "^listening on" "$tracing06/xdpcap" -q ${1:+-actions "$1"} "$2" "$3"
	local capture=$pid
	"${@:4}"
	pid=$capture stop
	captured=$(sed -n 's/ packets received.*//p' "$3.err")
}

# frames_on_lo FRAME...: through the program that was attached there, all on one CPU; no other
# packet comes to lo
frames_on_lo()
{
	bpftool prog pin id "$(xdp_id lo)" /sys/fs/bpf/on_lo
	taskset -pc 0 $$ >/dev/null
	run_frames /sys/fs/bpf/on_lo "$@"
	rm /sys/fs/bpf/on_lo
}

# sample_frames FILE [OPTION...] -- FRAME...: what the xdp_sample_pkts_user in $work stores of these
sample_frames()
{
	local options=("--filename")
	while [ "$1" != -- ]; do options+=("$1"); shift; done
	launch samples "sampling in" "$work/xdp_sample_pkts_user" -d lo -q "${options[@]}"
	frames_on_lo "${@:2}"
	ends "$pid"
}

# put PROGRAM SLOT HOOK: what is pinned there into a slot, by its number; else the hint "slot"
put()
{
	run bpftool map update pinned "$3" key "$2" 0 0 0 value pinned "$1"
	[ "$status" -eq 0 ] || give_up "${1##*/} fits into slot $2" "$err" slot
}

# map_sum PIN: of its values, each a number, over all CPUs
map_sum()
{
	local value sum=0
	while read -r value; do
		sum=$((sum + value))
	done < <(bpftool -j map dump pinned "$1" | grep -o '"value":[0-9]*[^]["0-9]' | grep -o '[0-9]*')
	echo "$sum"
}

# by_port NAME: puts course.d's program on that environment: UDP to port 100 + N gets verdict N.
# By itself: where there is a dispatcher, tracepoints name that.
by_port()
{
	"$tracing01/xdp_loader" -d "$environment" -F --single -q --filename "$repo/testenv/course.d/by_port_kern.o" \
		--progname "$1" >"$tmp/by_port.out" 2>&1 || give_up "the check's own program is loaded" "$(cat "$tmp/by_port.out")"
}

# lab WORD...: testenv.sh, which must succeed
lab() { "$testenv" "$@" >"$tmp/lab.out" 2>&1 || give_up "testenv.sh $1" "$(cat "$tmp/lab.out")"; }

# redirect_to IFACE: what comes out of that environment and is not multicast is redirected there
redirect_to()
{
	"$tracing02/xdp_redirect" --dev "$environment" --redirect-dev "$1" --dest-mac 02:00:00:00:00:01 \
		--force >"$tmp/redirect_to.out" 2>&1 || give_up "the check's own redirect" "$(cat "$tmp/redirect_to.out")"
}

# on_lo OBJECT PROGRAM: that XDP program by itself on lo; its pin, for run_frames, is $target
on_lo()
{
	"$tracing01/xdp_loader" -d lo -S --single -q --filename "$1" --progname "$2" >"$tmp/on_lo.out" 2>&1 ||
		give_up "the check's own program is loaded" "$(cat "$tmp/on_lo.out")"
	target=/sys/fs/bpf/$2
	bpftool prog pin id "$(prog_id "$2")" "$target"
}

# watch_trace: from now on; printed: what bpf_printk() has printed since, the texts alone. In a
# trace buffer of their own, so that no other reader takes the lines. Kernel 5.9 and newer.
watch_trace()
{
	instance=$(mktemp -d /sys/kernel/tracing/instances/"check.${CAGE_UID-0}.XXXXXX")
	trap 'rmdir "$instance"; rm -rf "$tmp"' EXIT
	echo 256 >"$instance/buffer_size_kb"
	echo 1 >"$instance/events/bpf_trace/bpf_trace_printk/enable"
}
printed() { sed -n 's/.*bpf_trace_printk: //p' "$instance/trace"; }

# own_trace: the same, and what is launched from now on takes that buffer for the machine's
own_trace()
{
	watch_trace
	mount --bind "$instance" /sys/kernel/tracing
	own_instance=$instance instance=/sys/kernel/tracing
	trap 'kill -KILL "${pid-}" 2>/dev/null; wait; umount -l /sys/kernel/tracing; rmdir "$own_instance"; rm -rf "$tmp"' EXIT
}

# until_read: until who reads that buffer has taken out all that is in it
until_read()
{
	local mark="mark $RANDOM"
	echo "$mark" >/sys/kernel/tracing/trace_marker
	deadline=$((deadline / 5)) await not grep -qF "$mark" /sys/kernel/tracing/trace
}

# bytes DIGITS: what hexadecimal digits stand for
bytes() { local at; for ((at = 0; at < ${#1}; at += 2)); do printf %b "\\x${1:at:2}"; done; }

# cost_of OBJECT PROGRAM FRAME: $work's OBJECT; leaves $ns that a packet takes, the least of three
# averages, and the verdict as a number in $returned
cost_of()
{
	local said
	mkdir -p /sys/fs/bpf/cost
	bytes "$3" >"$tmp/cost.frame"
	said=$(bpftool prog loadall "$work/$1" /sys/fs/bpf/cost 2>&1) || give_up "the kernel takes $1" "$said" "$(verifier_hint "$said")"
	said=$(for _ in 1 2 3; do bpftool prog run pinned "/sys/fs/bpf/cost/$2" data_in "$tmp/cost.frame" repeat 20000; done)
	rm -r /sys/fs/bpf/cost
	ns=$(sed -n 's/.* \([0-9]*\)ns$/\1/p' <<<"$said" | sort -n | head -n 1)
	returned=$(sed -n 's/^Return value: \([0-9]*\),.*/\1/p' <<<"$said" | sort -u | xargs)
}
