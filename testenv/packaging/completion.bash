# SPDX-License-Identifier: GPL-2.0
# Completion in bash for the programs of Tracing XDP: of each, what it says of itself
# (PROGRAM --help=table), so that nothing is said here of any option.
# shellcheck shell=bash

# _tracing_xdp_before WORD...: what those leave to be completed; for _tracing_xdp
_tracing_xdp_before()
{
	local word
	expects='' nth=0 command=''
	for word; do
		if [[ $expects && $word == = ]]; then
			continue	# readline has split --word=...
		elif [[ $expects ]]; then
			expects=''
		elif [[ $word == -- ]]; then
			expects=COMMAND option=''
			return
		elif [[ $word == -* ]]; then
			[[ -n ${argument[$word]-} ]] || word=${word#-}	# xdpcap knows both -count and --count
			expects=${argument[$word]-} option=${long[$word]-}
		else
			command=$word nth=$((nth + 1))
		fi
	done
}

_tracing_xdp()
{
	local program word=$2 kind letter name takes values expects option='' command nth table words=() options=() list=''
	local -A argument=() long=() among=()
	program=$(type -P -- "${COMP_WORDS[0]/#\~/$HOME}") || return
	table=$("$program" --help=table 2>/dev/null) || return
	[[ $word != = ]] || word=''
	while IFS='|' read -r kind letter name takes values _; do
		case $kind in
		option)	options+=("$name")
			argument[$name]=$takes long[$name]=$name among[$name]=$values
			[[ -z $letter ]] || { argument[$letter]=$takes long[$letter]=$name; } ;;
		command) words[0]+=" $letter"
			argument[$letter]=$name ;;
		word)	words+=("$letter") ;;
		esac
	done <<<"$table"
	_tracing_xdp_before "${COMP_WORDS[@]:1:COMP_CWORD - 1}"
	if [[ -z $expects && $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${options[*]}" -- "$word")
		return
	fi
	option=${expects:+$option}
	if [[ -z $expects && $nth -eq 0 && ${words[0]-} == ' '* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "${words[0]}" -- "$word")
		return
	fi
	[[ $expects ]] || expects=${argument[${command:-none}]-${words[nth]-FILE}}
	case $expects in
	COMMAND*) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	FILE | PATH | DIR | '[ARG'*)
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
	*)	list=${among[${option:-none}]-}
		[[ $list ]] || list=$("$(dirname "$(readlink -f "$program")")/../candidates" "$program" "$option" "$expects")
		list=" ${list//[,$'\n']/ } " name=${word%"${word##*,}"}	# what stands before the last comma
		for takes in ${name//,/ }; do
			list=${list/" $takes "/ }
		done
		mapfile -t COMPREPLY < <(compgen -P "$name" -W "$list" -- "${word##*,}")
		[[ ${COMPREPLY[0]-} != *: ]] || compopt -o nospace 2>/dev/null ;;
	esac
}

complete -F _tracing_xdp @NAMES@
