#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The instructions that tracing05's README shows are those that bench.t counts (benches/counted.tsv).
# beside others
. "$(dirname "$0")/lib.sh"

# counted FIGURE BASE: its rows as bench prints them, with the shares of that row, blanks squeezed
counted()
{
	awk -F '\t' -v figure="$1" -v base="$2" '
		$1 == figure && !($2 in row) { name[++n] = $2; row[$2] }
		$1 == figure { count[$2, $3] = $4 }
		function share(of, length_of) {
			if (of == base || of == name[1])
				return count[of, length_of]
			return sprintf("%d x%.2f", count[of, length_of], count[of, length_of] / count[base, length_of])
		}
		END { for (i = 1; i <= n; i++) print name[i], share(name[i], "64 B"), share(name[i], "1500 B") }' \
		"$repo/testenv/benches/counted.tsv"
}

counted counted-fentry "xdp-tools', entry" >counted.out
is "all rows are counted" 7 "$(wc -l <counted.out)"
for readme in README.org README.zh.org; do
	sed -n '/^Watching a program, -s 96/,/^#+end/p' "$repo/tracing05-xdp-fentry/$readme" |
		sed -n '3,$p' | grep -vx -e '\.\.\.' -e '#+end.*' | tr -s ' ' >shown.out
	ok "$readme: there are figures" test "$(wc -l <shown.out)" -ge 4
	is "$readme: they are those that are counted" "" "$(grep -vxFf counted.out shown.out)"
done
done_testing
