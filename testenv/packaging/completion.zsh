#compdef @NAMES@
# SPDX-License-Identifier: GPL-2.0
# Completion in zsh for the programs of Tracing XDP: of each, what it says of itself
# (PROGRAM --help=table), so that nothing is said here of any option.

_tracing_xdp_candidates()	# OPTION ARGUMENT
{
	local -a found=(${(f)"$(${program:A:h}/../candidates $program "$1" "$2")"})
	if [[ ${found[1]-} == *: ]]; then
		compadd -S '' -- $found
	elif [[ $2 == (PROG|EVENT*) ]]; then
		_sequence compadd - $found
	else
		compadd -- $found
	fi
}

_tracing_xdp_action()	# OPTION ARGUMENT NAMES: sets REPLY
{
	case $2 in
	FILE | PATH)	REPLY=_files ;;
	DIR)		REPLY='_files -/' ;;
	COMMAND*)	REPLY=_command_names ;;
	*)		REPLY=" _tracing_xdp_candidates '$1' '${2//:/\\:}'"	# the space: as it is
			[[ -z $3 ]] || REPLY="_sequence compadd - ${3//,/ }" ;;
	esac
}

local program=${commands[$words[1]]:-${(e)~words[1]}} kind letter name takes values help line REPLY
local -a specs known fields
integer nth=0

for line in ${(f)"$($program --help=table 2>/dev/null)"}; do
	fields=("${(@s:|:)line}")
	kind=$fields[1] letter=${fields[2]-} name=${fields[3]-} takes=${fields[4]-} values=${fields[5]-} help=${fields[6]-}
	case $kind in
	option)
		help=${${help//\[/\\[}//\]/\\]}
		if [[ -n $takes ]]; then
			_tracing_xdp_action "$name" "$takes" "$values"
			help="[$help]:${takes//:/\\:}:$REPLY"
			specs+=("(${letter:+$letter }$name)${name}=$help" ${letter:+"(${letter:+$letter }$name)$letter$help"})
		else
			specs+=("*${name}[$help]" ${letter:+"*${letter}[$help]"})
		fi ;;
	command) known+=("$letter:$takes") ;;
	word)	nth+=1
		_tracing_xdp_action '' "$letter" ''
		specs+=("$nth:$letter:$REPLY") ;;
	esac
done
if (( $#known )); then
	specs+=("1:command:{_describe command known}" "*:argument:_files")
fi
_arguments $specs
