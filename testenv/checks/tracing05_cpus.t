#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05: xdpdump where packets come on all processors at once.
. "$(dirname "$0")/lib.sh"
needs fentry
needs 2 processors
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
programs=$repo/tracing05-xdp-fentry/xdp_prog_kern.o
head -c 64 /dev/zero | tr '\0' E >packet

# numbers: what the summary says, captured and dropped
numbers() { sed -n 's/^\([0-9]*\) packets \(captured\|dropped by perf ring\)$/\1/p' dump.err | xargs; }

exits "the target" 0 "$tracing01/xdp_loader" -d lo -S -q --filename "$programs" --progname xdp_rewrite_and_tag

# every CPU at once; tshark takes long for 10,000 in an emulated machine
many=10000
[ "$machine" != xdp-lab ] || many=2000
start dump "^listening" "$xdpdump" -i lo --rx-capture entry,exit -w cpus.pcapng
each=$((many / $(nproc)))
all=$((each * $(nproc)))
on_every_cpu bpftool prog run id "$(xdp_id lo)" data_in packet repeat $each
stop INT
is "twice as many records" "$((2 * all)) 0" "$(numbers)"
if [ "$machine" = xdp-lab ]; then
	skip "in strict time order" "an emulated processor may be held up for longer than the ring waits"
else
	like "in strict time order" "^Strict time order: +True" "$(capinfos cpus.pcapng)"
fi
is "each exit has its entry's id" "$all ids, twice each" \
	"$(fields cpus.pcapng frame.packet_id | sort -n | uniq -c | awk '$1 == 2 && $2 == NR { n++ } END { print n " ids, twice each" }')"
done_testing
