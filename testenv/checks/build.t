#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each lesson builds and runs alone, from copies of its directory, common/ and headers/, and
# rebuilds what a change concerns, and nothing else.
. "$(dirname "$0")/lib.sh"
beside others
src="a copy"
mkdir "$src"
cp -r "$repo/common" "$repo/headers" "$src"
make -s -C "$src/common" clean
for lesson in "$repo"/tracing??-*; do
	lesson=$(basename "$lesson")
	cp -r "$repo/$lesson" "$src"
	make -s -C "$src/$lesson" clean
	is "$lesson: clean leaves no product" "" "$(find "$src/$lesson" -name '*.o' -o -name '*.a' -o -name '.*.d')"
	ok "$lesson: builds in a directory with a space in its name" make -s -C "$src/$lesson"
	is "$lesson: a second make does nothing" "" "$(make -s -C "$src/$lesson")"
	while read -r program; do
		exits "$lesson: ${program##*/} --help" 0 "$program" --help
		unlike "$lesson: it names nothing that is not there" '(^|[^[:alnum:]])(testenv|tracing[0-9])' "$out"
	done < <(find "$src/$lesson" -maxdepth 1 -type f -executable)
	case $lesson in
	tracing01*|tracing02*)
		exits "$lesson: a copy runs" 0 "$src/$lesson/trace_load_and_stats" --count 1 --interval 1 ;;
	tracing04*)
		exits "$lesson: a copy runs" 0 "$src/$lesson/xdp_sample_pkts_user" -d lo -a duration:1 -q --filename copy.pcap ;;
	esac
	read -r kern header < <(grep '^#include "' "$src/$lesson"/*_kern.c /dev/null |
		sed -nE 's,^.*/([a-z_0-9]+)\.c:#include "(.*)"$,\1 \2,p' | while read -r kern header; do
			[ ! -e "$src/headers/$header" ] || echo "$kern $header"
		done)
	find "$src" -exec touch -d '1 hour ago' {} +
	touch "$src/headers/$header"
	like "$lesson: a changed header rebuilds $kern.o" "$kern.c" "$(make -C "$src/$lesson")"
	rm -rf "${src:?}/$lesson"
done

# what the checks demand of each lesson's Makefile holds for a broken program, too
mkdir broken
cp -r "$repo/common" "$repo/headers" broken
mkdir broken/lesson
cp "$repo/tracing01-xdp-simple/Makefile" broken/lesson
echo 'int unused(void) { int x; return 0; }' | tee broken/lesson/bad_kern.c >broken/lesson/bad.c
ok "a warning is an error for BPF" not make -s -C broken/lesson bad_kern.o
ok "a warning is an error for user space" not make -s -C broken/lesson bad
done_testing
