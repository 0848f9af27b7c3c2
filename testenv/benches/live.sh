#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets of 1,500 bytes at full blast, as live frames: they go by the program on an interface
# and on to the host, which has no use for them. What a capture adds to each; how many of them
# it loses; the reader's processor time and memory. It reads on a CPU of its own.
. "$(dirname "$0")/figure.sh"
needs root

# used: ns of processor time that the reader has taken; settled: and since the last look hardly any
used() { awk '{ ns += $1 } END { print ns }' /proc/"$pid"/task/*/schedstat; }
settled() { local before=$now; now=$(used) && [ $((now - before)) -lt 100000 ]; }
captured() { tr '\r' '\n' <"$1" | sed -nE 's/^(.*, )?([0-9]+) (packet samples stored|packets captured|captured).*/\2/p; s/^Packets captured: //p' | tail -n 1; }

# blast TURNS PACKETS: so many each turn. What each takes is in $ns, and in $bare what one takes
# that comes in elsewhere, by the same program, where nobody captures; in turns
blast()
{
	read -r bare ns < <(costs -n "$1" -p 2 -r "$2" 1500 "bare=$idle@lo" "it=$(xdp_id $iface)@$iface" | cut -f 3 | xargs)
}

# measure ROW SNAPLEN FILE PACKETS: one round of it; FILE may be "pipe"
measure()
{
	local before count now=0
	words_of "$1" "$2" "${3/#pipe/-}"
	# shellcheck disable=SC2016 # that shell expands it
	[ "$3" != pipe ] || words=(bash -c 'exec "$0" "$@" > >(exec cat >/dev/null)' "${words[@]}")
	[ -n "$own" ] || load
	if reader "${words[@]}"; then
		before=$(used)
		blast 1 "$4"
		await settled
		result "$1" "added ns" $((ns - bare))
		result "$1" "MB" "$(awk '/^VmHWM/ { print $2 / 1024 }' /proc/"$pid"/status)"
		end_readers
		count=$(captured "$tmp/reader.0")
		[ "${count:=0}" -le "$4" ] || count=$4	# the host has some of its own
		result "$1" "lost %" "$(awk "BEGIN { print 100 * ($4 - $count) / $4 }")"
		[ "$count" -eq 0 ] || result "$1" "CPU us" "$(awk "BEGIN { print ($now - $before) / $count / 1000 }")"
	else
		left_out "$1" "$said"
		unset "there[$1]"
	fi
	unload
	[ ! -f "$3" ] || rm -f "$3"
}

# floor FILE PACKETS: what it takes to write as many bytes, without any packets
floor()
{
	local TIMEFORMAT='%U %S' seconds
	read -ra seconds < <({ time taskset -c "$other" dd if=/dev/zero of="$1" bs=256k count=$(($2 * 1548 / 262144)) 2>/dev/null; } 2>&1)
	result "dd, as many bytes" "CPU us" "$(awk "BEGIN { print (${seconds[0]} + ${seconds[1]}) * 1e6 / $2 }")"
	rm "$1"
}

# compare FIGURE WHERE SNAPLEN FILE PACKETS: all of them, one after the other
compare()
{
	local row
	begin "$1" "Live frames of 1,500 bytes, -s $3, to $2: added to each; memory; lost; the reader's time" tcpdump
	for row in "${rows[@]}"; do
		[ -z "${there[$row]-}" ] || measure "$row" "$3" "$4" "$5"
	done
	[[ $3 -lt 1500 || $4 != *.pcapng ]] || floor "$4" "$5"
}

# cost ROW SNAPLEN: in bursts, after which the reader has time
cost()
{
	words_of "$1" "$2" /dev/null
	[ -n "$own" ] || load
	if reader "${words[@]}"; then
		blast 20 10000
		result "$1" "-s $2" $((ns - bare))
		result bare "-s $2" "$bare"
		end_readers
	fi
	unload
}

begin live-cost "Live frames of 1,500 bytes, in bursts: ns that each takes, and what a capture adds" tcpdump bare
said=$("$repo/testenv/doctor.d/probe" frags) || { left_out all "needs Linux 5.18"; exit; }
rows=(xdpcap xdpdump xdp_sample_pkts_user tcpdump "tcpdump -B 32768" dumpcap
	"xdp-tools' xdpdump --perf-wakeup 1000" "Cloudflare's xdpcap")
look_for "${rows[@]}"
setup $iface
hook idle
idle=$id
for ((round = 0; round < rounds; round++)); do
	figure=live-cost
	for row in "${rows[@]}"; do
		[ -z "${there[$row]-}" ] || { cost "$row" 96; cost "$row" 65000; }
	done
	compare live-null-96 /dev/null 96 /dev/null 300000
	compare live-null-all /dev/null 65000 /dev/null 200000
	compare live-tmpfs-all "a file in memory" 65000 /run/packets.pcapng 100000
	compare live-disk-96 "a file on disk" 96 "$tmp/packets.pcapng" 300000
	compare live-disk-all "a file on disk" 65000 "$tmp/packets.pcapng" 100000
	compare live-pipe-96 "a pipe" 96 pipe 200000
done
