#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The instructions that a packet costs (benches/counted.sh) are, within 5 %, those of
# benches/counted.tsv. Where they shall be others:
#
#   testenv/checks/bench.t --new >testenv/benches/counted.tsv
[ "${LENGTH-}" = full ] || [ "${1-}" = --new ] || { echo "1..0 # SKIP counts for minutes: make bench-check does"; exit; }
. "$(dirname "$0")/lib.sh"
needs vm 6.12
known=$repo/testenv/benches/counted.tsv
builders="# built by clang $(clang -dumpversion | cut -d . -f 1) and gcc $(gcc -dumpversion | cut -d . -f 1)"
[ "${1-}" = --new ] || [ "$(head -n 1 "$known")" = "$builders" ] ||
	skip_all "the figures are not of these compilers: $(head -n 1 "$known")"

"$repo/testenv/benches/counted.sh" >records 2>said || { echo "Bail out! $(tail -n 1 said)"; exit 1; }
"$repo/testenv/benches/report" --tsv <records >counted
if [ "${1-}" = --new ]; then
	echo "$builders"
	cat counted
	exit
fi
while IFS=$'\t' read -r figure row size expected; do
	seen=$(awk -F '\t' -v figure="$figure" -v row="$row" -v size="$size" \
		'$1 == figure && $2 == row && $3 == size { print $4 }' counted)
	claim "$figure, $row, $size: within 5 % of $expected" awk -v a="$expected" -v b="$seen" \
		'BEGIN { d = a < b ? b - a : a - b; exit b == "" || d > a * 0.05 && d > 2 }' ||
		diag "${seen:-not counted}"
done < <(tail -n +2 "$known")
is "nothing else is counted" "$(tail -n +2 "$known" | cut -f 1-3 | sort)" "$(cut -f 1-3 counted | sort)"
done_testing
