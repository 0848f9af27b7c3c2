#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace_load_and_stats: what it counts, and what it refuses.
. "$(dirname "$0")/lib.sh"
setup veth-basic02
trace=$tracing01/trace_load_and_stats
ready="^ - BPF map"
abort() { run "$tracing01/xdp_loader" -d veth-basic02 -F -q --progsec xdp_abort; }

abort
start trace "$ready" "$trace" --interval 1
in_env ping -c 3 -i 0.1 -W 0.1 fc00:dead:cafe:1::1 >ping.out
await grep -Eq "^veth-basic02 \(([3-9])\)" trace.out
stop INT
is "SIGINT: exit status" 0 "$status"
out=$(cat trace.out)
like "says what it loaded" "^Success: Loaded BPF-object\(trace_prog_kern\.o\)$" "$out"
like "names its map" "^ - BPF map \(bpf_map_type:5\) id:[0-9]+ name:xdp_stats_map key_size:4 value_size:8 max_entries:" "$out"
like "counts the three aborted packets, and hardly more" "^veth-basic02 \([3-9]\)$" "$out"
is "nothing on stderr" "" "$(cat trace.err)"

"$testenv" setup --name other >/dev/null
in_env ip link add name inside0 index 77 type veth peer name inside1 index 78
in_env ip link set inside0 up
in_env ip link set inside1 up
in_env "$tracing01/xdp_loader" -d inside1 -q --progsec xdp_abort >other.out 2>&1
start trace "$ready" "$trace" --interval 1 --count 3
in_env ping -c 1 -W 0.1 -I inside0 ff02::1 >ping.out 2>&1
wait "$pid"
is "a count that is reached: exit status" 0 $?
like "an interface of another namespace is a number" "^if 78 \([0-9]+\)$" "$(cat trace.out)"
unlike "and never (null)" "null" "$(cat trace.out)"

kill_anywhere "$ready" "$trace" --interval 1
start trace "$ready" "$trace" --interval 1
stop KILL
ok "SIGKILL leaves no program in the kernel" await not loaded trace_xdp_exception
(cd / && "$trace" --count 1 --interval 1 >"$tmp/trace.out" 2>&1)
is "runs from any directory" 0 $?
if [ "$(uname -n)" != xdp-lab ]; then
	ok "built with AddressSanitizer" sanitized "$tracing01" trace_load_and_stats
	exits "the links are destroyed" 0 "$tmp/sanitized/${tracing01##*/}/trace_load_and_stats" --interval 1 --count 1
fi

# programs that do not fit: the lesson's, changed
change() # FILE EXPRESSION
{
	cp "$repo/headers/kernel_types.h" "$tracing01/trace_prog_kern.c" .
	sed -i "$2" "$1"
	clang --target=bpf -O2 -g -I. -I"$repo/headers" -I"/usr/include/$(gcc -print-multiarch)" \
		-c trace_prog_kern.c -o changed.o
}
change kernel_types.h 's/__s32 prog_id;/__u64 prog_id;/'
refuses "a context struct that differs" 1 '^xdp/xdp_exception: field "prog_id" is at offset 8 with 4 bytes' \
	"$trace" --filename ./changed.o
change kernel_types.h 's/__s32 prog_id;/__s32 program;/'
refuses "a field that is not there" 1 '^xdp/xdp_exception: .* no field "program"' "$trace" --filename ./changed.o
change trace_prog_kern.c 's/__type(key, __s32)/__type(key, __u64)/; s/__s32 key =/__u64 key =/'
refuses "a map with a longer key" 1 "^xdp_stats_map: the map's keys have 8 bytes and its values 8, not 4 and 8" \
	"$trace" --filename ./changed.o
is "and says no Success before" "" "$out"
change trace_prog_kern.c 's/SEC("tracepoint/SEC("?tracepoint/'
refuses "a program that libbpf does not load" 1 "^tracepoint/xdp/xdp_exception: not attached: " "$trace" --filename ./changed.o
is "and says no Success before" "" "$out"

umount /sys/kernel/tracing
exits "tracefs not mounted" 0 "$trace" --count 1 --interval 1
refuses "a missing object" 1 "/nonesuch.o: No such file" "$trace" --filename nonesuch.o
refuses "an interval of 0" 2 "^--interval: 0: not between" "$trace" --interval 0
refuses "a count of letters" 2 "^--count: many: not a number" "$trace" --count many
refuses "an unknown option" 2 "^--nonsense: unknown option" "$trace" --nonsense
refuses "not root" 1 "^/sys/kernel/tracing: Permission denied: run as root, or with CAP_DAC_READ_SEARCH$" as_nobody "$trace"
# shellcheck disable=SC2317 # exits calls it
capable()
(
	ulimit -l unlimited	# before Linux 5.11 maps are counted there
	as_nobody --inh-caps "$1" --ambient-caps "$1" "${@:2}"
)
# Debian's 5.10 has a level that CAP_SYS_ADMIN alone passes
[ "$(uname -n)" != xdp-lab ] || echo 2 >/proc/sys/kernel/perf_event_paranoid
exits "not root, but capable" 0 capable +bpf,+perfmon,+dac_read_search "$trace" --count 1 --interval 1

# xdp_stats shows what the program counted itself
exits "xdp_stats" 0 "$testenv" stats -n veth-basic02 --interval 1 --count 1
like "xdp_stats: aborted packets" "^XDP_ABORTED +([3-9]|[0-9]{2}) pkts" "$out"
refuses "xdp_stats, no program" 1 "^other: no XDP program" "$repo/testenv/lab/xdp_stats" -d other

# root, in a directory of somebody else's who knows the names of the objects
mkdir theirs
for object in "$repo"/tracing0[124]*/*_kern.o; do
	echo "no BPF object" >"theirs/${object##*/}"
done
exits "a program takes its own object" 0 env -C theirs "$trace" --count 1 --interval 1
exits "so does xdp_loader" 0 env -C theirs "$tracing01/xdp_loader" \
	-d veth-basic02 -F -q --progsec xdp_abort
exits "so does the monitor" 0 env -C theirs "$tracing02/trace_load_and_stats" --count 1 --interval 1
exits "so does xdp_redirect" 0 env -C theirs "$tracing02/xdp_redirect" -d other -F --cpu 0
exits "so does the sampler" 0 env -C theirs "$tracing04/xdp_sample_pkts_user" \
	-d other -F -q -a duration:1 --filename "$tmp/theirs.pcap"
exits "by its name alone, too" 0 env -C theirs "$trace" --filename trace_prog_kern.o --count 1 --interval 1
refuses "unless theirs is named" 1 "^./trace_prog_kern.o: not a BPF object" \
	env -C theirs "$trace" --filename ./trace_prog_kern.o
echo "no BPF object" >theirs/only.o
refuses "what only they have is not taken" 1 "tracing01-xdp-simple/only.o: No such file" env -C theirs "$trace" --filename only.o
done_testing
