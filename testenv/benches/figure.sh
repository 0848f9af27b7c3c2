#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a figure's script is made of, beside what a check is. It takes the number of rounds,
# measures in each all that it compares, in turns, and prints with tabs between what
# benches/report makes a table of:
#
#   FIGURE @ TITLE ROW BASE	what it shows; the ROW that others are compared with, or nothing;
#				the row of which the others are given less it, or nothing
#   FIGURE ROW COLUMN VALUE	of one round
#   FIGURE ROW - WHY	it cannot be measured here
# shellcheck disable=SC2034,SC2206 # much of it is for those who source it; names are words
[[ ${1-7} =~ ^[1-9][0-9]{0,2}$ && $# -le 1 ]] ||
	{ echo "$(basename "$0"): ${*: -1}: expects a number of rounds, and nothing else" >&2; exit 2; }
. "$(dirname "${BASH_SOURCE[0]}")/../checks/lib.sh"
rounds=${1-7}
tracing05=$repo/tracing05-xdp-fentry iface=veth-bench
benches=$repo/testenv/benches
cpu=0 other=$(($(nproc) > 1))	# where packets come, and where they are read

begin() { figure=$1 base=${4-}; printf '%s\t@\t%s\t%s\t%s\n' "$figure" "$2" "${3-}" "$base"; }
result() { printf '%s\t%s\t%s\t%s\n' "$figure" "$@"; }
left_out() { printf '%s\t%s\t-\t%s\n' "$figure" "$@"; }

# above: records of what bench_run prints; the base, which comes first, is taken from the others
above()
{
	awk -F '\t' -v OFS='\t' -v figure="$figure" -v base="$base" '
		$1 == figure { print; next }
		$1 == base { costs[$2] = $3; print figure, $1, $2 " B", $3; next }
		{ print figure, $1, $2 " B", $3 - costs[$2] }'
}

# costs OPTION... SIZES NAME=ID...: as bench_run; turns: the same as records
costs() { taskset -c $cpu "$benches/bench_run" "$@"; }
turns() { costs "$@" | above; }

# reader COMMAND...: starts it in the background, beside the packets; its process id is in
# $readers, too. Fails with the last thing that it said in $said.
readers=()
reader()
{
	local log=$tmp/reader.${#readers[@]}
	rm -f "$log"	# an earlier one's ready line must not count
	taskset -c "$other" "$@" >"$log" 2>&1 </dev/null &
	pid=$!
	readers+=("$pid")
	await ready_or_gone 'listening on|sampling in|^File: |loaded$' "$log"
	kill -0 "$pid" 2>/dev/null && return
	said=$(grep . "$log" | tail -n 1)
	unset 'readers[-1]'
	return 1
}

end_readers()
{
	[ ${#readers[@]} -eq 0 ] || kill -INT "${readers[@]}"
	wait "${readers[@]}" 2>/dev/null
	readers=()
}

# hook NAME [FILE]: a hook that is nowhere attached, of its own; its program's number is in $id
hook()
{
	local pins=/sys/fs/bpf/bench/$1
	mkdir -p "$pins"
	bpftool prog load "$tracing06/${2-xdp_hook_kern.o}" "$pins/program" type xdp pinmaps "$pins" 2>"$tmp/bpftool"
	id=$(bpftool prog show pinned "$pins/program" | sed -n 's/^\([0-9]*\): .*/\1/p')
	hook=$pins/xdpcap_hook
}

# Cloudflare's, where it is installed
cloudflares() { command -v xdpcap; }

# A program with a hook on the interface; or, of a capture, one of its own.
pins=/sys/fs/bpf/live
load() { "$tracing01/xdp_loader" -d $iface -q --single --filename "$tracing06/xdp_hook_kern.o" --pin-path $pins; }
unload() { "$tracing01/xdp_loader" -d $iface -q -U --all; rm -rf $pins; }

# words_of ROW SNAPLEN FILE: in $words; a program of its own on the interface: $own
words_of()
{
	own=''
	case $1 in
	xdpcap)			words=("$tracing06/xdpcap" -q -s "$2" $pins/xdpcap_hook "$3") ;;
	xdpdump)		own=1 words=("$tracing05/xdpdump" --load-xdp-program -i $iface -s "$2" -w "$3") ;;
	xdp_sample_pkts_user)	own=1 words=("$tracing04/xdp_sample_pkts_user" -d $iface -q -s "$2" --filename "$3") ;;
	# as user tcpdump it would give away the file, which may be /dev/null
	tcpdump*)		read -ra words <<<"$1" && words+=(-Z root -n -i $iface -s "$2" -w "$3") ;;
	dumpcap)		words=(dumpcap -q -i $iface -s "$2" -w "$3") ;;
	"xdp-tools' xdpdump"*)	own=1 && read -ra words <<<"${1#* }" && words+=(--load-xdp-program -i $iface -s "$2" -w "$3") ;;
	"Cloudflare's xdpcap")	words=("$(cloudflares)" -buffer 4194304 -watermark 1048576 $pins/xdpcap_hook "$3") ;;
	esac
}

# look_for ROW...: which of their commands are there
declare -A there
look_for()
{
	local row
	for row; do
		words_of "$row" 96 -
		if type -P "${words[0]:-none}" >/dev/null; then there[$row]=1; else left_out "$row" "not on the PATH"; fi
	done
}
