#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make demo`: shows today's packets, leaves nothing behind, and respects a lab that is there.
. "$(dirname "$0")/lib.sh"
cp -r "$repo/common" "$repo/headers" "$repo/testenv" "$repo"/tracing??-* "$repo/Makefile" "$tmp"
left() { ip -o link show | grep -v ' lo:'; ip netns list; find /sys/fs/bpf -type f -not -name '*.debug'; }

exits "demo" 0 make -s demo
like "shows today's date and an echo request" "^$(date +%F) .* ICMP6, echo request, .*seq 1," "$out"
like "tells what was stored and lost" "^[0-9]+ packet samples stored in samples.pcap" "$out"
like "loses nothing" "^0 packet samples lost" "$out"
is "no interface, namespace or pin is left" "" "$(left)"
ok "no program is left" await not loaded xdp_sample_prog
setup veth-basic02
before=$(left)
exits "demo, the lab being there" 2 make -s demo
like "says so" "veth-basic02: exists already" "$err"
is "and leaves it alone" "$before" "$(left)"

# a user without sudo
mkdir without_sudo
ln -s /usr/bin/* without_sudo
rm -f without_sudo/sudo
chmod 755 "$tmp"
for command in demo test test-all; do
	refuses "$command, neither root nor sudo" 2 "not root, and there is no sudo here: run as root, or try make lab" \
		as_nobody env PATH="$tmp/without_sudo" make -s "$command"
done
done_testing
