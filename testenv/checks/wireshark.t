#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# XDP in Wireshark, by tshark: what the extcap interface lists and asks, a live capture at a hook,
# filters that are checked, how it ends and what it says of losses and missing privileges; and the
# post-dissector's fields. wireshark_live.t has entry and exit live.
. "$(dirname "$0")/lib.sh"
beside others
tracing05=$repo/tracing05-xdp-fentry
extcap=$tracing05/wireshark/xdp-extcap
lua=$tracing05/wireshark/xdp.lua
pin=/sys/fs/bpf/xdpcap/xdpcap_hook
command -v tshark >/dev/null || skip_all "no tshark here"
where=$(tshark -G folders 2>/dev/null | sed -n 's/^Extcap path:[[:space:]]*//p')
[ -d "$where" ] || mkdir -p "$where"
mkdir extcap
ln -s "$extcap" extcap/xdp
mount --bind extcap "$where"	# root's tshark takes no other

setup veth-basic02
exits "a program with a hook" 0 "$tracing01/xdp_loader" -d veth-basic02 --single --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf/xdpcap
id=$(prog_id xdp_hook_prog)
ping_on() { in_env ping -q -i 0.05 -w "$deadline" fc00:dead:cafe:1::1 >ping.out & pings=$!; }

run tshark -D
for what in entry exit entry+exit; do
	like "tshark -D: $what" "^[0-9]+[.] xdp-(entry|exit|both)-veth-basic02 \(XDP: veth-basic02 \(${what/+/[+]}\)\)$" "$out"
done
like "tshark -D: the hook" "^[0-9]+[.] xdp-hook-$pin \(XDP hook: xdp_hook_prog\)$" "$out"
unlike "tshark -D: no interface without a program" "XDP: lo" "$out"
for what in entry exit entry+exit; do
	like "tshark -D: any, $what" "^[0-9]+[.] xdp-(entry|exit|both)-any \(XDP: any \(${what/+/[+]}\)\)$" "$out"
done
run "$extcap" --extcap-interfaces
ok "Help leads to a file" test -r "$(sed -n 's,^extcap .*{help=file://\(.*\)}$,\1,p' <<<"$out")"
run tshark -i xdp-both-veth-basic02 -L
like "the link type" "^ +EN10MB \(Ethernet\)$" "$out"$'\n'"$err"

# the dialog
run "$extcap" --extcap-interface xdp-both-veth-basic02 --extcap-config
like "options: the program" "^value .arg=1..value=xdp_hook_prog@$id..display=xdp_hook_prog \(id $id\)..default=false.$" "$out"
like "options: how much of each" "^arg .number=0..call=--snaplen..type=unsigned.*range=1,65000..default=65000" "$out"
like "options: where the filter looks" "^value .arg=2..value=both" "$out"
is "each choice has one default" "1 1" "$(for arg in 1 2; do grep -c "^value {arg=$arg}.*{default=true}$" <<<"$out"; done | xargs)"
run "$extcap" --extcap-interface xdp-both-any --extcap-config
is "of any, the program that every packet comes to, or all" "true false" "$(sed -nE 's/^value .arg=1..value=(all)?..*default=(.*).$/\2/p' <<<"$out" | xargs)"
run "$extcap" --extcap-interface xdp-exit-veth-basic02 --extcap-config
unlike "at the exit alone no filter looks at the entry" "value=entry" "$out"
run "$extcap" --extcap-interface "xdp-hook-$pin" --extcap-config
is "a hook has actions" "aborted drop pass tx redirect" "$(sed -n 's/^value {arg=1}{value=\([a-z]*\)}.*/\1/p' <<<"$out" | xargs)"

# filters: what is said is what is wrong
exits "a filter that can be" 0 "$extcap" --extcap-interface xdp-entry-veth-basic02 --extcap-capture-filter "icmp6 and ip6[40] == 128"
is "nothing is said" "" "$out$err"
exits "one that cannot" 0 "$extcap" --extcap-interface xdp-entry-veth-basic02 --extcap-capture-filter "icmp6 and"
is "what is wrong is said" "filter \"icmp6 and\": can't parse filter expression: syntax error" "$out"
run "$extcap" --extcap-interface xdp-entry-veth-basic02 --extcap-capture-filter "-z true"
is "no option comes by a filter" "-z true: a filter does not begin so" "$out"
run timeout 20 tshark -i "xdp-hook-$pin" -c 1 -f "icmp6 and"
like "tshark tells, too" "filter .icmp6 and.: can't parse filter expression: syntax error" "$err"

# live, at the hook
ping_on
run timeout 20 tshark -n -i "xdp-hook-$pin" -c 3 -f icmp6 -X "lua_script:$lua" -T fields -e xdp.point -e xdp.verdict -e frame.len
is "three packets, with their verdicts" "xdpcap_hook	XDP_PASS	118 xdpcap_hook	XDP_PASS	118 xdpcap_hook	XDP_PASS	118" "$(xargs -d '\n' <<<"$out")"
is "and the hook is free again" 0 "$("$tracing06/xdpcap" -D | grep -c 'slots in use: .*capture')"

# two at once: a process each, which Wireshark starts and ends
setup veth-basic03
exits "another program with a hook" 0 "$tracing01/xdp_loader" -d veth-basic03 --single --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf/other
in_env ping -q -i 0.05 -w "$deadline" fc00:dead:cafe:2::1 >ping2.out & other=$!
run timeout 20 tshark -n -i "xdp-hook-$pin" -i xdp-hook-/sys/fs/bpf/other/xdpcap_hook -c 40 -T fields -e ipv6.dst
is "of two hooks at once" 40 "$(wc -l <<<"$out")"
is "packets of each" "fc00:dead:cafe:1::1 fc00:dead:cafe:2::1" "$(sort -u <<<"$out" | xargs)"
is "both are free again" 0 "$("$tracing06/xdpcap" -D | grep -c 'slots in use: .*capture')"
is "and no process is left" "" "$(pgrep -a xdpcap; pgrep -af -- --fifo)"
kill $other
"$testenv" teardown --name veth-basic03 >teardown.out 2>&1
environment=veth-basic02
mkfifo packets in out
cat packets >stream & reader=$!
"$extcap" --extcap-interface "xdp-hook-$pin" --capture --fifo packets --extcap-control-in in --extcap-control-out out --snaplen 64 --actions pass 2>extcap.err &
pid=$!
exec {control}<out
cat <&$control >heard & listener=$!
# shellcheck disable=SC2317 # await runs it
streaming() { [ "$(stat -c %s stream)" -gt 2000 ]; }
ok "packets come" await streaming
stop TERM
is "SIGTERM: exit status" 0 "$status"
is "nothing is said on stderr" "" "$(cat extcap.err)"
exec {control}<&-
wait $reader $listener
ok "the log says that it has begun" grep -aq "listening on $pin" heard
run tshark -r stream -T fields -e frame.cap_len
is "what is left is whole: no more of each than asked for" 64 "$(sort -u <<<"$out")"
is "no process is left" "" "$(pgrep -a xdpcap)"

# what it says of a loss: by an xdpcap that tells of one when it is asked, and of more in the end
mkdir -p tool/tracing05/wireshark tool/tracing06-x
cp "$extcap" tool/tracing05/wireshark
printf '#!/bin/sh\ntrue\n' >tool/tracing05/xdpdump
cat >tool/tracing06-x/xdpcap <<'EOT'
#!/bin/bash
[ "$1" != -D ] || exit 0
trap 'echo "7 packets received, 7 matched, 4 captured, 3 lost" >&2; exit' TERM
trap 'echo "5 packets received, 5 matched, 3 captured, 2 lost" >&2' USR1
echo "listening on a test" >&2
while :; do read -rt 0.05 <><(:); done
EOT
chmod +x tool/tracing0*/xdp*
cat packets >stream & reader=$!
tool/tracing05/wireshark/xdp-extcap --extcap-interface xdp-hook-x --capture --fifo packets --extcap-control-in in --extcap-control-out out &
pid=$!
exec {control}<out
cat <&$control >heard & listener=$!
ok "a loss is told while it captures" await grep -q 'XDP: 2 packets lost' heard
stop TERM
exec {control}<&-
wait $reader $listener
is "and in the end, as status (6) and as a warning (8)" "6XDP: 2 packets 6XDP: 3 packets 8XDP: 3 packets" \
	"$(tr '\6\10' '68' <heard | grep -aoE '[68]XDP: [0-9]+ packets' | xargs)"

# the post-dissector: on a file with entry and exit, by a program of xdpdump's own
"$tracing01/xdp_loader" -d veth-basic02 -U --all >unload.out
exits "a file" 0 "$tracing05/xdpdump" -i veth-basic02 --load-xdp-program --rx-capture entry,exit -c 6 -w pairs.pcapng
run tshark -2 -r pairs.pcapng -X "lua_script:$lua" -Y xdp.id==2 -T fields -e xdp.point -e xdp.program -e xdp.verdict -e xdp.entry -e xdp.exit
is "entry and exit are linked both ways" "entry	xdpdump			4|exit	xdpdump	XDP_PASS	3	" "${out//$'\n'/|}"
run tshark -r pairs.pcapng -X "lua_script:$lua" -Y 'xdp.took > 0 && xdp.took < 1 && xdp.verdict == "XDP_PASS"'
is "there is a time between the two, to filter by" 3 "$(wc -l <<<"$out")"
like "the list of packets tells the verdict" " \[xdpdump: XDP_PASS\] " "$out"
exits "a program with a hook again" 0 "$tracing01/xdp_loader" -d veth-basic02 --single --filename "$tracing06/xdp_hook_kern.o" --pin-path /sys/fs/bpf/xdpcap

# who may not: it is told what is missing, before and after
# shellcheck disable=SC2317 # exits runs it
nobody() { as_nobody "$extcap" "$@"; }
exits "without privileges" 0 nobody --extcap-interfaces
like "there is an interface that says so" "^interface .value=xdp-denied..display=XDP: needs privileges" "$out"
refuses "and how to get them" 1 "^xdp-extcap: XDP programs are seen by root alone: .*setcap .*sudo do .*--privileged" nobody --extcap-interface xdp-denied --capture --fifo packets
chmod 755 "$tmp"
if [ -u "$(command -v sudo)" ] && [ -x "$(command -v sudo)" ]; then	# bash finds what may not be run; testenv/vm/sudo is none
	echo "nobody ALL=(root) NOPASSWD: /run/repo/tracing05-xdp-fentry/wireshark/xdp-extcap --privileged *" >sudoers
	mount --bind sudoers /etc/sudoers && chown root sudoers && chmod 440 sudoers
	exits "with sudo" 0 nobody --extcap-interfaces
	like "all is there" "^interface .value=xdp-both-veth-basic02..display=XDP: veth-basic02 \(entry[+]exit\).$" "$out"
	mkfifo -m 666 shared
	head -c 3000 shared >by_sudo & reader=$!
	run timeout 20 bash -c "$(declare -f as_nobody nobody); repo=$repo extcap=$extcap; nobody --extcap-interface xdp-hook-$pin --capture --fifo $tmp/shared"
	claim "a capture by sudo ends when nobody reads it any more" test "$status" -eq 0 || { diag "$err"; kill $reader; }
	wait $reader
	ok "and has packets" test "$(tshark -r by_sudo 2>/dev/null | wc -l)" -gt 3
	umount /etc/sudoers
else
	skip "with sudo" "no sudo here"
fi
refuses "what is privileged knows its own words alone" 1 "^xdp-extcap: capture xdp-hook-x 64 -z" "$extcap" --privileged capture xdp-hook-x 64 "-z true" '' '' '' ''
refuses "no option" 2 "^xdp-extcap: --extcap-interface: missing" "$extcap"
refuses "an unknown one" 2 "^xdp-extcap: --frob: unknown option" "$extcap" --frob
refuses "one without its argument" 2 "^xdp-extcap: --fifo: expects an argument" "$extcap" --fifo
refuses "no FIFO" 1 "^xdp-extcap: --fifo: none: not a FIFO" "$extcap" --extcap-interface "xdp-hook-$pin" --capture
kill $pings
done_testing
