#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# doctor and its probe: what they say of this kernel is what others find, the commands
# that doctor advises mend, and what it says of other machines fits those.
. "$(dirname "$0")/lib.sh"
mkdir -p fake copy/testenv/doctor.d
chmod 755 "$tmp"
cp -a "$repo/common" "$repo/headers" copy
cp -a "$repo"/testenv/{*.sh,doctor,vm} copy/testenv
cp -a "$repo"/testenv/doctor.d/{Makefile,*.sh,probe*} copy/testenv/doctor.d
(cd "$repo" && ls -d tracing??-*) | sed 's,^,copy/,' | xargs mkdir
doctor=copy/testenv/doctor probe=copy/testenv/doctor.d/probe
make -s -C copy/testenv/doctor.d probe

probed()  { "$probe" "$1" | cut -f 2; }
row()     { sed -nE "s/^$1 +//p" <<<"$out"; }			# of what doctor said last
advice()  { sed -nE "s/^$1 .* {2}(sudo )?([^ ].*)/\2/p" <<<"$out"; }
left()    { ip -o link; find /sys/fs/bpf; cat /proc/self/mountinfo; }
fake()    { cat >"$1"; chmod 755 "$1"; }
elsewhere() { run env PATH="$tmp/fake:$PATH" "$doctor"; }

# the probe against other attempts at the same
cat >traced_kern.c <<-'END'
	__attribute__((section("fentry/bpf_fentry_test1"), used)) int traced(void *ctx) { return 0; }
	char _license[] __attribute__((section("license"), used)) = "GPL";
END
clang --target=bpf -O2 -g -c traced_kern.c -o traced_kern.o
run bpftool prog load traced_kern.o /sys/fs/bpf/traced
is "fentry is refused if bpftool's attempt is" "$(grep -c 'failed: Operation not permitted' <<<"$err")" \
	"$([ "$(probed fentry)" = refused ] && echo 1 || echo 0)"
is "fentry is there if bpftool's program is" "$status" "$([ "$(probed fentry)" = ok ] && echo 0 || echo 255)"
setup veth-basic02
run "$tracing01/xdp_loader" -d veth-basic02 --progname xdp_pass
run "$tracing01/xdp_loader" --status -d veth-basic02
is "freplace is there if libxdp's dispatcher is" "$(grep -c xdp_dispatcher <<<"$out")" \
	"$([ "$(probed freplace)" = ok ] && echo 1 || echo 0)"
"$testenv" teardown --name veth-basic02 >/dev/null
is "frags are there if their helpers are" "$(grep -cw bpf_xdp_get_buff_len /proc/kallsyms)" \
	"$([ "$(probed frags)" = ok ] && echo 1 || echo 0)"
before=$(left)
run "$probe"
is "the probe leaves no interface, file or mount" "$before" "$(left)"
# shellcheck disable=SC2317 # await calls adds_none, and that this
arrays() { bpftool map | grep -c ' prog_array  *name doctor_probe '; }
# shellcheck disable=SC2317
adds_none() { local before; before=$(arrays); "$probe" tailcall >/dev/null; [ "$(arrays)" -le "$before" ]; }
ok "nor a program or map" await not eval "{ bpftool prog; bpftool map; } | grep -v ' prog_array ' | grep ' name doctor_probe '"
# Linux keeps one for ever if somebody asks for it by its id while its last owner ends (seen on
# 6.18), as other checks do beside this one: not in each run.
ok "nor a prog array" await adds_none
is "its status tells whether all is there" "$(grep -cv $'\tok\t' <<<"$out" | sed 's/[1-9].*/1/')" "$status"
run "$probe" ring root
is "it tries what it is asked to, in order" "ring root" "$(cut -f 1 <<<"$out" | xargs)"
refuses "an unknown feature" 2 "^nonesuch: no such feature" "$probe" root nonesuch

# the doctor's words: the probe's, in both languages, in text and JSON
run "$doctor"
is "it says what the probe says" "$("$probe" | cut -f 1,2 | tr '\t' ' ')" \
	"$(sed '1,/^$/d; /^$/,$d' <<<"$out" | awk '{ print $1, $2 }')"
is "one line for each lesson" "01 02 03 04 05 06" "$(sed -n 's/^tracing\(..\) .*/\1/p' <<<"$out" | xargs)"
text=$out
run "$doctor" --json
is "JSON says the same" "$(sed '/^$/d; s/ in the VM (testenv.vm.sh)/ vm/; s/ not here / none /; s/  */ /g' <<<"$text")" \
	"$(perl -MJSON::PP -0ne '$d = decode_json($_); for $s (qw(environment features lessons)) {
		printf "%s\n", join " ", grep length, @$_{name}, $_->{state} // $_->{where}, @$_{qw(reason command)}
		for @{$d->{$s}} }' <<<"$out" | sed 's/  */ /g')"
rows=$(sed -n 's/^\t\([a-z_0-9-]*\.[a-z0-9-]*|\)/\1/p' copy/testenv/doctor.d/messages.sh)
is "every message has its Chinese" "" "$(awk -F'|' 'NF != 4 || $3 == "" || $4 !~ /[^ -~]/' <<<"$rows")"
is "every case has its message" "" "$(grep -ohE 'found [a-z-]+ [a-z0-9-]+' copy/testenv/doctor{,.d/facts.sh} | sed 's/found \(.*\) /\1./' |
	sort -u | grep -vxFf <(cut -d'|' -f 1 <<<"$rows"))"
is "every feature has its message" "" "$("$probe" | cut -f 1 | sed 's/$/.ok/' | grep -vxFf <(cut -d'|' -f 1 <<<"$rows"))"
for variable in LC_ALL LC_MESSAGES LANG; do
	run env -u LC_ALL -u LC_MESSAGES "$variable=zh_CN.UTF-8" "$doctor" --help
	like "$variable=zh_CN.UTF-8: Chinese" "退出状态" "$out"
done
exits "help" 0 env LC_ALL=en_GB.UTF-8 LANG=zh_CN.UTF-8 "$doctor" --help
like "LC_ALL goes before LANG, and help to stdout" "exit: 0 every lesson" "$out"
refuses "an unknown option" 2 "^doctor: --nonsense: unknown option" "$doctor" --nonsense
rm copy/testenv/doctor.d/probe copy/common/libcommon.a
run "$doctor"
is "nothing built: it says the same" "$text" "$out"
ok "and builds nothing here" test ! -e "$probe"
make -s -C copy/testenv/doctor.d probe
run env -u LC_ALL LANG=zh_CN.UTF-8 "$doctor"
is "in Chinese as many lines" "$(wc -l <<<"$text")" "$(grep -c '^$\|[^ -~]' <<<"$out")"
mv copy/testenv/deps.sh .
fake copy/testenv/deps.sh <<<'#!/bin/true'	# what is installed takes long to find out, and does not change

# what can be taken away here, and the command that doctor has for it
mends() # NAME PATTERN: doctor says so, and what it advises makes it ok
{
	run "$doctor"
	like "$1: noticed" "^$1 +$2" "$out"
	eval "$(advice "$1")" >/dev/null
	is "$1: mended by: $(advice "$1")" ok "$(probed "$1")"
}
umount /sys/fs/bpf
mends bpffs "missing +not mounted"
umount /sys/kernel/tracing
mount --make-shared /sys		# as systemd has it: what the probe mounts must not come here
is "a tracepoint can be tried without tracefs" ok "$(probed tracepoint)"
mends tracefs "missing +not mounted"
[ ! -e /proc/sys/net/ipv6 ] || { sysctl -qw net.ipv6.conf.all.disable_ipv6=1 && mends ipv6 "refused +switched off"; }

# less than root
run as_nobody "$doctor"
is "nobody: refused is what root is for" "needs root" "$(row '(root|veth|xdp|fentry)' | sed -E 's/^refused +(.*[^ ]) +sudo testenv.doctor/\1/' | sort -u)"
unlike "nobody: no lesson is native" "^tracing.. +native  " "$out"
like "nobody: the advice" "^capabilities +refused +not root +sudo testenv/doctor" "$out"
run setpriv --bounding-set -sys_admin,-net_admin "$doctor"
like "root without capabilities: which" "^capabilities +refused +root, but without CAP_NET_ADMIN CAP_SYS_ADMIN" "$out"
like "root without capabilities: of no use" "^root +refused" "$out"
run setpriv --bounding-set -sys_resource "$doctor"
like "CAP_SYS_RESOURCE is not needed" "^capabilities +ok .*CAP_SYS_RESOURCE" "$out"
is "and changes nothing" "$(grep ^tracing <<<"$text")" "$(grep ^tracing <<<"$out")"

# other machines
fake fake/uname <<-'END'
	#!/bin/sh
	case $1 in -r) echo 5.15.0-microsoft-standard-WSL2 ;; -n) echo elsewhere ;; *) exec /bin/uname "$@" ;; esac
END
touch /run/.containerenv
mount -t tmpfs tmpfs /sys/kernel/security
echo "none integrity [confidentiality]" >/sys/kernel/security/lockdown
elsewhere
like "WSL2 without modules" "^wsl +missing .*modules +wsl.exe --update" "$out"
like "a container" "^container +ok +.*\(podman\)" "$out"
like "a locked down kernel" "^lockdown +refused" "$out"
like "and that fentry is of no use there" "^fentry +(refused|missing)" "$out"
umount /sys/kernel/security
mkdir without_qemu
ln -s /usr/bin/* without_qemu
rm -f without_qemu/qemu-*
PATH=$tmp/without_qemu elsewhere
like "no emulator: what to install" "^vm +missing +no virtual machine without .* (apt-get|dnf|pacman|zypper) .*qemu" "$out"
fake fake/uname <<<$'#!/bin/sh\ncase $1 in -m) echo pdp11 ;; *) echo elsewhere ;; esac'
elsewhere
like "no processor for it" "^vm +missing +no virtual machine here: pdp11: " "$out"
mv deps.sh copy/testenv
fake fake/clang <<-'END'
	#!/bin/sh
	[ "$1" = --version ] && echo "clang version 99.1.2"
END
elsewhere
like "clang without a bpf target" "^clang +missing +clang version 99.1.2: .*(apt-get|dnf|pacman|zypper|manager)" "$out"
like "is in the way of every lesson" "^tracing01 +not here +packages: .*clang" "$out"
is "and of success" 1 "$status"
rm fake/clang
fake copy/testenv/deps.sh <<<'#!/bin/true'

# kernels of the imagination: what doctor makes of what a probe may say
mkdir -p copy/tracing05-xdp-fentry
"$probe" | sed -E 's/^(fentry|freplace)\t.*/\1\trefused\tEPERM: Operation not permitted/; t; s/\t.*/\tok\tworks/' >said
fake copy/testenv/doctor.d/probe <<<$'#!/bin/sh\ncat '"$tmp/said"
fake copy/testenv/vm.sh <<<$'#!/bin/sh\necho "6.12 cached 6.12.1"; [ "$1" = kernels ]'
elsewhere
like "fentry refused: as the kernel says it" "^fentry +refused .*\(EPERM\) +testenv/vm.sh" "$out"
like "fentry refused: tracing05 goes to the VM" "^tracing05 +in the VM \(testenv/vm.sh\) +fentry: " "$out"
is "the others do not" 5 "$(grep -c '^tracing.. *native' <<<"$out")"
is "all can be worked through" 0 "$status"
fake copy/testenv/vm.sh <<<$'#!/bin/sh\necho "vm.sh: missing programs: install with: get qemu" >&2; exit 125'
elsewhere
like "no VM either: tracing05 is not for here" "^tracing05 +not here +fentry: .* get qemu" "$out"
is "and that is no success" 1 "$status"
rm -r copy/tracing05-xdp-fentry
elsewhere
is "a lesson that has no directory does not count" 0 "$status"
fake fake/uname <<<$'#!/bin/sh\ncase $1 in -m) echo aarch64 ;; -r) echo 5.10.0 ;; *) echo elsewhere ;; esac'
sed -i -E 's/^(fentry|freplace|tailcall)\t.*/\1\tmissing\tENOTSUPP/' said
elsewhere
like "arm64: is named" "^kernel +ok +Linux 5.10.0 \(aarch64\)" "$out"
is "arm64: what an old kernel lacks there" "tailcall fentry freplace" \
	"$(sed -n 's/^\([a-z]*\) *missing .* came to arm64 with Linux 6.0 *.*/\1/p' <<<"$out" | xargs)"
is "arm64: which lessons that concerns" "tracing05 tracing06" "$(sed -n 's/^\(tracing..\) *not here .* arm64 .*/\1/p' <<<"$out" | xargs)"
sed -i 's/^xdp\t.*/xdp\tmissing\tEINVAL: Invalid argument/' said
rm copy/testenv/vm.sh
elsewhere
like "no vm.sh" "^vm +missing" "$out"
is "an old kernel: which lessons that concerns" "01 02 03 04 06" "$(sed -n 's/^tracing\(..\) *not here *xdp: .*/\1/p' <<<"$out" | xargs)"
done_testing
