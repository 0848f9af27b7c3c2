#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing01's table of what the verifier says: a row for each repair, in the words that
# the assignment's start really gets, here and on the other kernels.
. "$(dirname "$0")/lib.sh"

# refusal ASSIGNMENT: what its check says of the start, and the hint that it gives
refusal()
{
	mkdir "$tmp/${1##*/}"
	cp "$tracing01"/*.[ch] "$tracing01/Makefile" "$tmp/${1##*/}"
	patch -s -p1 -d "$tmp/${1##*/}" <"$1/start.patch"
	WORK=$tmp/${1##*/} bash "$1/check" 2>&1 | sed -n '/^not ok .* - the kernel takes it$/,$s/^# //p'
}

# row README REFUSAL: the table's row in whose first column this stands
row()
{
	local line words
	while IFS= read -r line; do
		while read -r words; do
			words=${words//'('/'\('}
			# shellcheck disable=SC2053 # it is a pattern
			[[ $2 != *${words//.../*}* ]] || { echo "$line"; break; }
		done < <(cut -d'|' -f2 <<<"$line" | grep -o "=[^=]*=" | tr -d =)
	done < <(sed -n '/^\* \(What the verifier says\|验证器说什么\)$/,/^\* /s/^| =/&/p' "$1")
}

ln -s "$repo/common" "$repo/headers" "$tmp"
repairs=0
for task in "$tracing01"/assignments/*/; do
	task=${task%/}
	grep -q '^#+TITLE: Repair: ' "$task/task.org" || continue
	repairs=$((repairs + 1))
	said=$(refusal "$task")
	hint=${said##*$'\n'hint: } said=${said%$'\n'hint: *}
	claim "${task##*/}: is refused, in one line" one_line "$said" || diag "$said"
	ok "${task##*/}: has the hint for it" grep -Eq "^# when:.* $hint( |$)" "$task/task.org"
	for text in README.org README.zh.org; do
		like "${task##*/}: $text has the row, which leads to it" "assignments/${task##*/}/task" \
			"$(row "$tracing01/$text" "$said")"
	done
done
is "and there are no other rows" "$repairs" "$(grep -c '^| =.*file:assignments/' "$tracing01/README.org")"
done_testing
