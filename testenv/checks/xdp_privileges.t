#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# -Z USER: what a capture may once it is attached, and that it still rotates, counts and detaches.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
needs tailcall
setup veth-basic06
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
xdpcap=$tracing06/xdpcap
hook=/sys/fs/bpf/xdpcap/xdpcap_hook
outside=fc00:dead:cafe:1::1
nobody=$(id -u nobody) group=$(id -g nobody)
chmod 755 "$tmp"
mkdir -m 755 files
chown nobody files

# Before 6.0, where only CAP_BPF may use BPF, that is what it takes to read a map that is open.
none=0000000000000000 left=$none
[ "$(cat /proc/sys/kernel/unprivileged_bpf_disabled)" = 0 ] ||
	[ "$(printf '%s\n' 6.0 "$(uname -r)" | sort -V | head -n 1)" = 6.0 ] || left=0000008000000000
status_of() { sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status" | tr '\t' ' '; }

# is_nobody NAME LEFT: what the program that start() has begun may still do
is_nobody()
{
	is "$1: the user's numbers" "$nobody $nobody $nobody $nobody" "$(status_of Uid)"
	is "$1: the group's" "$group $group $group $group" "$(status_of Gid)"
	is "$1: no other group" "$group" "$(status_of Groups | xargs)"
	is "$1: capabilities, permitted, effective" "$2 $2" "$(status_of CapPrm) $(status_of CapEff)"
	is "$1: inheritable, bounding, ambient" "$none $none $none" "$(status_of CapInh) $(status_of CapBnd) $(status_of CapAmb)"
	is "$1: nor any by another program" 1 "$(status_of NoNewPrivs)"
}

# libpcap's capture
start dump "^listening" "$xdpdump" -i lo -Z nobody -w files/live.pcapng -C 5k
is_nobody "on lo" $none
ping -q -f -c 100 127.0.0.1 >ping.out
rotated() { [ -e "$1" ]; }
ok "on lo: it rotates" await rotated files/live3.pcapng
stop INT
is "on lo: it ends" 0 $status

# captures_as_nobody NAME SECOND COUNT: on veth-basic06, so many in all, and the second file is reached
captures_as_nobody()
{
	is_nobody "$1" $left
	in_env ping -q -f -c 100 $outside >ping.out
	ok "$1: it rotates" await rotated "$2"
	stop INT
	is "$1: it ends" 0 $status
	like "$1: it counts" "^$3 packets captured$" "$(<dump.err)"
	like "$1: and lost nothing" "^0 packets dropped" "$(<dump.err)"
}

# a program of its own: detaching takes no right
start dump "^listening" "$xdpdump" -i veth-basic06 --load-xdp-program -Z nobody -w files/own.pcapng -C 5k
ok "there is a program" xdp_on veth-basic06
captures_as_nobody "xdpdump" files/own2.pcapng '[0-9]{3}'
ok "xdpdump: nothing is left" not xdp_on veth-basic06
[ $left = $none ] || like "xdpdump: it says what it keeps" "^nobody: keeps CAP_BPF: " "$(<dump.err)"

# somebody's program, from which what watches it is taken off again
if "$repo/testenv/doctor.d/probe" fentry >/dev/null; then
	exits "a program to be watched" 0 "$tracing01/xdp_loader" -d veth-basic06 -q --progsec xdp_pass
	start dump "^listening on veth-basic06, ingress XDP program" "$xdpdump" -i veth-basic06 --rx-capture entry,exit -Z nobody -w files/watch.pcapng -C 5k
	captures_as_nobody "at fentry" files/watch2.pcapng '[2-9][0-9]{2}'
	ok "at fentry: nothing is left" await not eval "loaded on_entry || loaded on_exit"
	run "$tracing01/xdp_loader" -d veth-basic06 -U
else
	skip "at fentry" "this kernel refuses trampolines; the other kernels' runs have it"
fi

# a hook, whose slots are emptied
exits "a program with a hook" 0 "$tracing01/xdp_loader" -d veth-basic06 -q -F -N --single --filename "$tracing06/xdp_hook_kern.o" --pin-path "${hook%/*}"
cat >whoever <<'END'
#!/bin/sh
echo "$(id -u) $(sed -n 's/^CapPrm:[[:space:]]*//p' /proc/self/status)" >>files/command.out
END
chmod 755 whoever
start cap "^listening on $hook" "$xdpcap" -q -C 5k -z ./whoever -Z nobody "$hook" files/cap.pcapng icmp6
is_nobody "xdpcap" $left
in_env ping -q -f -c 100 $outside >ping.out
ok "xdpcap: it rotates" await rotated files/cap2.pcapng
ok "xdpcap: the command is nobody's, too" await matches "^$nobody $none$" "$(await rotated files/command.out && cat files/command.out)"
stop INT
is "xdpcap: it ends" 0 $status
like "xdpcap: it counts" "^[0-9]+ packets received, 1[0-9]{2} matched, 1[0-9]{2} captured, 0 lost$" "$(<cap.err)"
is "xdpcap: the slots are empty" "  slots in use: none" "$("$xdpcap" --list | grep 'slots in use')"
is "all files are the user's alone" "nobody 600" "$(stat -c '%U %a' files/*.pcapng | sort -u)"

# what the user may not write is refused before anything is attached
echo precious >precious.pcapng
refuses "somebody else's file" 1 "^precious.pcapng: Permission denied$" "$xdpdump" -i lo -Z nobody -w precious.pcapng
is "which is as it was" precious "$(<precious.pcapng)"
refuses "somebody else's directory" 1 "^new.pcapng: Permission denied$" "$xdpcap" -Z nobody $hook new.pcapng
is "no slot is in use" "  slots in use: none" "$("$xdpcap" --list | grep 'slots in use')"
start dump "^listening" "$xdpdump" -i lo -Z root -w root.pcapng
is "-Z root: no capability either" "$none $none" "$(status_of CapPrm) $(status_of CapEff)"
stop INT
done_testing
