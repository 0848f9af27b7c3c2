#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The Debian package: built, installed, used, removed; it leaves nothing, and touches no file of
# another package. What is written on the way goes into an overlay that ends with this check.
. "$(dirname "$0")/lib.sh"
beside others
[ "${LENGTH-}" = full ] || skip_all "builds packages: make test-all does"
for tool in dpkg-buildpackage dh; do
	[ -x "$(command -v $tool)" ] || skip_all "needs $tool, of Debian's dpkg-dev and debhelper"
done
unmet=$(dpkg-checkbuilddeps "$repo/testenv/packaging/debian/control" 2>&1) || skip_all "${unmet##*: error: }"
version=$(sed -n 's/^#define VERSION "\(.*\)"/\1/p' "$repo/common/base/version.h")
like "the version has an entry in CHANGELOG.md" "^## ${version//./\\.} - 20[0-9]{2}-[0-9]{2}-[0-9]{2}$" "$(cat "$repo/CHANGELOG.md")"

exits "make deb" 0 "$repo/testenv/packaging/package.sh" deb "$tmp/dist"
ok "the packages are of this version" test -s "$tmp/dist/tracing-xdp_${version}_$(dpkg --print-architecture).deb"
if [ -x "$(command -v lintian)" ]; then
	is "lintian has nothing to complain of" "" "$(lintian --allow-root -I "$tmp"/dist/*.changes 2>&1)"
else
	skip "lintian has nothing to complain of" "lintian is not installed"
fi

# As if on this machine: what is written to it stands in $over afterwards.
over=/run/over
for dir in usr etc var; do
	mkdir -p "$over/$dir" "$over/.$dir"
	mount -t overlay overlay -o "lowerdir=/$dir,upperdir=$over/$dir,workdir=$over/.$dir" "/$dir" ||
		{ echo "Bail out! no overlay on /$dir"; exit 1; }
done
# written: the files there, but for what dpkg and the manuals' index keep
written()
{
	find "$over/usr" "$over/etc" "$over/var" -not -type d | sed "s,^$over,," |
		grep -vE '^/var/(lib/dpkg|log/dpkg\.log|cache/man|lib/man-db)' | sort
}
cd / || exit 1
exits "dpkg -i" 0 dpkg -i "$tmp/dist/tracing-xdp_$version"_*.deb "$tmp/dist/tracing-xdp-dev_$version"_*.deb
is "all that was written is the packages'" "$(dpkg -L tracing-xdp tracing-xdp-dev | while read -r file; do
	[ -d "${file:-/}" ] || echo "$(realpath "${file%/*}")/${file##*/}"; done | sort -u)" "$(written | grep -v /deb-systemd-helper-)"
is "no other package has such a file" "" "$(written | sed '/\/deb-systemd-helper-/d; s,^/usr/lib/systemd,/lib/systemd,' | xargs dpkg -S | grep -vE '^tracing-xdp(-dev)?(:[a-z0-9]+)?: ')"
is "nothing is missing" "" "$(dpkg -V tracing-xdp tracing-xdp-dev)"

# from here on, what one can who has the packages alone, and reads what came with them
mount -t tmpfs tmpfs "$repo"
export HOME=$tmp/home
mkdir "$HOME"
cd "$HOME" || exit 1
run tracing-doctor
like "the doctor speaks of what is installed" "^tracing-xdpcap +native " "$out"
exits "the lab, as installed" 0 tracing-testenv setup --name veth-package
exits "a program is loaded" 0 tracing-testenv load
exits "and taken off" 0 tracing-testenv unload
exits "packets are captured" 0 tracing-xdpdump -i veth-package --load-xdp-program -w "$tmp/dump.pcapng" -- \
	tracing-testenv ping -q -c 2 -i 0.01
like "two of them" "^2 packets captured$" "$err"
exits "aborted packets are counted" 0 tracing-xdp_simple --count 1 --interval 1
ok "man finds its page" man -w tracing-xdpdump
printf '#include <hook.h>\nXDPCAP_HOOK(hook);\n' >"$tmp/own_kern.c"
# shellcheck disable=SC2046 # words
ok "one's own program compiles" clang --target=bpf -O2 -g $(pkg-config --cflags tracing-xdp) -c "$tmp/own_kern.c" -o "$tmp/own_kern.o"

# what a man page shows: the program, and what to type for it
shown=$(MANWIDTH=200 man -P cat tracing-xdpcap 2>/dev/null)
sed -n '/#include <hook.h>/,/^ *}$/p' <<<"$shown" >my_kern.c
mapfile -t typed < <(sed -n 's/sudo //; s/eth0/veth-package/; s/^ *\$ \(.* \(\.\/\)\?my_kern\..*\)/\1/p' <<<"$shown")
is "to make a program with a hook takes two commands" 2 "${#typed[@]}"
exits "which compile" 0 bash -c "${typed[0]}"
exits "and load it" 0 bash -c "${typed[1]}"
tracing-testenv ping -q -i 0.05 -w "$deadline" >"$tmp/ping.out" 2>&1 & pings=$!
if [ -x "$(command -v tshark)" ]; then
	run tshark -D
	like "Wireshark lists its hook" "^[0-9]+[.] xdp-hook-/sys/fs/bpf/my/my_hook \(XDP hook: my_prog\)$" "$out"
	run timeout 20 tshark -n -i xdp-hook-/sys/fs/bpf/my/my_hook -c 3 -T fields -e xdp.point -e xdp.verdict
	is "captures there, and knows what is particular to XDP" "my_hook XDP_PASS my_hook XDP_PASS my_hook XDP_PASS" "$(xargs <<<"$out")"
else
	skip "Wireshark" "tshark is not installed"
fi
kill $pings

docs=/usr/share/doc/tracing-xdp/prometheus unit=/lib/systemd/system/tracing-xdp_monitor.service
value() { sed -n "s/^$1=//p" $unit; }
if [ -x "$(command -v systemd-analyze)" ]; then
	is "systemd has nothing to complain of its unit" "" "$(systemd-analyze verify $unit 2>&1 | grep xdp_monitor)"
fi
if [ -x "$(command -v prometheus)" ]; then
	export "$(value Environment)"
	# shellcheck disable=SC2016 # for envsubst, so to speak
	start monitor "^watching" bash -c "exec $(value ExecStart | sed 's/\${LISTEN}/$LISTEN/')"
	mkdir prometheus
	{ printf 'global:\n  scrape_interval: 1s\n'; cat $docs/prometheus.yml; } >prometheus/prometheus.yml
	cp $docs/xdp.rules.yml prometheus
	start prometheus "Server is ready" prometheus --config.file=prometheus/prometheus.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:9090
	exits "a program that aborts" 0 tracing-testenv load --force --progsec xdp_abort
	tracing-testenv ping -q -c 7 -i 0.01 -W 0.1 >ping.out 2>&1
	# shellcheck disable=SC2317 # await runs it
	told() { promtool query instant http://127.0.0.1:9090 'xdp_exceptions_total{interface="veth-package"}' | grep -q '=> 7 @'; }
	ok "Prometheus knows of seven packets" await told
else
	skip "Prometheus" "prometheus is not installed"
fi
exits "the lab is taken down" 0 tracing-testenv teardown --name veth-package

cd / || exit 1
umount "$repo"

exits "dpkg -P" 0 dpkg -P tracing-xdp-dev tracing-xdp
is "nothing is left" "" "$(written)"
is "nor a directory" "" "$(find /usr /etc /var -xdev -name 'tracing-xdp*' -not -path '/var/lib/dpkg/*' \
	-not -path '/var/cache/man/*')"	# man keeps pages that somebody has read

# what of the RPM can be tried here
make_spec() { sed "s/@VERSION@/$version/" "$repo/testenv/packaging/tracing-xdp.spec"; }
make_spec >"$tmp/tracing-xdp.spec"
if [ -x "$(command -v rpmspec)" ]; then
	ok "rpm reads the spec" rpmspec -P "$tmp/tracing-xdp.spec"
else
	skip "rpm reads the spec" "rpm is not installed"
fi
done_testing
