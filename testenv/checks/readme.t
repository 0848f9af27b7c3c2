#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every command of the lessons' READMEs, typed in order in a clean clone, prints what
# they show. What depends on the kernel more than these do has a check of its own, LESSON_readme.t.
. "$(dirname "$0")/lib.sh"
needs clone
. "$repo/testenv/checks/readme.sh"
alone tracing01-xdp-simple
try_readme tracing01-xdp-simple BASICS.org
for lesson in "$repo"/tracing??-*; do
	lesson=$(basename "$lesson")
	[ -e "$repo/testenv/checks/${lesson%%-*}_readme.t" ] && continue
	alone "$lesson"
	try_readme "$lesson"
done
done_testing
