#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# How long it takes to build everything from nothing.
. "$(dirname "$0")/figure.sh"
needs root

begin build "make all, where nothing is built: s"
cp -r "$repo" "$tmp/copy"
TIMEFORMAT='%R %U %S'
for ((round = 0; round < rounds; round++)); do
	make -s -C "$tmp/copy" clean
	read -r wall user system < <({ time make -s -j "$(nproc)" -C "$tmp/copy" all >&2; } 2>&1 | tail -n 1)
	result "make -j $(nproc)" "by the clock" "$wall"
	result "make -j $(nproc)" "of the processors" "$(awk "BEGIN { print $user + $system }")"
done
