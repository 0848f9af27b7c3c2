#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing01's table of what the verifier says: a row for each repair, in the words that
# the assignment's start really gets, here and on the other kernels.
. "$(dirname "$0")/lib.sh"
prepares COURSE_PROVE=.repairs "$repo/testenv/course" prepare tracing01 start

# refusal ASSIGNMENT: what its check says of the start, and the hint that it gives
refusal()
{
	local prepared=$tracing01/work/.prove.repairs/start-${1##*/}
	if [ "$(uname -n)" = xdp-lab ] && [ -d "$prepared" ]; then
		cp -rp "$prepared" "$tmp/${1##*/}"	# a compiler takes long there
	else
		mkdir "$tmp/${1##*/}"
		cp "$tracing01"/*.[ch] "$tracing01/Makefile" "$tmp/${1##*/}"
		patch -s -p1 -d "$tmp/${1##*/}" <"$1/start.patch"
	fi
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
is "and no other row leads to an assignment" "$repairs" "$(grep -c '^| =.*file:assignments/' "$tracing01/README.org")"

# a row without one
run "$repo/testenv/course.d/prog_run" "$repo/testenv/course.d/half_a_pointer_kern.o" "$(printf '%0128d' 0)"
like "half a pointer: is refused, and why" 'invalid size of register spill: half of a pointer is stored, at: .*kept = ctx->data_end' "$err"
for text in README.org README.zh.org; do
	like "half a pointer: $text has the row" "ctx->data_end" "$(row "$tracing01/$text" "$err")"
done
is "and there are no other rows" $((repairs + 1)) "$(sed -n '/^\* What the verifier says/,/^\* /p' "$tracing01/README.org" | grep -c '^| =')"
done_testing
