#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# testenv/grade --vm; and the limits of version 2 of cgroups, which a guest has.
[ "${LENGTH-}" = full ] || { echo "1..0 # SKIP takes a minute: make test-all does"; exit; }
. "$(dirname "$0")/lib.sh"
needs vm
beside others
lesson="tracing01-xdp-simple"
solved=solved/$lesson/work/4-which-action eats=eats/$lesson/work/3-first-verdict
for each in "$solved" "$eats"; do
	mkdir -p "$each"
	cp "$tracing01"/*.[ch] "$tracing01/Makefile" "$each"
done
for each in start solution; do
	patch -s -p1 -d "$solved" <"$tracing01/assignments/4-which-action/$each.patch"
done
# shellcheck disable=SC2016 # make's
printf '%%.o: FORCE\n\tx=x; while :; do x=$$x$$x$$x; done\nFORCE:\n' >"$eats/Makefile"

run "$repo/testenv/grade" --vm --only 01/4 --csv solved
is "in a machine of its own a solution is ok, also one that attaches to a tracepoint" $'submission,01/4,ok\nsolved,ok,1' "$out"
is "and nothing is said besides" "" "$err"

# shellcheck disable=SC2016 # the guest's
out=$(cd "$repo" && tar -C "$tmp" -cf - eats | testenv/vm.sh -- sh -c 'echo +memory +pids >/sys/fs/cgroup/cgroup.subtree_control
	mkdir /tmp/class && tar -xf - -C /tmp/class && testenv/grade --slot 1 --only 01/3 --memory 200 --time 60 /tmp/class/eats
	dmesg | grep -o "Memory cgroup out of memory" | uniq
	echo "groups left: $(find /sys/fs/cgroup -name "xdp-grade*" | wc -l)"' 2>&1)
like "cgroup v2: who eats the memory is not done" $'^tracing01-xdp-simple/3\tnot yet\t' "$out"
like "cgroup v2: its own group has run out of it" '^Memory cgroup out of memory$' "$out"
like "cgroup v2: the group goes" '^groups left: 0$' "$out"
done_testing
