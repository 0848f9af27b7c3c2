# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Packets to run programs on. A part of lib.sh.

# Frames, as hexadecimal digits. BYTES: of payload, zeros.
repeat() { local zeros; printf -v zeros '%*s' "$1" ''; printf %s "${zeros// /${2-00}}"; }
ether() { printf '02000000000202000000000%x%04x' 1 "$1"; }	# ether ETHERTYPE
l4()    { printf '%04x%04x' "${3-40000}" "$1"; }		# ports
# ip6 NEXT_HEADER LENGTH [SOURCE's last byte]: fc00:dead:cafe:1::2 to ::1
ip6()
{
	ether 0x86dd
	printf '60000000%04x%02x40' "$2" "$1"
	printf 'fc00deadcafe0001%016xfc00deadcafe00010000000000000001' "${3-2}"
}
ip4()   { ether 0x0800; printf '45000%03x000000004011%04x0a0b01020a0b0101' $((20 + $2)) 0; }
# udp6 PORT [BYTES [SOURCE]], udp4, tcp6: a packet to that port
udp6()  { ip6 17 $((8 + ${2-16})) "${3-2}"; l4 "$1"; printf '%04x0000' $((8 + ${2-16})); repeat "${2-16}"; }
udp4()  { ip4 17 $((8 + ${2-16})); l4 "$1"; printf '%04x0000' $((8 + ${2-16})); repeat "${2-16}"; }
tcp6()  { ip6 6 20; l4 "$1"; printf '0000000000000000500200000000''0000'; }
# echo6 BYTES: an ICMPv6 echo request
echo6() { ip6 58 $((8 + $1)); printf '8000000000010001'; repeat "$1"; }
# cut BYTES FRAME: its beginning
cut_to() { printf %s "${2:0:2*$1}"; }
