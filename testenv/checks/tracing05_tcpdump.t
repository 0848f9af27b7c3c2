#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05 on interfaces without XDP: the same packets as tcpdump has beside it, and no more lost.
. "$(dirname "$0")/lib.sh"
needs root
[ -c /dev/net/tun ] || skip_all "needs /dev/net/tun"
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
last=333	# bytes that the last ping carries, by which a file is known to be complete

# packets FILE: all but the time; times FILE: that
packets() { tcpdump -xxtenr "$1" 2>/dev/null; }
times() { tcpdump -ttnr "$1" --time-stamp-precision=nano 2>/dev/null | cut -d ' ' -f 1; }
# shellcheck disable=SC2317 # await calls it
has_last() { tcpdump -nr "$1" 2>/dev/null | grep -q "reply, .* length $((last + 8))$"; }
dropped() { sed -n 's/^\([0-9]*\) packets dropped by kernel$/\1/p' "$1"; }

# beside DESCRIPTION IFACE EXPRESSION PING...: both capture what the pings, and one more, make;
# tcpdump with other words where $tcpdump says so
tcpdump=()
beside()
{
	local description=$1 iface=$2 expression=$3 theirs ours
	shift 3
	start theirs "^tcpdump: listening" ip netns exec here tcpdump -Uni "$iface" -w theirs.pcap "${tcpdump[@]:-$expression}"
	theirs=$pid
	start ours "^listening" ip netns exec here "$xdpdump" -i "$iface" -w ours.pcapng "$expression"
	ours=$pid
	ok "$description: pings" "$@"
	"$@" -c 1 -s $last >/dev/null 2>&1
	ok "$description: tcpdump has the last" await has_last theirs.pcap
	ok "$description: so has xdpdump" await has_last ours.pcapng
	kill -INT "$theirs" "$ours"
	wait "$theirs" "$ours"
}

same()	# DESCRIPTION: the files of beside()
{
	is "$1: the same packets" "$(packets theirs.pcap | md5sum)" "$(packets ours.pcapng | md5sum)" ||
		diag "$(diff <(packets theirs.pcap) <(packets ours.pcapng) | head -n 20)"
	is "$1: within a millisecond" 0 "$(paste <(times theirs.pcap) <(times ours.pcapng) |
		awk '{ d = $1 - $2; if (d > 0.001 || d < -0.001) n++ } END { print n + 0 }')"
	like "$1: in strict time order" "^Strict time order: +True" "$(capinfos ours.pcapng)"
}

for name in here there; do
	ip netns add $name
	ip netns exec $name sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
done
ip -n here link add veth0 mtu 9000 type veth peer name veth1 mtu 9000 netns there
ip -n here addr add 10.0.0.1/24 dev veth0
ip -n there addr add 10.0.0.2/24 dev veth1
ip -n here link set veth0 up
ip -n there link set veth1 up
here() { ip netns exec here "$@"; }
here ping -c 1 -W 5 10.0.0.2 >/dev/null		# neighbours know one another from here on

beside "a flood" veth0 icmp here ping -qf -c 20000 -s 600 10.0.0.2
ours=$(dropped ours.err) theirs=$(dropped theirs.err)
ok "a flood: no more lost than by tcpdump" test "$ours" -le "$theirs" || diag "lost: $ours, by tcpdump: $theirs"
is "a flood: all are there" 40002 $(($(packets ours.pcapng | grep -c ICMP) + ours))
[ "$theirs$ours" != 00 ] || same "a flood"
is "a flood: sent and received, and no queue" "20001 0x00000001 
20001 0x00000002 " "$(fields ours.pcapng frame.packet_flags frame.interface_queue | tr '\t' ' ' | sort | uniq -c | sed 's/^ *//')"

# libpcap looks at the first packets itself, and then "inbound" matches none of them
tcpdump=(-Q in icmp)
beside "inbound" veth0 "inbound and icmp" here ping -q -c 5 -i 0.01 10.0.0.2
tcpdump=()
same "inbound"
is "inbound: replies only" 6 "$(packets ours.pcapng | grep -c "echo reply")"
is "inbound: and nothing else" 6 "$(packets ours.pcapng | grep -c "length")"

# The kernel takes a packet's tag out before anybody sees it. It takes no 8021q to send some:
cat >tagged.pl <<'TAGGED'
my ($iface, %of) = (shift, "-c" => 1, "-s" => 56, @ARGV);
open my $file, "<", "/sys/class/net/$iface/ifindex" or die "$iface: $!";
socket my $socket, 17, 3, 0 or die "socket: $!";	# AF_PACKET, SOCK_RAW
my $icmp = pack("CCnnn", 0, 0, 0, 1, 1) . "x" x $of{"-s"};
my $ip = pack "CCnnnCCna4a4", 0x45, 0, 20 + length $icmp, 0, 0, 64, 1, 0, "\x0a\0\5\2", "\x0a\0\5\1";
my $frame = "\xff" x 6 . "\2\0\0\0\0\2" . pack("nnn", 0x8100, 5, 0x800) . $ip . $icmp;
my $to = pack "SnlSCCx8", 17, 0x8100, <$file>, 0, 0, 0;
send $socket, $frame, 0, $to or die "send: $!" for 1 .. $of{"-c"};
TAGGED
beside "vlan" veth0 "vlan 5" ip netns exec there perl tagged.pl veth1 -c 5
same "vlan"
is "vlan: with their tags" 6 "$(packets ours.pcapng | grep -c "vlan 5, .* ICMP")"

beside "jumbo" veth0 icmp here ping -q -c 20 -i 0.01 -s 8972 10.0.0.2
same "jumbo"
is "jumbo: whole" 40 "$(fields ours.pcapng frame.len frame.cap_len | grep -c "^9014	9014$")"

# a tunnel's end, where packets begin with the IP header; who is behind it answers pings
cat >tun.pl <<'TUN'
open my $tun, "+<", "/dev/net/tun" or die "/dev/net/tun: $!";
my $request = pack "a16Sx22", "tun0", 0x1001;
ioctl $tun, 0x400454ca, $request or die "TUNSETIFF: $!";	# IFF_TUN | IFF_NO_PI
syswrite STDOUT, "ready\n";
while (sysread $tun, my $packet, 65536) {
	my ($from, $to) = unpack "x12a4a4", $packet;
	next unless unpack("x9C", $packet) == 1 && unpack("x20C", $packet) == 8;
	my $sum = unpack("x22n", $packet) + 0x800;
	substr($packet, 12, 8) = $to . $from;
	substr($packet, 20, 4) = pack "CCn", 0, 0, ($sum & 0xffff) + ($sum >> 16);
	syswrite $tun, $packet;
}
TUN
start tun "^ready" ip netns exec here perl tun.pl
tun=$pid
ip -n here addr add 10.0.9.1/24 dev tun0
ip -n here link set tun0 up
beside "tun" tun0 "icmp and host 10.0.9.2" here ping -q -c 5 -i 0.01 10.0.9.2
same "tun"
like "tun: the link type is said" "^listening on tun0, link-type RAW " "$(cat ours.err)"
is "tun: and is the file's" rawip "$(capinfos -TE -r ours.pcapng 2>/dev/null | cut -f 2 | head -n 1)"
is "tun: both directions" 12 "$(packets ours.pcapng | grep -c ICMP)"
kill "$tun"
done_testing
