#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# trace_load_and_stats of tracing02: for each XDP event a scenario with so many of it, and
# what the table and the JSON say; the redirect lab; what is not in the kernel, and what is refused.
. "$(dirname "$0")/lib.sh"
setup left
setup right
setup big
monitor=$tracing02/trace_load_and_stats
redirect=$tracing02/xdp_redirect
ready="^watching [0-9]+ XDP tracepoint"
left=fc00:dead:cafe:1::1 inner=fc00:dead:cafe:2::2
pings() { inside left ping -q -c "$1" -i 0.03 -W 0.1 "${@:2}" >ping.out 2>&1; }
lab_program() { "$testenv" load -n left -F -q --filename "$tracing02/xdp_prog_kern.o" --progname "$1" >load.out 2>&1; }

# Each row of the JSON's last round as "event<TAB>member=value<TAB>...", so that perl starts once.
flatten()
{
	perl -MJSON::PP -ne '$last = $_; END { for my $e (@{decode_json($last)->{events}}) {
		for my $row (@{$e->{rows}}) {
			print join("\t", $e->{event}, map { "$_=" . ($row->{$_} // "") } keys %$row), "\t\n" } } }' json.out
}

# json FIELD EVENT [MEMBER=VALUE]...: its sum over the rows for which all that is so
json()
{
	awk -v field="$1" -v event="$2" -v wanted="${*:3}" '
		BEGIN { n = split(wanted, member, " ") }
		$0 !~ "^(" event ")\t" { next }
		{ for (i = 1; i <= n; i++) { split(member[i], part, "="); if ($0 !~ "\t" part[1] "=(" part[2] ")\t") next } }
		match($0, "\t" field "=[0-9]+\t") { sum += substr($0, RSTART + length(field) + 2) }
		END { print sum + 0 }' rows.out
}

# table FIELD TITLE PATTERN: the same of the table's rows
table()
{
	awk -v field="$1" -v title="$2" -v pattern="$3" '
		$1 ~ "^(" title ")$" && $2 ~ /^total/ && $0 ~ pattern { gsub(",", ""); sum += field == "packets" ? $3 : $4 }
		END { print sum + 0 }' table.out
}

# counted N FIELD DESCRIPTION | JSON: EVENT [MEMBER=VALUE] | table: TITLE PATTERN
counted()
{
	local event
	IFS=' ' read -ra event <<<"$4"
	is "$3: the JSON says $1 $2" "$1" "$(json "$2" "${event[@]}")"
	is "$3: the table says $1 $2" "$1" "$(table "$2" "$5" "$6")"
}

# the redirect lab, with TCP through it
exits "redirect" 0 "$testenv" redirect left right
like "redirect: says which way" "^left: redirected to right in native mode$" "$out"
inside right timeout 60 nc -6dl 5001 >received 2>nc.out &
receiver=$!
start dump "listening on veth0" "$testenv" tcpdump --name right --inner -vvc 60 tcp
dump=$pid
size=100
[ -z "${XDP_LAB_VM-}" ] || size=10	# an emulated machine is slow
head -c ${size}M /dev/urandom >sent
await inside right grep -q ':1389 ' /proc/net/tcp6
inside left timeout 60 nc -N "$inner" 5001 <sent >nc.out 2>&1
wait $receiver
ok "$size MB of TCP come through unchanged" cmp sent received
wait "$dump"
like "with right checksums" "cksum 0x[0-9a-f]+ \(correct\)" "$(cat dump.out)"
unlike "and no wrong one" "incorrect" "$(cat dump.out)"
rm sent received

# every scenario, while two watch: the numbers differ, so that each row tells which one it is
start table "$ready" "$monitor" --stats --interval 86400
watcher=$pid
start json "$ready" "$monitor" --json --interval 86400
pings 11 $inner
ip link set dev right mtu 1300
pings 9 -s 1400 $inner
ip link set dev right down
pings 8 $inner
ip link set dev right up
await grep -q up /sys/class/net/right/operstate
"$testenv" unload -n right --inner >load.out
pings 2 $inner
cpu=$(($(nproc) - 1))
run "$redirect" -d left --cpu $cpu -F
pings 13 $left
run "$redirect" -d left --cpu $cpu --cpu-drop -F
pings 10 $left
lab_program xdp_abort
pings 3 $left
lab_program xdp_no_such_action
pings 5 $left
lab_program xdp_redirect_nowhere
pings 6 $left
lab_program xdp_tx
pings 4 $left
"$testenv" unload -n left --inner >load.out
pings 7 $left
mtu=$((2 * $(getconf PAGESIZE) + 808))	# more than a page holds: 9000 where one has 4 KiB
ip link set dev big mtu $mtu
inside big ip link set dev veth0 mtu $mtu
for _ in 1 2; do
	refuses "an MTU that no page holds" 1 "^big: not attached: veth: Peer MTU is too large to set XDP" \
		"$tracing04/xdp_sample_pkts_user" -d big -N --filename big.pcap
done
stop INT
is "SIGINT: exit status" 0 "$status"
kill -INT $watcher
wait $watcher
flatten >rows.out

counted 11 packets "devmap, to the right" "xdp_devmap_xmit interface=left to_interface=right errno=0" devmap-xmit "left->right .*[0-9]$"
counted 11 packets "devmap, to the left" "xdp_devmap_xmit interface=right to_interface=left errno=0" devmap-xmit "right->left .*[0-9]$"
counted 11 packets "redirect from the right" "xdp_redirect interface=right" XDP_REDIRECT "right Success$"
counted 9 drops "longer than the MTU" "xdp_redirect_err interface=left error=EMSGSIZE" XDP_REDIRECT "left EMSGSIZE: longer than"
counted 8 drops "target down" "xdp_redirect_err interface=left error=ENETDOWN" XDP_REDIRECT "left ENETDOWN: .* is down"
counted 2 drops "no program on the peer" "xdp_redirect_err|xdp_devmap_xmit interface=left error=ENXIO|EOPNOTSUPP" \
	"XDP_REDIRECT|devmap-xmit" "left.*(ENXIO|EOPNOTSUPP): .*XDP program on .* peer"
counted $((34 + $(json drops xdp_devmap_xmit error=ENXIO))) packets "redirect from the left" "xdp_redirect interface=left" XDP_REDIRECT "left Success$"
counted 6 drops "no such interface" "xdp_redirect_err interface=left error=EINVAL" XDP_REDIRECT "left EINVAL: no such interface"
counted 23 packets "cpumap, enqueued" "xdp_cpumap_enqueue to_cpu=$cpu" cpumap-enqueue "total:$cpu "
counted 0 drops "cpumap, queue full" xdp_cpumap_enqueue cpumap-enqueue total
counted 23 packets "cpumap, taken out" xdp_cpumap_kthread cpumap-kthread total
is "cpumap: ten dropped by its program" 10 "$(json drop xdp_cpumap_kthread)"
like "cpumap: and the table says so" "^cpumap-kthread +total .* drop 10 " "$(cat table.out)"
counted 3 drops "XDP_ABORTED" "xdp_exception interface=left action_name=XDP_ABORTED" Exception "left XDP_ABORTED$"
counted 5 drops "an unknown return code" "xdp_exception interface=left action=99" Exception "left unknown return code 99$"
counted 4 packets "XDP_TX" "xdp_bulk_tx interface=left errno=0" bulk-tx "left bulk-average"
counted 7 drops "XDP_TX, no program on the peer" "xdp_bulk_tx interface=left error=ENXIO" bulk-tx "ENXIO: no XDP program on the veth peer"
events=$(ls /sys/kernel/tracing/events/xdp)
if grep -q link_attach_failed <<<"$events"; then
	counted 2 drops "a refused attach" "bpf_xdp_link_attach_failed message=veth:.Peer.MTU.*" link-attach "veth: Peer MTU is too large to set XDP$"
fi
like "per CPU" "^XDP_REDIRECT +[0-9]+ +[1-9][0-9]* +0  left Success$" "$(cat table.out)"

# what the kernel has, and what it has not
perl -MJSON::PP -ne 'for my $e (@{decode_json($_)->{events}}) {
	print join(" ", $e->{event}, $e->{available} ? "yes" : "no",
		map { keys %$_, map { keys %$_ } @{$_->{cpus}} } @{$e->{rows}}), "\n" }' json.out >events.out
is "available: those that tracefs has" "$(grep -v '^mem_\|^enable$\|^filter$' <<<"$events" | sort)" \
	"$(sed -n 's/ yes.*//p' events.out | sort)"
is "and n/a in the table: the others" "$(sed -n 's/ no$//p' events.out)" "$(sed -n 's/.* n\/a  this kernel has no //p' table.out)"
is "the members of a row are those of the README" "" "$(cut -d' ' -f 3- events.out | tr ' ' '\n' | grep . | sort -u |
	while read -r member; do grep -q "^|.*=$member=" "$tracing02/README.org" || echo "$member"; done)"
# the same programs for tracepoints of other names, which are as long
sed 's,tp_btf/xdp_bulk_tx,tp_btf/xdp_bulk_no,g' "$tracing02/trace_prog_kern.o" >gone.o
sed 's,tp_btf/xdp_,tp_btf/nop_,g; s,tp_btf/bpf_xdp_,tp_btf/bpf_nop_,g' "$tracing02/trace_prog_kern.o" >none.o
exits "a tracepoint that is gone" 0 "$monitor" --filename ./gone.o --interval 1 --count 1
like "is n/a" "^bulk-tx +total +n/a +n/a  this kernel has no xdp_bulk_tx$" "$out"
like "and the rest is there" "^Exception +total +0 +0 " "$out"
refuses "an object for something else" 1 "^xdp_prog_kern: no program for a typed tracepoint" \
	"$monitor" --filename "$tracing02/xdp_prog_kern.o"
gone=$(sed -n 's/ no$//p' events.out | head -n 1)
[ -z "$gone" ] || refuses "only one that is not there" 1 "^trace_prog_kern: this kernel has none of the tracepoints" "$monitor" -e "$gone"
refuses "no tracepoint at all" 1 "^none: this kernel has none of the tracepoints" "$monitor" --filename ./none.o
mount -t tmpfs tmpfs /sys/kernel/btf
refuses "no BTF" 1 "^/sys/kernel/btf/vmlinux: the kernel has no BTF" "$monitor"
umount /sys/kernel/btf

# rounds, rates, selection, terminals
lab_program xdp_abort
exits "a count that is reached" 0 "$monitor" --json --interval 1 --count 2
is "so many rounds" 2 "$(wc -l <<<"$out")"
start rounds "$ready" "$monitor" --json --interval 1 -e xdp:xdp_exception,xdp_redirect
pings 20 $left
await grep -q . rounds.out
pings 20 $left
stop INT
is "only the events that were chosen" "xdp_redirect xdp_exception" "$(head -n 1 rounds.out | grep -o '"event": "[a-z_]*"' | cut -d'"' -f 4 | xargs)"
is "the rates of all rounds add up to 40" 40 "$(perl -MJSON::PP -ne '$d = decode_json($_);
	$sum += $_->{drop_pps} * $d->{interval} for map { @{$_->{rows}} } @{$d->{events}}; END { printf "%.0f", $sum }' rounds.out)"
for locale in C C.UTF-8; do
	start live "$ready" env LC_ALL=$locale "$monitor" --live --interval 86400 -e xdp_exception
	pings 5 $left
	stop INT
	highest=$([ $locale = C ] && echo '#' || echo █)
	is "--live, $locale: how it went, the highest last" "Exception total $highest left XDP_ABORTED" \
		"$(awk '$2 == "total" { print $1, $2, $5, $6, $7 }' live.out)"
	unlike "--live, $locale: no escape codes where there is no terminal" $'\033' "$(cat live.out)"
done
script -qec "$monitor --interval 1 --count 2 -e xdp_exception" /dev/null </dev/null >terminal.out 2>&1
is "on a terminal, the second table is in place of the first" 1 "$(grep -c $'\033\[[0-9]*A\033\[J' terminal.out)"
script -qec "stty cols 80; $monitor --filename ./gone.o --interval 1 --count 2 -e xdp_bulk_tx,xdp_exception" /dev/null </dev/null 2>&1 |
	tr -d '\r' | sed 's/\x1b\[?7[lh]//g' >narrow.out
like "where a line has no room for a reason, it goes on in the next" "^ +xdp_bulk_tx$" "$(cat narrow.out)"
is "so that none is cut" "" "$(awk 'length > 80' narrow.out)"
is "and the next table is over all of its lines" "$(sed '1d; /\x1b/,$d' narrow.out | wc -l)" "$(sed -n 's/^\x1b\[\([0-9]*\)A.*/\1/p' narrow.out)"
if [ "$(uname -n)" != xdp-lab ]; then
	ok "built with AddressSanitizer" sanitized "$tracing02" trace_load_and_stats
	exits "the links are destroyed" 0 "$tmp/sanitized/${tracing02##*/}/trace_load_and_stats" --interval 1 --count 1
fi
start killed "$ready" "$monitor"
stop KILL
ok "SIGKILL leaves no program in the kernel" await not loaded trace_exception

refuses "an unknown event" 2 "^xdp_nonesuch: no such event; there are xdp_redirect " "$monitor" -e xdp_exception,xdp_nonesuch
refuses "an event without a name" 2 "^--event: xdp_exception,: an event without a name; there are xdp_redirect " "$monitor" -e xdp_exception,
refuses "--stats with --json" 2 "^--stats: " "$monitor" --stats --json
refuses "an interval of 0" 2 "^--interval: 0: not between" "$monitor" --interval 0
refuses "not root" 1 "run as root" as_nobody "$monitor"
run "$redirect" --help
unlike "xdp_redirect --help: no default that is none" "4294967295" "$out"
refuses "xdp_redirect, nowhere" 2 "^--redirect-dev, --cpu: one of the two" "$redirect" -d left
refuses "xdp_redirect, no MAC" 2 "^--redirect-dev: goes with --dest-mac" "$redirect" -d left -r right
refuses "xdp_redirect, a bad MAC" 2 "^--dest-mac: 02:00: not a MAC address" "$redirect" -d left -r right -R 02:00
refuses "xdp_redirect, an unknown interface" 1 "^nonesuch: no such interface" "$redirect" -d left -r nonesuch -R 02:00:00:00:00:01
refuses "xdp_redirect, 9,000 bytes of MTU" 1 "^big: .*Peer MTU is too large to set XDP" "$redirect" -d big -N --cpu 0
refuses "redirect, one environment" 2 "^testenv.sh: redirect: needs ENV1 and ENV2" "$testenv" redirect left
refuses "redirect, an unknown one" 1 "^testenv.sh: nonesuch: no such environment" "$testenv" redirect left nonesuch
lab_program xdp_tx
refuses "xdp_redirect, an unknown CPU" 1 "^--cpu: 4095: no such CPU$" "$redirect" -d left --cpu 4095 -F
ok "what is there stays" xdp_on left
done_testing
