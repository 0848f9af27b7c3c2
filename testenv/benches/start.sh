#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# From the start of a capture until somebody else has its first packet as a line, through a
# pipe; and how long after it came a lone packet is there, one every 50 ms.
. "$(dirname "$0")/figure.sh"
needs root

outer=fc00:dead:cafe:1::1 lone=20
rows=(xdpcap xdpdump xdp_sample_pkts_user "tcpdump -U" "tcpdump --immediate-mode -U" dumpcap "xdp-tools' xdpdump" "Cloudflare's xdpcap")

first()
{
	local began=${EPOCHREALTIME/./}
	# it reads on: who writes a packet that nobody takes may end and leave its program behind
	"${words[@]}" 2>"$tmp/first.err" > >(tcpdump -lnr - icmp6 2>/dev/null |
		{ read -r _ && echo "${EPOCHREALTIME/./}" && cat >/dev/null; } >"$tmp/first") &
	pid=$!
	await test -s "$tmp/first" -o ! -e "/proc/$pid"
	kill -INT $pid 2>/dev/null	# who writes where nobody reads has gone
	wait $pid
	[ -s "$tmp/first" ] || { left_out "$1" "$(grep . "$tmp/first.err" | tail -n 1)"; unset "there[$1]"; return; }
	result "$1" "first packet, ms" "$(awk "BEGIN { print ($(cat "$tmp/first") - $began) / 1000 }")"
	rm "$tmp/first"
}

# came N: so many lines have
# shellcheck disable=SC2317 # await calls it
came() { [ "$(wc -l <"$tmp/lone")" -ge "$1" ]; }
delays()
{
	"${words[@]}" 2>"$tmp/lone.err" > >(tcpdump -ttlnr - icmp6 2>/dev/null |
		while read -r time _; do echo "$EPOCHREALTIME $time"; done >"$tmp/lone") &
	pid=$!
	await grep -Eq 'listening on|sampling in|^File: ' "$tmp/lone.err"
	in_env ping -q -c 1 $outer >/dev/null
	await came 1	# or what is measured is how tcpdump starts
	before=$(wc -l <"$tmp/lone")
	in_env ping -q -i 0.05 -c $lone $outer >/dev/null
	deadline=1 await came $((before + lone))	# or at the end
	kill -INT $pid 2>/dev/null
	wait $pid
	deadline=1 await came $((before + lone))
	came $((before + 1)) || { left_out "$1, a lone packet" "$(grep . "$tmp/lone.err" | tail -n 1)"; return; }
	tail -n +$((before + 1)) "$tmp/lone" | awk '{ print ($1 - $2) * 1000 }' | sort -n >"$tmp/delays"
	cat "$tmp/delays" >>"$tmp/delays of $1"
	result "$1" "lone packet, ms" "$(sed -n "$((lone / 2))p" "$tmp/delays")"
	result "$1" "max" "$(tail -n 1 "$tmp/delays")"
}

begin start "Through a pipe, ms: start to first packet; a lone packet's delay: median and max of $lone, p99 of all"
look_for "${rows[@]}"
setup $iface
in_env ping -q -c 1 $outer >/dev/null	# neighbours know one another from here on
for ((round = 0; round < rounds; round++)); do
	for row in "${rows[@]}"; do
		[ -n "${there[$row]-}" ] || continue
		words_of "$row" 65000 -
		[ -n "$own" ] || load
		nsenter "--net=/run/netns/$environment" ping -q -i 0.002 $outer >/dev/null 2>&1 &	# in_env would outlive kill
		ping=$!
		first "$row"
		kill $ping
		wait $ping
		[ -z "${there[$row]-}" ] || delays "$row"
		unload
	done
done
for row in "${rows[@]}"; do
	[ ! -s "$tmp/delays of $row" ] ||
		result "$row" "p99" "$(sort -n "$tmp/delays of $row" | awk '{ ms[NR] = $1 } END { print ms[int(NR * 0.99 + 0.99)] }')"
done
