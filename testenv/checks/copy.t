#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A lesson that was copied with common/ and headers/ runs without the rest of the repository.
. "$(dirname "$0")/lib.sh"
src="a copy"
mkdir "$src"
cp -r "$repo/common" "$repo/headers" "$repo/tracing04-xdp-tcpdump" "$src"
make -s -C "$src/tracing04-xdp-tcpdump"
setup veth-basic02
start copy sampling "$src/tracing04-xdp-tcpdump/xdp_sample_pkts_user" -d veth-basic02 -c 1
in_env ping -c 1 fc00:dead:cafe:1::1 >ping.out
wait "$pid"
is "a copy of a lesson runs" 0 $?
like "and captures" "^1 packet samples stored" "$(cat copy.out)"
done_testing
