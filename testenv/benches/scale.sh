#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How the cost of a packet grows with the CPUs that they come by, with the length of a filter;
# and what the reader does with each packet, where so many CPUs play.
. "$(dirname "$0")/figure.sh"
needs tailcall

# ports N: a filter of so many, none of which any packet here has
ports() { seq -f 'port %g' -s ' or ' 1000 $((1000 + $1 - 1)); }

# together CPUS NAME ID: by all of them at once, in the mean
together()
{
	local n pids=()
	for ((n = 0; n < $1; n++)); do
		taskset -c $n "$benches/bench_run" --turns 10 1500,64 "$2=$3" >"$tmp/cpu.$n" &
		pids+=($!)
	done
	wait "${pids[@]}"
	cat "$tmp"/cpu.* | awk -F '\t' -v OFS='\t' -v figure="$figure" -v cpus="$1" '
		{ ns[$2] += $3; name = $1 } END { for (size in ns) print figure, name ", " size " B", "CPUs: " cpus, ns[size] / cpus }'
	rm "$tmp"/cpu.*
}

begin scale-cpus "A hook, packets on several CPUs at once: ns of each"
hook idle && idle=$id
hook taken && taken=$id
reader "$tracing06/xdpcap" "$hook" /dev/null || left_out captured "$said"
for ((round = 0; round < rounds; round++)); do
	for ((cpus = 1; cpus <= $(nproc); cpus++)); do
		together $cpus "nobody captures" "$idle"
		together $cpus "captured" "$taken"
	done
done
end_readers

begin scale-filters "A hook, a filter of N ports that rejects: ns that it adds" "" "nobody captures"
programs=("nobody captures=$idle")
for terms in 1 4 16 64 256; do
	hook "terms$terms"
	if reader "$tracing06/xdpcap" "$hook" /dev/null "$(ports $terms)"; then
		programs+=("$terms ports=$id")
	else
		left_out "$terms ports" "$said"
	fi
done
for ((round = 0; round < rounds; round++)); do
	turns --turns 10 64 "${programs[@]}"
done
end_readers

begin scale-reader "The reader, packets of so many CPUs in turn, 96 bytes of each: ns of each packet"
for ((round = 0; round < rounds; round++)); do
	for cpus in 1 2 8 64 256; do
		result "order and write" "CPUs: $cpus" "$(taskset -c "$other" "$benches/bench_read" --cpus $cpus)"
	done
done
