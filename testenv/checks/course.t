#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The assignments as a learner meets them: make start, check, hint, solution, reset; in a copy.
. "$(dirname "$0")/lib.sh"
cp -r "$repo" copy
lesson=$tmp/copy/tracing01-xdp-simple
rm -rf "$lesson/work"
course() { run make -s -C "$lesson" "$@"; }

course check A=3
is "nothing is begun: not yet" 2 "$status"
like "check says how to begin" 'make start A=3' "$out"
like "and how far one is, with a bar" '^\[\.+\] 0/1$' "$out"
exits "start" 0 make -s -C "$lesson" start A=3
like "names the file to change" '^  xdp_prog_kern.c$' "$out"
course check A=3
like "as started it is not yet done" 'not yet  3-first-verdict' "$out"
like "what was expected" 'expected: DROP PASS' "$out"
like "what was seen" 'seen: +PASS PASS' "$out"
like "and a hint" 'hint:' "$out"
course check A=99
is "there is no such assignment" 2 "$status"
like "says which there are" '^course: 99: no such assignment; there are: 3-first-verdict' "$err"

course hint A=3
first=$out
like "hints are counted" '\(hint 1 of [0-9]+\)' "$out"
course hint A=3
ok "the next one is another" test "$first" != "$out"
course hint A=9
first=$out
course hint A=9
ok "also of what is not begun" test "$first" != "$out"
like "code in a hint is as it is written" ': for \(int i = 0; i < 32 && \.\.\.; i\+\+\)\.$' "$out"
course start A=9

echo '/* mine */' >>"$lesson/work/3-first-verdict/xdp_prog_kern.c"
for command in start reset solution; do
	course $command A=3
	like "$command overwrites no edited file" "has your changes; FORCE=1 overwrites them" "$err"
	ok "$command: it is as it was" grep -q '/\* mine \*/' "$lesson/work/3-first-verdict/xdp_prog_kern.c"
done
exits "with FORCE=1 it does" 0 make -s -C "$lesson" solution A=3 FORCE=1
exits "the solution is ok" 0 make -s -C "$lesson" check A=3
like "and the bar is full" '^\[#+\] 1/1$' "$out"
course next
is "next, in a lesson: what to type there" "make start A=4    # Which action?" "$out"
is "next, of all: where, too" "cd tracing01-xdp-simple && make start A=4    # Which action?" "$(make -s -C copy next)"
exits "reset" 0 make -s -C "$lesson" reset A=3
ok "begins again" grep -q TODO "$lesson/work/3-first-verdict/xdp_prog_kern.c"
course hint A=3
like "its hints, too" '\(hint 1 of' "$out"
echo 'int lacks' >>"$lesson/work/9-without-end/third_kern.c"
course check A=9
like "what does not compile gets no hint about something else" 'The compiler names the file' "$out"
LANG=zh_CN.UTF-8 LC_ALL='' course hint A=7
like "in Chinese code touches the brackets" '（off=21）' "$out"
LANG=zh_CN.UTF-8 LC_ALL='' course check A=3
like "in Chinese, too" '未完成' "$out"
like "the sentence that does not hold" 'IPv6 上发往端口 53 的 UDP 被丢弃' "$out"
like "what was expected as well" '^ *期望：' "$out"
like "and what was seen" '^ *实际：' "$out"
if git -c safe.directory='*' -C "$lesson" rev-parse --git-dir >/dev/null 2>&1; then
	is "git does not see a learner's files" "" "$(git -c safe.directory='*' -C "$lesson" status --porcelain . 2>&1)"
else
	skip "git does not see a learner's files" "this is no clone"
fi
done_testing
