#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# xdp_loader: load, replace, list, unload, pin; and what it refuses.
. "$(dirname "$0")/lib.sh"
setup veth-basic02
loader=$tracing01/xdp_loader

# lines of the table
line='[0-9]+ +[0-9a-f]{16}'
pass="^(veth-basic02| =>).* +xdp_pass +(native +)?$line( |\$)"

exits "the lesson's command" 0 "$loader" --dev veth-basic02 --force --progsec xdp_abort
like "says what it loaded" "^Success: Loaded XDP program xdp_abort \(id [0-9]+\) on veth-basic02" "$out"
is "one line at most about the dispatcher" 1 "$(($(wc -l <"$tmp/run.err") <= 1))"
ok "the program is on the interface" xdp_on veth-basic02
run "$loader" --status --dev veth-basic02
like "status names it" "^veth-basic02 +(xdp_abort|xdp_dispatcher) +native +$line$" "$out"

exits "a section name with --force replaces it" 0 "$loader" -d veth-basic02 -F --progname xdp_pass
run "$loader" --status
unlike "the first one is gone" "xdp_abort" "$out"
like "the second one is there" "$pass" "$out"
ok "packets pass" in_env ping -c 1 -W 5 fc00:dead:cafe:1::1

refuses "a missing object, with --force" 1 "^/nonesuch.o: No such file" \
	"$loader" -d veth-basic02 -F --progsec xdp_drop --filename /nonesuch.o
echo "no ELF" >broken.o
refuses "a broken object, with --force" 1 "^./broken.o: not a BPF object file" \
	"$loader" -d veth-basic02 -F --progsec xdp_drop --filename ./broken.o
refuses "an unknown section, with --force" 1 "^xdp_nope: no such program.*xdp_abort" \
	"$loader" -d veth-basic02 -F --progsec xdp_nope
refuses "no program named, with --force" 1 "several programs" "$loader" -d veth-basic02 -F
refuses "a pin path outside bpffs, with --force" 1 "^$tmp/pins: not in a BPF file system" \
	"$loader" -d veth-basic02 -F --progsec xdp_drop --pin-path "$tmp/pins"
refuses "a tracepoint program, with --force" 1 "^trace_xdp_exception: no XDP program" \
	"$loader" -d veth-basic02 -F --filename trace_prog_kern.o
compile() { clang --target=bpf -O2 "$@" -I"$repo/headers" -I"/usr/include/$(gcc -print-multiarch)" -c; }
cat >wrong.c <<-'END'
	#include <linux/bpf.h>
	#include <bpf/bpf_helpers.h>
	SEC("xdp") int beyond(struct xdp_md *ctx) { return *(char *)(long)ctx->data; }
	SEC("dpx") int astray(struct xdp_md *ctx) { return XDP_PASS; }
	char _license[] SEC("license") = "GPL";
END
compile -g wrong.c -o wrong.o
refuses "what the verifier rejects, with --force" 1 "^beyond: not loaded: .*invalid access to packet, .*, at: SEC" \
	"$loader" -d veth-basic02 -F --filename ./wrong.o --progname beyond
refuses "a section of no type, with --force" 1 "^astray: no XDP program: its section is \"dpx\"" \
	"$loader" -d veth-basic02 -F --filename ./wrong.o --progname astray
compile -g0 "$tracing01/xdp_prog_kern.c" -o untyped.o
refuses "an object without BTF, with --force" 1 "^./untyped.o: built without type information" \
	"$loader" -d veth-basic02 -F --filename ./untyped.o --progname xdp_pass
run "$loader" --status
like "after all that, the old program is still there" "$pass" "$out"

exits "skb mode" 0 "$loader" -d veth-basic02 -F -S --progsec xdp_drop -q
is "quiet is quiet" "" "$out$err"
run "$loader" --status -d veth-basic02
like "status tells the mode" "^veth-basic02 +[a-z_]+ +skb +$line$" "$out"
exits "unload all" 0 "$loader" -d veth-basic02 --unload --all
ok "nothing is on the interface" not xdp_on veth-basic02
ok "nothing is left in the kernel" await not loaded xdp_drop
exits "unload all again" 0 "$loader" -d veth-basic02 -U --all
refuses "unload one where there is none" 1 "^veth-basic02: .*not attached" "$loader" -d veth-basic02 -U

in_env ip link set veth0 mtu $((2 * $(getconf PAGESIZE) + 808))	# more than a page holds: 9000 where one has 4 KiB
refuses "a peer with jumbo frames, in native mode" 1 "^veth-basic02: xdp_pass not attached: veth: Peer MTU is too large to set XDP" \
	"$loader" -d veth-basic02 -N --progsec xdp_pass
refuses "the same by link" 1 "^veth-basic02: not attached: veth: Peer MTU is too large to set XDP" \
	"$tracing04/xdp_sample_pkts_user" -d veth-basic02 -N
exits "in whatever mode" 0 "$loader" -d veth-basic02 --progsec xdp_pass
like "becomes skb" "in skb mode$" "$out"
run "$loader" -d veth-basic02 -U
in_env ip link set veth0 mtu 1500

# a name of a hundred characters: BTF has it whole
printf -v hundred '%0100d' 0 && hundred=${hundred//0/n}
cat >long.c <<-END
	#include <linux/bpf.h>
	#include <bpf/bpf_helpers.h>
	SEC("xdp") int $hundred(struct xdp_md *ctx) { return XDP_PASS; }
	char _license[] SEC("license") = "GPL";
END
compile -g long.c -o long.o
exits "a program with a name of a hundred characters" 0 "$loader" -d veth-basic02 --filename ./long.o
like "is told by its name" "^Success: Loaded XDP program $hundred " "$out"
exits "is replaced" 0 "$loader" -d veth-basic02 -F --single --progname xdp_pass
exits "is loaded in its place" 0 "$loader" -d veth-basic02 -F --filename ./long.o
exits "gives way to a capture" 0 "$tracing04/xdp_sample_pkts_user" -d veth-basic02 -F -a duration:1 -q --filename long.pcap
run "$loader" --status -d veth-basic02
like "is back after it" " $hundred +(native +)?$line( |\$)" "$out"
exits "is taken off by its name" 0 "$loader" -d veth-basic02 -U --progname "$hundred"
ok "nothing is on the interface" not xdp_on veth-basic02

# several programs, where the kernel permits libxdp its dispatcher
exits "a first program" 0 "$loader" -d veth-basic02 --progsec xdp_pass
if "$repo/testenv/doctor.d/probe" freplace >/dev/null; then
	exits "a second program" 0 "$loader" -d veth-basic02 --progsec xdp_drop
	run "$loader" --status -d veth-basic02
	like "status names the dispatcher" "^veth-basic02 +xdp_dispatcher +native +$line$" "$out"
	is "and both programs" "xdp_drop xdp_pass" "$(sed -n 's/^ => .* \(xdp_[dp][ra][os][ps]\) .*/\1/p' <<<"$out" | sort | xargs)"
	exits "one is taken off by name" 0 "$loader" -d veth-basic02 -U --progname xdp_drop
	run "$loader" --status -d veth-basic02
	unlike "it is gone" "xdp_drop" "$out"
	like "the other one is there" "$pass" "$out"
	longest=${hundred:0:98}
	sed "s/$hundred/$longest/" long.c >longest.c
	compile -g longest.c -o longest.o
	exits "a third one, with the longest name that libxdp takes" 0 "$loader" -d veth-basic02 --filename ./longest.o
	run "$loader" --status -d veth-basic02
	like "is listed by its name" "^ => .* $longest +$line" "$out"
	exits "and taken off by it" 0 "$loader" -d veth-basic02 -U --progname "$longest"
else
	is "says why there can be no second one" \
		"this kernel refuses freplace: programs are attached singly, without libxdp's dispatcher" "$err"
	refuses "a second program" 1 "^veth-basic02: busy: " "$loader" -d veth-basic02 --progsec xdp_drop
fi
exits "all are taken off" 0 "$loader" -d veth-basic02 -U --all
exits "one that changes the packet's length, which newer dispatchers only can take" 0 "$loader" -d veth-basic02 \
	--filename "$repo/tracing05-xdp-fentry/xdp_prog_kern.o" --progname xdp_rewrite_and_tag
exits "it is taken off" 0 "$loader" -d veth-basic02 -U
ok "nothing is on the interface" not xdp_on veth-basic02
exits "a name that libxdp does not take, onto nothing" 0 "$loader" -d veth-basic02 --filename ./long.o
is "it is attached by itself" "libxdp's dispatcher cannot take it: it is attached by itself" "$err"
exits "and taken off" 0 "$loader" -d veth-basic02 -U

pins=/sys/fs/bpf/veth-basic02
exits "pin" 0 "$loader" -d veth-basic02 --progsec xdp_pass --pin-path $pins
first=$(bpftool map show pinned $pins/xdp_stats_map | head -n 1)
exits "pin, reusing" 0 "$loader" -d veth-basic02 -F --progsec xdp_drop --pin-path $pins --reuse-maps
is "it is the same map" "$first" "$(bpftool map show pinned $pins/xdp_stats_map | head -n 1)"
exits "pin, anew" 0 "$loader" -d veth-basic02 -F --progsec xdp_drop --pin-path $pins
ok "it is another map" test "$first" != "$(bpftool map show pinned $pins/xdp_stats_map | head -n 1)"

refuses "an unknown interface" 1 "^nonesuch: no such interface" "$loader" -d nonesuch --progsec xdp_pass
refuses "no interface" 2 "^--dev: required" "$loader" --progsec xdp_pass
refuses "an unknown option" 2 "^--nonsense: unknown option" "$loader" --nonsense
refuses "an unknown letter" 2 "^-x: unknown option" "$loader" -x
refuses "a word too many" 2 "^word: unexpected argument" "$loader" word
refuses "--all without --unload" 2 "^--all: goes with" "$loader" -d veth-basic02 --all
refuses "--reuse-maps without --pin-path" 2 "^--reuse-maps: goes with" "$loader" -d veth-basic02 --reuse-maps
refuses "not root" 1 "Operation not permitted: run as root" \
	as_nobody "$loader" -d veth-basic02 --progsec xdp_pass
exits "help" 0 "$loader" --help
like "help is on stdout" "--pin-path DIR" "$out"

"$testenv" teardown --name veth-basic02 >/dev/null
ok "teardown removes the pins" test ! -e $pins
ok "and the program" await not loaded xdp_drop
done_testing
