#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `make new`: a program of one's own, from a lesson, runs without the rest of the repository.
. "$(dirname "$0")/lib.sh"
beside others
dir="$tmp/a place/portcount"
exits "new" 0 make -s -C "$repo" new NAME=portcount FROM=tracing04 DIR="$dir"
like "says where it is" "^$dir: from tracing04-xdp-tcpdump$" "$out"
cd "$dir" || exit 1
is "nothing has the old name" "" "$(grep -rlE 'xdp_sample|tracing04|TRACING04' ./*; find . -name '*xdp_sample*')"
is "nor the placeholders' " "" "$(grep -nE '@[^.]|TRY|SAYS|NAME' test.sh Makefile | grep -vF '"$@"' | grep -v '@\./')"
is "no product of this repository is in it" "" "$(find . -name '*.o' -o -name '*.a' -o -name '.*.d' -o -type l)"
ok "it builds" make -s
like "its help has the name" "^usage: portcount " "$(./portcount --help)"
exits "and runs" 0 make -s test
is "as its test says" "ok - portcount runs" "$out"
sed -i 's/return XDP_PASS;/return XDP_DROP;/; s/seen++;/seen += 2;/' portcount_kern.c
sed -i 's/bpf_perf_event_output(ctx/bpf_perf_event_output(NULL/' portcount_kern.c
exits "a broken one does not" 2 make -s test

# the check that CONTRIBUTING shows
sed -n '/^#+begin_src sh/,/^#+end_src/{/^#/!p; /^#!/p}' "$repo/CONTRIBUTING.org" | sed "s,\$(dirname \"\$0\"),$repo/testenv/checks," >"$tmp/shown.t"
exits "a check as CONTRIBUTING shows it" 0 bash "$tmp/shown.t"
is "passes" "ok 1 - load: exit status 0 ok 2 - the program is there 1..2" "$(xargs <<<"$out")"

# the others, with what of them is the same
[ "${LENGTH-}" = full ] || done_testing
for lesson in tracing01 tracing02 tracing03 tracing05 tracing06; do
	exits "new, from $lesson" 0 "$repo/testenv/new" other "$lesson" "$tmp/$lesson"
	rm -r "$tmp/$lesson/common" && ln -s "$dir/common" "$tmp/$lesson/common"
	ok "$lesson: it builds" make -s -C "$tmp/$lesson"
	exits "$lesson: and runs" 0 make -s -C "$tmp/$lesson" test
	is "$lesson: as its test says" "ok - other runs" "$out"
done
done_testing
