#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What `make install` puts there, in a directory of its own: programs that run from anywhere, man
# pages and completion that know each option that --help does and no other, headers that one's own
# program compiles with; and `make uninstall` leaves nothing.
. "$(dirname "$0")/lib.sh"
beside others
root=$tmp/root
# shellcheck disable=SC2317 # exits runs it
into() { make -s -C "$repo" "$1" DESTDIR="$root" PREFIX=/usr "${@:2}"; }
# tree: what is below the root but directories
tree() { find "$root" -not -type d | sort; }
bin=$root/usr/bin

exits "install" 0 into install
mapfile -t programs < <(cd "$bin" && ls)
is "each program of the lessons, the lab and the doctor" "$(cat "$repo"/tracing??-*/Makefile | sed -n 's/^PROGRAMS := //p' | wc -w)" \
	"$((${#programs[@]} - 2))"
for name in "${programs[@]}"; do
	! PATH=${PATH//$bin/} command -v "$name" || taken+=" $name"
done
is "no other program here has such a name" "" "${taken-}"
is "links lead to where things will be" "" "$(find "$root" -type l -lname '/*'; find "$root" -xtype l)"

# Options, of --help, of the man page, of completion: a line each, "-l --long" or "--long".
of_help() { "$1" --help | sed -nE 's/^ +(-., )?(-[a-z-]+).*/\1\2/p'; }
of_man()
{
	sed -n '/^\.SH OPTIONS/,/^\.SH/p' "$1" | sed -nE '/^\.TP/{n; s/\\fI.*//; s/\\f[BR]//g; s/\\-/-/g; s/,//; p}'
}
# shellcheck disable=SC1090 # as installed
. "$root/usr/share/bash-completion/completions/${programs[0]}"
# complete WORD...: what bash offers for the last word
complete_words()
{
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	PATH=$bin:$PATH _tracing_xdp "$1" "${!#}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s\n' "${COMPREPLY[@]}"
}
words() { tr -s ', ' '\n' | grep . | sort -u; }
[ -x "$(command -v man)" ] || skip "man has nothing to complain of" "man is not installed"
cd / || exit 1
for name in "${programs[@]}"; do
	page=$root/usr/share/man/man8/$name.8
	exits "$name --help" 0 "$bin/$name" --help
	like "$name: it is called that" "^usage: $name " "$out"
	of_help "$bin/$name" >"$tmp/help"
	ok "$name: --help has options" test -s "$tmp/help"
	is "$name: its man page has these" "$(words <"$tmp/help")" "$(of_man "$page" | words)"
	is "$name: completion has the long ones" "$(words <"$tmp/help" | grep -E '^-.{2}')" \
		"$(complete_words "$name" - | words)"
	is "$name: rows of the table have seven fields" "" "$("$bin/$name" --help=table | grep '^option|' | grep -vxE '([^|]*\|){6}[^|]*')"
	[ ! -x "$(command -v man)" ] || is "$name: man has nothing to complain of" "" "$(man --warnings -l "$page" 2>&1 >/dev/null)"
done
if command -v mandoc >/dev/null; then
	is "nor has mandoc" "" "$(mandoc -Tlint -W all "$root"/usr/share/man/man8/*.8 2>&1)"
else
	skip "nor has mandoc" "mandoc is not installed"
fi

# arguments, each from what is here
setup veth-basic02
offers() { is "bash offers for: ${*:2}" "$1" "$(complete_words "${@:2}" | xargs)"; }
offers veth-basic02 tracing-xdpdump -i v
offers veth-basic02 tracing-xdpdump --interface = v
offers entry,exit tracing-xdpdump --rx-capture entry,e
offers drop,pass tracing-xdpcap -actions drop,p
offers "filesize: duration: files:" tracing-xdpdump -b ''
offers "xdp_redirect xdp_redirect_err xdp_redirect_map xdp_redirect_map_err" tracing-xdp_monitor -e xdp_r
offers "xdp_abort xdp_drop xdp_pass" tracing-xdp_loader -d lo --progsec xdp_
offers veth-basic02 tracing-testenv teardown --name ''
offers "reset redirect" tracing-testenv re
exits "the lab loads a program" 0 "$bin/tracing-testenv" load
offers xdp_pass tracing-xdpdump -i veth-basic02 -p xdp_p
run "$bin/tracing-doctor"
is "the doctor says what the probe says" "$("$repo/testenv/doctor.d/probe" | cut -f 1,2 | tr '\t' ' ')" \
	"$(sed '1,/^$/d; /^$/,$d' <<<"$out" | awk '{ print $1, $2 }')"
is "and goes by programs that are installed" "" "$(sed -n 's/^\(tracing-[a-z_]*\) .*/\1/p' <<<"$out" | grep -vxFf <(printf '%s\n' "${programs[@]}"))"
unlike "it names nothing that is not" "testenv/|lesson|make |课程" "$out$(LC_ALL='' LANG=zh_CN.UTF-8 "$bin/tracing-doctor")"
is "its status tells whether all works" "$(grep -c '^tracing-.* not here ' <<<"$out" | sed 's/[1-9].*/1/')" "$status"
refuses "it has the name that it is called by" 2 "^tracing-doctor: -x: unknown option" "$bin/tracing-doctor" -x
exits "Wireshark's interfaces: what is installed finds its programs" 0 "$(find "$root" -path '*/extcap/xdp-extcap')" \
	--extcap-interface xdp-entry-x --extcap-capture-filter icmp6
is "and takes a filter" "" "$out$err"
exits "and its own list" 0 "$(find "$root" -path '*/extcap/xdp-extcap')" --extcap-interfaces
help=$(sed -n 's,^extcap .*{help=file://\(.*\)}$,\1,p' <<<"$out")
is "Help leads to a page that is installed" "$root/usr/share/doc/tracing-xdp/wireshark.html" "$help"
is "which everybody may read" 644 "$(stat -c %a "$help")"
like "and says how to capture" "^\\$ sudo tshark -i xdp-both-" "$(cat "$help")"
unit=$root/usr/lib/systemd/system/tracing-xdp_monitor.service
like "the unit starts what is installed" "^ExecStart=/usr/bin/tracing-xdp_monitor --listen " "$(cat "$unit")"
is "and names its own page" "tracing-xdp_monitor(8)" "$(sed -n 's/^Documentation=man://p' "$unit")"

# the man pages are all that who has the package alone can read
pages() { sed 's/\\-/-/g; s/\\f[BR]//g' "$root"/usr/share/man/man8/*.8; }
is "what they name is there" "" "$(pages | grep -oE '/usr/(share/doc|libexec)/[A-Za-z0-9_/-]*' | sort -u | while read -r path; do
	[ -e "$root$path" ] || echo "$path"; done)"
is "the repository is not named" "" "$(pages | cat - "$help" | sed 's,\./my_kern,my_kern,' | grep -E '(^|[^/])tracing0[0-9]|testenv/|\.\./|\./[a-z]|ln -s|lua_script|make new')"
for page in xdpdump xdpcap; do
	like "$page: how to capture in Wireshark" '^\$ sudo tshark \\-D' "$(cat "$root/usr/share/man/man8/tracing-$page.8")"
done
like "testenv: examples, by its name" '^sudo tracing\\-testenv setup \\-\\-name' "$(cat "$root/usr/share/man/man8/tracing-testenv.8")"
is "each such section in its own page alone" "tracing-xdp_monitor.8 tracing-xdpcap.8 tracing-xdpcap.8 tracing-xdpdump.8" \
	"$(cd "$root/usr/share/man/man8" && grep -E '^.SH (IN YOUR OWN|IN WIRESHARK|MANY MACHINES)' ./* | sed 's,^./,,; s/:.*//' | xargs)"
like "xdp_monitor: how to start it for Prometheus" "systemctl enable --now tracing-xdp_monitor" "$(pages | xargs -d '\n')"
[ "$("$repo/testenv/doctor.d/probe" fentry | cut -f 2)" != refused ] ||
	refuses "where trampolines are refused, what is installed is named" 1 "; one in a virtual machine .*, and tracing-xdpcap needs none" \
		"$bin/tracing-xdpdump" -i veth-basic02
exits "and takes it off" 0 "$bin/tracing-testenv" unload
exits "a program finds its object" 0 "$bin/tracing-xdp_simple" --count 1 --interval 1
refuses "the lab is called as it is installed" 1 "^tracing-testenv: none: no such environment: 'tracing-testenv setup --name none' makes it$" \
	"$bin/tracing-testenv" load --name none

# in zsh: one that asks, and one that knows
if command -v zsh >/dev/null; then
	ask_zsh() { timeout "$deadline" zsh "$repo/testenv/checks/install.zsh" "$root/usr/share/zsh/site-functions" "$bin" "$1"; }
	is "zsh offers options" "--filter-at --filter-file" "$(ask_zsh 'tracing-xdpdump --filt' | sort | xargs)"
	is "zsh offers interfaces" "veth-basic02" "$(ask_zsh 'tracing-xdpdump --interface=v' | xargs)"
else
	skip "zsh offers options" "zsh is not installed"
fi

# one's own XDP program
cat >"$tmp/own_kern.c" <<'C'
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <hook.h>
#include <parsing_helpers.h>

XDPCAP_HOOK(own_hook);

SEC("xdp")
int own(struct xdp_md *ctx)
{
	struct hdr_cursor cursor = { (void *)(long)ctx->data };
	struct ethhdr *eth;

	return xdpcap_exit(ctx, &own_hook, parse_ethhdr(&cursor, (void *)(long)ctx->data_end, &eth) < 0 ? XDP_DROP : XDP_PASS);
}

char _license[] SEC("license") = "GPL";
C
export PKG_CONFIG_PATH=$root/usr/lib/pkgconfig
flags=$(pkg-config --define-variable=includedir="$root/usr/include" --cflags tracing-xdp)
is "the version is the programs'" "$("$bin/tracing-xdpdump" --version | sed 's/.* version \(.*\) using.*/\1/')" "$(pkg-config --modversion tracing-xdp)"
# shellcheck disable=SC2086 # words
ok "one's own program compiles" clang --target=bpf -O2 -g $flags -c "$tmp/own_kern.c" -o "$tmp/own_kern.o"
for header in "$root"/usr/include/tracing-xdp/*.h; do
	echo "#include <${header##*/}>"
done >"$tmp/all_kern.c"
# shellcheck disable=SC2086
ok "with all headers, too" clang --target=bpf -O2 -g $flags -c "$tmp/all_kern.c" -o "$tmp/all_kern.o"
exits "it is loaded" 0 "$bin/tracing-xdp_loader" -d veth-basic02 --filename "$tmp/own_kern.o" --single --pin-path /sys/fs/bpf/own
offers /sys/fs/bpf/own/own_hook tracing-xdpcap ''
start capture '^listening on ' "$bin/tracing-xdpcap" -c 1 /sys/fs/bpf/own/own_hook "$tmp/own.pcap" icmp6
in_env ping -c 1 fc00:dead:cafe:1::1 >/dev/null
wait "$pid"
is "and captured at" 0 $?

exits "uninstall" 0 into uninstall
is "leaves no file" "" "$(tree)"
is "nor a directory of its own" "" "$(find "$root" -name 'tracing*')"

# with other names, in other places
here="DESTDIR= PREFIX=$root PROGRAM_PREFIX= bindir=$root/sbin mandir=$root/manuals includedir=$root/h"
# shellcheck disable=SC2086 # words
exits "install elsewhere" 0 make -s -C "$repo/testenv/packaging" install $here
exits "without a prefix" 0 "$root/sbin/xdpcap" -version
ok "a man page there" test -s "$root/manuals/man8/xdpcap.8"
like "headers there" "^includedir=$root/h$" "$(cat "$root"/lib/pkgconfig/tracing-xdp.pc)"
# shellcheck disable=SC2086
exits "uninstall there" 0 make -s -C "$repo/testenv/packaging" uninstall $here
is "leaves nothing" "" "$(tree)"
done_testing
