#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The rules that a machine can hold: style, layers, sizes, shell scripts, both
# languages. One line per breach; exit status 1 if there is any.
# shellcheck disable=SC2046,SC2013 # the names of the files here have no spaces
set -u
cd "$(dirname "$0")/.." || exit 1
[ $# -eq 0 ] || { echo "lint.sh: $1: unexpected: it takes no arguments" >&2; exit 2; }
breaches=0

breach() { printf '%s\n' "$*"; breaches=$((breaches + 1)); }

# What git has or would take; without git (an unpacked archive, another user's clone), all there is.
mapfile -t every < <(git ls-files --cached --others --exclude-standard 2>/dev/null ||
	find . -type f -not -path './.git/*' | sed 's,^\./,,')

# files PATTERN...: those that match; a * matches slashes too
files()
{
	local file pattern
	for file in "${every[@]}"; do
		for pattern; do
			# shellcheck disable=SC2053 # it is a pattern
			if [[ $file == $pattern && -e $file ]]; then echo "$file"; fi
		done
	done
}

style()
{
	local file
	while read -r file; do
		breach "$file: not as clang-format has it (make format)"
	done < <(clang-format --dry-run --Werror $(files '*.[ch]') 2>&1 | sed -n 's/^\([^ :]*\):[0-9:]* error: .*/\1/p' | sort -u)
	while read -r file; do
		[ -x "$file" ] || breach "$file: not executable"
	done < <(files '*.t')
	while read -r file; do
		[[ $(head -n 3 "$file") == *SPDX-License-Identifier:\ GPL-2.0* ]] ||
			breach "$file: no SPDX-License-Identifier: GPL-2.0 in its first lines"
	done < <(files '*.[ch]' '*.sh' '*.t' '*.mk' '*Makefile' '.ci/run')
}

scripts()
{
	local script
	while read -r script; do
		shellcheck --external-sources --source-path=SCRIPTDIR:. "$script" || breach "$script: shellcheck"
	done < <(files 'testenv/*' '.ci/*' 'tracing*' | xargs -d '\n' grep -lE '^#!/bin/(ba)?sh' --)
}

# The rooms of common/ (common/rooms.mk declares them; the compiler holds who may include whom).
rooms()
{
	local room nouns file included
	local -A stands
	for room in common/*/; do
		room=$(basename "$room")
		grep -q "^room\.$room " common/rooms.mk || breach "common/$room: not declared in common/rooms.mk"
		nouns=$(files "common/$room/*.[ch]" | sed 's/\.[ch]$//' | sort -u | wc -l)
		[[ $nouns -ge 3 && $nouns -le 14 ]] || breach "common/$room: $nouns nouns, 3 to 14 are a room"
	done
	while read -r file; do
		included=${file##*/}
		[ -z "${stands[$included]-}" ] || breach "$file: ${stands[$included]} has that name, too"
		stands[$included]=$file
	done < <(files 'common/*.[ch]' 'headers/*.h')
	for file in $(files 'headers/*.h' 'tracing*/*.[ch]'); do
		for included in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
			case $file:${stands[$included]-} in
			headers/*:headers/*) ;;
			headers/*)	breach "$file: includes $included" ;;
			*:?*)		;;
			*)		[ -e "${file%/*}/$included" ] ||
						breach "$file: includes $included of neither headers/, common/ nor its lesson" ;;
			esac
		done
	done
	for file in $(grep -lE '#include <pcap' $(files '*.[ch]')); do
		! grep -qE '#include <(linux/bpf|bpf/)' "$file" ||
			breach "$file: pcap.h and linux/bpf.h both define struct bpf_insn"
	done
}

# at_most LINES FILE...
at_most()
{
	local most=$1 file lines
	shift
	for file; do
		lines=$(wc -l <"$file")
		[ "$lines" -le "$most" ] || breach "$file: $lines lines, at most $most"
	done
}

# A function begins with a "{" in the first column and ends with a "}" there.
functions()
{
	awk -v most=60 '
		/^\{/ { start = FNR }
		/^\}/ && start {
			if (FNR - start + 1 > most)
				print FILENAME ":" start ": a function of " FNR - start + 1 " lines, at most " most
			start = 0
		}' "$@"
}

sizes()
{
	local long line
	at_most 150 $(grep -l '^int main' $(files 'tracing*/*.c'))
	at_most 5 $(files 'tracing*/Makefile')
	at_most 30 $(files 'tracing*/hook.h')
	long=$(functions $(files '*.[ch]'))
	while read -r line; do
		[ -z "$line" ] || breach "$line"
	done <<<"$long"
}

# What a lesson consists of, and nothing else; what a program of others takes has a directory named for it.
lessons()
{
	local file
	for file in $(files 'tracing*/*'); do
		case ${file#*/} in
		README.org|README.zh.org|Makefile|*.[ch]|*.svg|assignments/*|prometheus/*|wireshark/*) ;;
		*) breach "$file: not part of a lesson" ;;
		esac
	done
}

# Whoever changes a lesson hears at once of the assignments that go with it.
assignments() { testenv/course fits 2>&1 || breach "assignments: patches that do not fit their lessons"; }

# Both languages show the same commands and outputs.
blocks() { sed -n '/^#+begin_example/,/^#+end_example/p; /^#+begin_src/,/^#+end_src/p' "$1"; }

languages()
{
	local file
	for file in $(files '*.org' | grep -v '\.zh\.org$'); do
		[ -e "${file%.org}.zh.org" ] || { breach "${file%.org}.zh.org: missing"; continue; }
		diff -u --label "$file" --label "${file%.org}.zh.org" <(blocks "$file") \
			<(blocks "${file%.org}.zh.org") || breach "$file: its Chinese version shows other commands or outputs"
	done
}

style
scripts
rooms
sizes
lessons
assignments
languages
[ "$breaches" -eq 0 ] || { echo "lint: $breaches to mend" >&2; exit 1; }
