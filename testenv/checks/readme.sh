#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Types the commands of a README into terminals, in order, and compares what the
# screen says with what the README shows; compares its C excerpts with the sources.
# A part of a check: sourced by it after lib.sh.
#
# In an example block, "$ " and "# " begin what is typed and "^C" is Ctrl-C; the
# other lines are expected to appear, in order, with other numbers, MAC addresses
# and packet bytes; "..." stands for lines that may differ. A block goes to the
# first terminal that is at a "$ " prompt, or to a new one when all are busy. A block
# without "$ " that ends in "^C" goes on in the one that an earlier block left running.

# shellcheck disable=SC2154,SC2034 # repo, tmp, pause and so on are lib.sh's

# A look at a screen starts a process, and a dozen where it has changed: dear in an emulated machine.
[ "$(uname -n)" != xdp-lab ] || pause=0.2

terminal() { tmux -S "$tmp/tmux" "$@"; }
look()     { screen=$(terminal capture-pane -J -p -S - -t "$1"); }
prompting() { look "$1" && [[ ${screen##*$'\n'} =~ $2 ]]; }

new_terminal()
{
	terminals=$((terminals + 1))
	terminal new-session -d -s "t$terminals" -x 250 -y 50 -c "$1" \
		"env PS1='$ ' bash --norc --noprofile -i"
	await prompting "t$terminals" '^\$ *$'
}

# choose_terminal DIR: sets $t
choose_terminal()
{
	local i
	for ((i = 1; i <= terminals; i++)); do
		t=t$i
		! prompting $t '^\$ *$' || return 0
	done
	new_terminal "$1"
	t=t$terminals
}

# What may differ from run to run is made alike.
alike()
{
	sed -E -e 's/\r//; s/[[:space:]]+/ /g; s/^ //; s/ $//' -e 's/^this kernel refuses freplace.*//' \
		-e 's/^.+-[0-9]+ \[[0-9]+\] [^ ]+ [0-9.]+: (bpf_trace_printk:)/TASK \1/; s/"comm": "[^"]*"/TASK/' \
		-e 's/([0-9a-f]{2}:){5}[0-9a-f]{2}/MAC/g; s/\<(src|dst): [0-9a-f]+/\1: HEX/g' -e 's/(hdr:)( [0-9a-f]{2})+/\1 HEX/' \
		-e 's/^0x[0-9a-f]{4}: ([-+]?) ?([0-9a-f]{2}( |$))+.*/ROW\1 of bytes/' \
		-e 's/^[0-9]+ -> [0-9]+ : [0-9]+ \|[* ]*\|$/ROW of a histogram/' -e 's/ (→|[?]) / -> /g' \
		-e 's/\<[0-9a-f]{16}\>/TAG/g; s/0x[0-9a-f]+|[0-9]+([.,][0-9]+)*/N/g' | awk 'NF && ($0 !~ /^ROW/ || $0 != last); { last = $0 }'
}

# In an excerpt only what stands between the words may.
squeezed() { sed -E 's/[[:space:]]+/ /g; s/^ //; s/ $//'; }

# shown FILTER SEEN: the expected lines (so filtered) are among the seen ones, in order
shown()
{
	local line seen at=0
	mapfile -t seen < <("$1" <<<"$2")
	for line in "${expected[@]}"; do
		[ "$line" = ... ] && continue
		while [ $at -lt ${#seen[@]} ] && [ "${seen[at]}" != "$line" ]; do
			at=$((at + 1))
		done
		[ $at -lt ${#seen[@]} ] || { missing=$line; return 1; }
		at=$((at + 1))
	done
}

# What follows on the screen after the place that was marked, if it has changed since the last look.
appears()
{
	local before=$screen
	look "$t"
	[ "$screen" != "$before" ] || [ -n "$first_look" ] || return 1
	first_look=''
	shown alike "$(tail -n "+$mark" <<<"$screen")"
}

# The lines gathered so far must appear after the place that was marked.
expect()
{
	[ -s "$tmp/expected" ] || return 0
	mapfile -t expected < <(alike <"$tmp/expected")
	first_look=1
	claim "$readme: $typed: prints what is shown" await appears || diag "missing: $missing" "screen:" "$screen"
	: >"$tmp/expected"
}

type_line()
{
	expect
	await prompting "$t" "$1" || diag "$readme: no prompt before: $2"
	mark=${screen//[!$'\n']}
	mark=$((${#mark} + 2))		# the line after the prompt
	typed=$2
	terminal send-keys -t "$t" -l -- "$2"
	terminal send-keys -t "$t" Enter
}

# goes_on FILE: a block for what runs already
goes_on() { [ -e "$1" ] && ! grep -q '^\$ ' "$1" && grep -qx '^^C' "$1"; }

# Ctrl-C sends the signal first and then throws away what the terminal still holds: should that be
# a quick program's end and the prompt, Enter brings another prompt, where the program has ended.
ends()
{
	deadline=$((deadline / 2)) await prompting "$t" '^\$ *$' && return
	terminal send-keys -t "$t" Enter
	await prompting "$t" '^\$ *$'
}

# block FILE [STAYS]: one example block; its last command need not end
block()
{
	local line
	: >"$tmp/expected"
	if goes_on "$1"; then
		read -r t mark typed <<<"$left"
	else
		grep -q '^\$ ' "$1" || return 0	# nothing is typed in it
		choose_terminal "$dir"
	fi
	while IFS= read -r line; do
		case $line in
		'$ '*)	type_line '^\$ *$' "${line#??}" ;;
		'# '*)	type_line '# *$' "${line#??}" ;;
		'^C')	expect
			terminal send-keys -t "$t" C-c ;;
		*)	printf '%s\n' "$line" >>"$tmp/expected" ;;
		esac
	done <"$1"
	expect
	if [ -n "${2-}" ]; then
		left="$t $mark $typed"
	else
		grep -q '^# ' "$1" || claim "$readme: $typed: ends" ends || diag "$screen"
	fi
}

# excerpt FILE: each line stands, in this order, in one of the sources
excerpt()
{
	local source
	mapfile -t expected < <(sed 's/^$/.../' "$1" | squeezed)
	while read -r source; do
		! shown squeezed "$(<"$source")" || return 0
	done < <(grep -lF -e "$(grep -m 1 . "$1")" "$dir"/*.[ch] "$repo"/headers/*.h)
	return 1
}

# What the texts type is there also on a machine without it.
if [ ! -x "$(command -v sudo)" ]; then
	mkdir "$tmp/bin"
	ln -s "$repo/testenv/vm/sudo" "$tmp/bin/sudo"
	PATH=$PATH:$tmp/bin
fi

# alone LESSON: in this clone nothing is built but what that lesson's make builds
alone()
{
	local part
	for part in "$repo"/tracing??-* "$repo/testenv/lab"; do
		make -s -C "$part" clean
	done
	make -s -C "$repo/$1" || diag "$1: make failed"
}

# stays N: says so if what block N leaves running goes on in the block after the next
stays()
{
	goes_on "$tmp/part.$(($1 + 2)).block" && ! grep -qx '^^C' "$tmp/part.$1.block" && echo stays
}

# try_readme LESSON [TEXT]: all of it, or of another text of the repository, typed in the lesson
# itself: for a check that runs in a clone
try_readme()
{
	local line kind='' n=0
	dir=$repo/$1 terminals=0
	readme=${2-$1/README.org}
	while IFS= read -r line; do
		case $line in
		'#+begin_example sh')	kind=block ;;
		'#+begin_src c')	kind=excerpt ;;
		'#+end_'*)
			[ -z "$kind" ] || mv "$tmp/part" "$tmp/part.$((n += 1)).$kind"
			kind='' ;;
		*)	[ -z "$kind" ] || printf '%s\n' "$line" >>"$tmp/part" ;;
		esac
	done <"$repo/$readme"
	for ((i = 1; i <= n; i++)); do
		if [ -e "$tmp/part.$i.block" ]; then
			block "$tmp/part.$i.block" "$(stays $i)"
		else
			ok "$readme: excerpt: $(head -n 1 "$tmp/part.$i.excerpt")" excerpt "$tmp/part.$i.excerpt"
		fi
	done
	terminal kill-server
	rm -f "$tmp"/part.*
}
