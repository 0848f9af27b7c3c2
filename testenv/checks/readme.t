#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every command of the lessons' READMEs, typed in order, prints what they show.
. "$(dirname "$0")/../lib.sh"
. "$repo/testenv/readme.sh"
cp -a "$repo/common" "$repo/headers" "$repo/testenv" "$repo"/tracing??-* "$tmp"
for lesson in "$tmp"/tracing??-*; do
	try_readme "$lesson/README.org"
done
done_testing
