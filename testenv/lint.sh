#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The rules that a machine can hold: style, layers, sizes, shell scripts, both
# languages. One line per breach; exit status 1 if there is any.
# shellcheck disable=SC2046,SC2013 # the names of the files here have no spaces
set -u
cd "$(dirname "$0")/.." || exit 1
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
	for file in $(files '*.[ch]'); do
		clang-format --dry-run --Werror "$file" 2>/dev/null ||
			breach "$file: not as clang-format has it (make format)"
	done
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

# The layers of common/, lowest first: a file includes its own layer's and lower ones' headers.
layer()
{
	case $1 in
	options|options_help|filter_words|filter_options|log|signals|clock|hexdump|json|interface|xdp_action|capability|version) echo 0 ;;
	command|netns|ethtool|latency|packet_ids|packet_pair|packet_diff|packet_text) echo 0 ;;
	packet_order|packet_file|packet_writer|pcap_writer|pcapng|pcapng_block|pcapng_format) echo 0 ;;
	pcap_filter|cbpf|cbpf_copy|cbpf_direct|cbpf_emit|cbpf_flow|cbpf_graph|cbpf_node|ebpf) echo 0 ;;
	ethernet|number|text|trace_line|trace_reader|xdp_error|xdp_event_kinds) echo 0 ;;
	bpf_cause|bpf_knob|bpf_loader|bpf_slots|map_pins|xdp_attach|xdp_evict|xdp_install|xdp_programs) echo 1 ;;
	bpf_quiesce|xdp_mode|xdp_tap_options|xdp_table|xdp_select|xdp_watch|live_capture) echo 1 ;;
	xdp_hook|xdp_hook_claim|xdp_hook_fit|xdp_hook_options|xdp_hook_list|xdp_hook_owner) echo 1 ;;
	stats_table|trace_pipe|tracepoints_btf) echo 1 ;;
	tracepoints|perf_ring|packet_ring|stats|filter) echo 1 ;;
	capture|capture_run|xdp_describe|xdp_tap|hook_tap|hook_describe|hook_programs) echo 2 ;;
	xdp_report) echo 2 ;;
	*) echo unknown ;;
	esac
}

layers()
{
	local file noun included own other
	for file in $(files 'common/*.[ch]'); do
		noun=$(basename "${file%.*}")
		own=$(layer "$noun")
		[ "$own" != unknown ] || { breach "$file: which layer? (testenv/lint.sh)"; continue; }
		for included in $(sed -n 's/^#include "\(.*\)\.h"$/\1/p' "$file"); do
			[ -e "headers/$included.h" ] && continue
			other=$(layer "$included")
			[[ $other != unknown && $other -le $own ]] ||
				breach "$file: layer $own includes $included.h of layer $other"
		done
	done
	for file in $(files 'headers/*.h' 'tracing*/*.[ch]'); do
		for included in $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file"); do
			case $file:$included in
			headers/*) [ -e "headers/$included" ] || breach "$file: includes $included" ;;
			*) [[ -e headers/$included || -e common/$included || -e ${file%/*}/$included ]] ||
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
	at_most 150 $(files 'tracing*/*.c')
	at_most 5 $(files 'tracing*/Makefile')
	at_most 30 $(files 'tracing*/hook.h')
	long=$(functions $(files '*.[ch]'))
	while read -r line; do
		[ -z "$line" ] || breach "$line"
	done <<<"$long"
}

# What a lesson consists of, and nothing else.
lessons()
{
	local file
	for file in $(files 'tracing*/*'); do
		case ${file#*/} in
		README.org|README.zh.org|Makefile|*.c|hook.h|entry_hook.h|*.svg|assignments/*) ;;
		*) breach "$file: not part of a lesson" ;;
		esac
	done
}

# Both languages show the same commands and outputs.
blocks() { sed -n '/^#+begin_example/,/^#+end_example/p; /^#+begin_src/,/^#+end_src/p' "$1"; }

languages()
{
	local file
	for file in $(files '*README.org'); do
		[ -e "${file%.org}.zh.org" ] || { breach "${file%.org}.zh.org: missing"; continue; }
		diff -u --label "$file" --label "${file%.org}.zh.org" <(blocks "$file") \
			<(blocks "${file%.org}.zh.org") || breach "$file: its Chinese version shows other commands or outputs"
	done
}

style
scripts
layers
sizes
lessons
languages
[ "$breaches" -eq 0 ] || { echo "lint: $breaches to mend" >&2; exit 1; }
