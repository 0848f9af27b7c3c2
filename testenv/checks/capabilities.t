#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# README's table: each program runs with exactly these capabilities, and says which one it lacks.
# shellcheck disable=SC2317 # needed() runs them
. "$(dirname "$0")/lib.sh"
needs fentry
setup veth-basic02
paranoid=/proc/sys/kernel/perf_event_paranoid	# Debian has 3: perf events for CAP_SYS_ADMIN alone
before=$(cat $paranoid)
trap 'echo "$before" >$paranoid; rm -rf "$tmp"' EXIT
[ "$before" -le 2 ] || echo 2 >$paranoid
tracing05=$repo/tracing05-xdp-fentry
chmod 755 "$tmp" && mkdir -m 777 "$tmp/nobody"
mkdir /run/repo && mount --bind "$repo" /run/repo

memory=
[[ $(uname -r) != 5.10* ]] || memory=SYS_RESOURCE	# there maps count as locked memory

# with CAPABILITIES COMMAND...: as nobody with these alone
with()
{
	local all=-all capability
	for capability in $1 $memory; do
		all+=,+${capability,,}
	done
	setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps "$all" --ambient-caps "$all" \
		env -C "$tmp/nobody" "${@:2}"
}

on() { run "$tracing01/xdp_loader" -d veth-basic02 -F -q --single "$@"; }
off() { run "$tracing01/xdp_loader" -d veth-basic02 -U -q --all; }
hook()
{
	on --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf/xdpcap
	chown -R nobody /sys/fs/bpf/xdpcap
}

# in_readme NAME FILE: the capabilities of that row
in_readme() { sed -nE "s/^\| =$1=[^|]*\| ([^|]*[^| ]) *\|\$/\1/p" "$2" | tr -d = | sed 's/CAP_//g'; }

# needed ROW CAPABILITIES PREPARE COMMAND...: with all of them, and without each
needed()
{
	local row=$1 capabilities=$2 prepare=$3 missing
	shift 3
	for readme in README.org README.zh.org; do
		is "$readme: what $row takes" "$capabilities" "$(in_readme "$row" "$repo/$readme")"
	done
	$prepare
	exits "$row with $capabilities" 0 with "$capabilities" "${@/#$repo//run/repo}"
	for missing in $capabilities; do
		$prepare
		run with "${capabilities//$missing/}" "${@/#$repo//run/repo}"
		claim "$row without $missing fails" test "$status" -ne 0 || diag "$out" "$err"
		like "$row without $missing says so" "CAP_$missing" "$(tail -n 1 <<<"$err")"
	done
}

capture="-a duration:1 -w $tmp/nobody/capture.pcap"
needed "trace_load_and_stats" "BPF PERFMON DAC_READ_SEARCH" off "$tracing01/trace_load_and_stats" --count 1 --interval 1
needed "xdp_loader" "BPF PERFMON NET_ADMIN" off "$tracing01/xdp_loader" -d veth-basic02 --single --progsec xdp_pass
needed "xdp_loader --unload" "NET_ADMIN" "on --progsec xdp_pass" "$tracing01/xdp_loader" -d veth-basic02 -U
needed "trace_load_and_stats --json" "BPF PERFMON" off "$tracing02/trace_load_and_stats" --json --count 1 --interval 1
needed "trace_read" "DAC_READ_SEARCH" off timeout -s INT --preserve-status 2 "$tracing03/trace_read"
needed "xdp_sample_pkts_user" "BPF PERFMON NET_ADMIN" off "$tracing04/xdp_sample_pkts_user" -d veth-basic02 -q -a duration:1
# shellcheck disable=SC2086 # words
{
needed "xdpdump -i IFACE" "NET_RAW" off "$tracing05/xdpdump" -i veth-basic02 $capture
needed "xdpdump --load-xdp-program" "BPF PERFMON NET_ADMIN" off "$tracing05/xdpdump" -i veth-basic02 --load-xdp-program $capture
needed "xdpdump" "SYS_ADMIN" "on --progsec xdp_pass" "$tracing05/xdpdump" -i veth-basic02 $capture
}
# of a program in a dispatcher, too; before Linux 5.13 libxdp's pins alone tell, which are root's
off
run "$tracing01/xdp_loader" -d veth-basic02 -q --progsec xdp_pass
# shellcheck disable=SC2086 # words
run with SYS_ADMIN /run/repo/tracing05-xdp-fentry/xdpdump -i veth-basic02 $capture
if [ "$status" -eq 0 ]; then
	like "a dispatcher's program is found" "listening on .* func xdp_pass," "$err"
else
	like "who may not see it is told so" "what runs in the dispatcher cannot be seen: .*CAP_DAC_OVERRIDE" "$err"
	ok "in one line" one_line "$err"
fi
needed "xdpcap" "BPF PERFMON NET_ADMIN" hook "$tracing06/xdpcap" -a duration:1 /sys/fs/bpf/xdpcap/xdpcap_hook capture.pcap

[ "$before" -le 2 ] || {
	echo "$before" >$paranoid
	run with "BPF PERFMON NET_ADMIN" /run/repo/tracing04-xdp-tcpdump/xdp_sample_pkts_user -d veth-basic02
	like "what Debian's paranoia takes is told" "CAP_SYS_ADMIN" "$err"
}
done_testing
