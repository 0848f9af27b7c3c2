# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# Which hint of a task fits what the verifier or a program said: the sections of task.org
# have it after "# when:". A part of lib.sh.

# hint WHEN...: the sections "# when: WHEN" of task.org fit what was just seen
hint() { printf '# hint: %s\n' "$@"; }

# verifier_hint TEXT: the hint of task.org that fits the verifier's words
verifier_hint()
{
	case $1 in
	*"access to packet"*)		echo packet-bounds ;;
	*"mem access 'inv'"*|*"mem access 'scalar'"*) echo moved ;;
	*"or_null"*)			echo null-check ;;
	*"reference leak"*|*"Unreleased reference"*) echo release ;;
	*"infinite loop"*)		echo loop ;;
	*"unknown func"*|*"cannot use helper"*) echo helper ;;
	*"cannot call libc"*)		echo libc ;;
	*"cannot access ptr member"*)	echo xdp-md ;;
	*"register spill"*)		echo arguments ;;
	*)				echo verifier ;;
	esac
}

# message_hint TEXT: the hint of task.org that fits what a program said
message_hint()
{
	case $1 in
	*"bytes and its values"*)	echo map-size ;;
	*"not loaded: Invalid argument"*) echo no-target ;;
	*"the knob is not set"*)	echo knob-late ;;
	*"no such knob"*|*"the knob has"*)	echo knob ;;
	*"unknown option"*)		echo option ;;
	*)				verifier_hint "$1" ;;
	esac
}
