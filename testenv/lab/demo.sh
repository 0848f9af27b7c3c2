#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# From nothing to captured packets: a lab, a ping through it, a pcap file and what
# is in it; then everything is taken down again.
set -u
cd "$(dirname "$0")/../../tracing04-xdp-tcpdump" || exit 1
env=veth-basic02

fail() { echo "demo.sh: $*" >&2; exit 1; }

# Show a command as one would type it in this directory, then run it.
show()
{
	printf '\n# %s\n' "$*"
	"$@" || fail "$1: failed"
}

cleanup()
{
	[ -z "${sampler-}" ] || kill "$sampler" 2>/dev/null
	../testenv/testenv.sh teardown --name $env
	rm -rf "$tmp"
}

[ $# -eq 0 ] || { echo "demo.sh: $1: unexpected: it takes no arguments" >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || fail "not root: run make demo"
! ip link show dev $env >/dev/null 2>&1 ||
	fail "$env: exists already; ${SUDO_USER:+sudo }testenv/testenv.sh teardown --name $env removes it"
tmp=$(mktemp -d)
trap cleanup EXIT
trap 'exit 1' INT TERM HUP

show ../testenv/testenv.sh setup --name $env

# in the background; its first message is either that it is ready or why it is not
printf '\n# ./xdp_sample_pkts_user -d %s -F\n' $env
mkfifo "$tmp/messages"
./xdp_sample_pkts_user -d $env -F 2>"$tmp/messages" &
sampler=$!
exec 3<"$tmp/messages"
read -r message <&3
echo "$message"
[[ $message == *sampling* ]] || fail "no capture"

show ../testenv/testenv.sh ping --name $env -c 3 -i 0.3
kill -INT $sampler
wait $sampler || fail "no capture"
sampler=

show tcpdump -tttt -nr samples.pcap
chown --reference=. samples.pcap
printf '\nThe packets are in %s/samples.pcap. Now the lessons: README.org\n\n' "$(basename "$PWD")"
