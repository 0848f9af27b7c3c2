#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a capture at a hook costs a packet, above that hook where nobody captures.
. "$(dirname "$0")/figure.sh"
needs tailcall

programs=()
# at ROW SIZE-OF-HOOK COMMAND...: a hook of its own, where that command captures; MAP stands for it
at()
{
	local row=$1 object=$2 word words=()
	shift 2
	hook "$((${#programs[@]} + 1))" "$object"
	for word; do words+=("${word/#MAP/$hook}"); done
	if [ $# -gt 0 ] && ! reader "${words[@]}"; then
		left_out "$row" "$said"
	else
		programs+=("$row=$id")
	fi
}

# all OBJECT: in turns, so that all have the same machine
all()
{
	local ours=$tracing06/xdpcap theirs
	programs=()
	at "nobody captures" "$1"
	at "rejected" "$1" "$ours" MAP /dev/null "tcp and port 80"
	at "captured" "$1" "$ours" MAP /dev/null
	at "captured, udp" "$1" "$ours" MAP /dev/null udp
	at "captured, -s 96" "$1" "$ours" -s 96 MAP /dev/null
	if theirs=$(cloudflares); then
		at "Cloudflare's xdpcap" "$1" "$theirs" MAP /dev/null
		at "Cloudflare's xdpcap, batched" "$1" "$theirs" -buffer 4194304 -watermark 1048576 MAP /dev/null
	else
		left_out "Cloudflare's xdpcap" "not on the PATH"
	fi
}

begin hook "A hook: ns that it costs a packet, and above that what a capture adds" "captured" "nobody captures"
all xdp_hook_kern.o
for ((round = 0; round < rounds; round++)); do
	turns 64,128,512,1500 "${programs[@]}"
done
end_readers
if ! said=$("$repo/testenv/doctor.d/probe" frags); then
	left_out "9000 B" "${said##*$'\t'}"
	exit
fi
begin hook9000 "The same in fragments" "captured" "nobody captures"
all xdp_frags_kern.o
for ((round = 0; round < rounds; round++)); do
	turns --turns 10 --repeat 500 9000 "${programs[@]}"
done
end_readers
