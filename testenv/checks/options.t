#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The table of options in tracing05's README: all that is said to be there is in --help, and
# all that is in --help, the other tools' included, is in the table.
. "$(dirname "$0")/lib.sh"
beside others
lesson=$repo/tracing05-xdp-fentry
columns=(tcpdump dumpcap xdp-tools cloudflare xdpdump xdpcap)

# named FILE COLUMN: the options in that column, one a line
named()
{
	sed -nE '/^\*\* (Beside the other tools|与其他工具对照)$/,/^\* /s/^\| (.*) \|$/\1/p' "$1" |
		awk -F ' [|] ' -v n=$(($2 + 1)) 'NR > 1 { print $n }' | grep -oE '=-[^=]+=' | tr -d = | sort -u
}

# In --help: a letter and a word that are one option stand on one line, with a comma.
help_of()
{
	case $1 in
	tcpdump)
		tcpdump --help 2>&1 | sed -nE 's/.*\[-([A-Za-z#]+)\].*/\1/p' | grep -o . | sed 's/^/-/'
		tcpdump --help 2>&1 | grep -oE '\[ ?(--[a-z-]+|-[A-Za-z])' | tr -d '[ ' ;;
	dumpcap)	dumpcap --help 2>/dev/null | sed -nE 's/^  (-.*)/\1/p' | grep -oE '^--?[A-Za-z-]+|, --[a-z-]+' | sed 's/^, //' ;;
	xdp-tools)	PATH=/usr/sbin:/usr/bin xdpdump --help | grep -oE '(^| )--?[A-Za-z-]+' | tr -d ' ' ;;
	xdpdump | xdpcap)
		"$program" --help | sed -nE 's/^  (-., |    )(--?[a-z-]+).*/\1\2/p' | sed 's/, /|/; s/^ *//' ;;
	esac | sort -u
}

for i in 0 1 2 4 5; do
	tool=${columns[i]}
	program=$lesson/xdpdump
	[ "$tool" = xdpcap ] && program=$tracing06/xdpcap
	help_of "$tool" >help
	ok "$tool: --help has options" test "$(wc -l <help)" -ge 15
	for readme in README.org README.zh.org; do
		named "$lesson/$readme" $i >table
		is "$readme: $tool has what the table says" "" "$(tr '|' '\n' <help | sort | comm -13 - table | xargs)"
		is "$readme: the table has what $tool has" "" "$(while IFS='|' read -r letter word; do
			grep -qxFe "$letter" table || grep -qxFe "${word:-$letter}" table || echo "$letter"; done <help | xargs)"
	done
done
is "both tables name the same" "$(for i in {0..5}; do named "$lesson/README.org" "$i"; done)" \
	"$(for i in {0..5}; do named "$lesson/README.zh.org" "$i"; done)"
done_testing
