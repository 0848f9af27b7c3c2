# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# One command's run in the machine: what passes between it and us, signals and
# deadlines. Sourced by vm.sh.
#
# Output travels through one FIFO per stream and a pump that empties it. We end
# the machine, and only when as many bytes as the guest says it has written
# have left the pumps.

boot_limit=120		# seconds until the guest must be up
trial_limit=10		# the same where /dev/kvm is tried for the first time
grace=5			# seconds that a command has to end after a signal

running='' signalled='' terminal='' line='' pump_in='' pump_out='' pump_err=''

# Sets event and its arguments: what the guest says, or gone, or nothing for
# the last second.
next_event()
{
	local part='' result=0
	IFS='' read -r -t 1 -u "$control" part || result=$?
	line=$line$part		# a timeout may come amid a line
	if [ $result -eq 0 ]; then
		read -r event one two <<<"$line"
		line=''
	elif [ $result -gt 128 ]; then
		event=nothing
	else
		event=gone
	fi
}

# await_guest SECONDS: returns when it is up, or 1 and sets failure.
# A guest that is up far enough to say what it lacks ends us.
await_guest()
{
	local deadline=$((SECONDS + $1))
	while next_event; do
		case $event in
		ready) return 0 ;;
		fail)  die "guest: $one $two" ;;
		gone)  failure=$(why_gone); break ;;
		esac
		check_timeout
		[ "$SECONDS" -lt "$deadline" ] || { failure="guest: not up within $1 s"; break; }
	done
	return 1
}

# Connect the streams of the guest, which is up, and let the command run.
let_run()
{
	local out err
	running=1
	if [ "$mode" = pipes ]; then
		exec {out}<"$run/out" {err}<"$run/err"
		(trap '' INT TERM HUP; exec dd bs=64k status=none <&"$out" {feed}>&-) &
		pump_out=$!
		(trap '' INT TERM HUP; exec dd bs=64k status=none <&"$err" >&2 {feed}>&-) &
		pump_err=$!
		exec {out}<&- {err}<&-
		if [ ! -t 0 ]; then
			child dd bs=64k status=none >&"$feed" 2>/dev/null <&0 &
			pump_in=$!
			disown
		fi
	fi
	exec {feed}>&-
	rm -rf "$run"
	[ -z "$greet" ] || echo "Only this repository is real. Try testenv.sh --help; Ctrl-D ends, Ctrl-] x kills"
	echo "go $EPOCHREALTIME" >&"$order"
}

# Until the command has ended and its output has arrived; sets status.
await_exit()
{
	while next_event; do
		case $event in
		exit)
			status=$one
			[ "$mode" = tty ] || drain "$pump_out" "${two% *}"
			[ "$mode" = tty ] || drain "$pump_err" "${two#* }"
			break ;;
		gone)
			[ "$mode" = tty ] || wait "$pump_out" "$pump_err"
			[ -n "$greet" ] || die "$(why_gone)"
			break ;;
		esac
		check_timeout
		[ "$mode" = tty ] || check_pumps
	done
}

check_timeout()
{
	[ "$timeout" -eq 0 ] || [ "$SECONDS" -lt "$timeout" ] || die "guest: not done within $timeout s" 124
	[ -z "$signalled" ] || [ "$SECONDS" -lt $((signal_time + grace)) ] || end_of_signal "$signalled"
}

# A pump that has failed has said why, or nobody reads our output any more: of
# that the command would have died natively.
check_pumps()
{
	local pump
	for pump in "$pump_out" "$pump_err"; do
		kill -0 "$pump" 2>/dev/null && continue
		wait "$pump"
		case $? in
		0)   ;;		# the machine has gone: await_exit will see it
		141) exit 141 ;;
		*)   exit 125 ;;
		esac
	done
}

# drain PUMP BYTES: wait until it has passed on that many.
drain()
{
	while [ "$(passed_on "$1")" -lt "$2" ]; do
		sleep 0.02
		check_timeout
	done
}

passed_on()
{
	local key value
	while read -r key value; do
		[ "$key" != wchar: ] || { echo "$value"; return; }
	done 2>/dev/null <"/proc/$1/io"
	echo 999999999999999	# it has ended
}

clean_up()
{
	kill_machine
	[ -z "$pump_in" ] || kill -KILL "$pump_in" 2>/dev/null
	[ -z "$terminal" ] || stty "$terminal" </dev/tty 2>/dev/null
	[ -z "$run" ] || rm -rf "$run"
}

# The first signal is the command's; at the second, or where there is no
# command yet, we end of it.
on_signal()
{
	if [ -z "$running" ] || [ -n "$signalled" ]; then
		end_of_signal "$1"
	fi
	signalled=$1 signal_time=$SECONDS
	echo "signal $1" >&"$order"
}

end_of_signal()
{
	clean_up
	trap - EXIT "$1"
	kill "-$1" $$
}

run_machine()
{
	local signal accelerator
	status=0 SECONDS=0
	trap clean_up EXIT
	for signal in INT TERM HUP; do
		# shellcheck disable=SC2064 # expands here
		trap "on_signal $signal" $signal
	done
	prepare
	if [ "$mode" = tty ]; then
		terminal=$(stty -g)
		trap 'echo "size $(stty size </dev/tty)" >&"$order"' WINCH
	fi
	accelerator=$(known_accelerator)
	if [ "$accelerator" = try ]; then
		announce kvm
		start_machine kvm
		if await_guest $trial_limit; then
			remember_accelerator kvm
		else
			kill_machine
			remember_accelerator tcg
			accelerator=tcg
			note "/dev/kvm: $failure; emulating from now on"
		fi
	fi
	if [ -z "$machine" ]; then
		announce "$accelerator"
		start_machine "$accelerator"
		await_guest $boot_limit || die "$failure"
	fi
	let_run
	await_exit
	# A shell's loop around us ends if it is told what has ended the command.
	[ "$mode" != tty ] || [ "$status" -ne 130 ] || signalled=INT
	[ -z "$signalled" ] || [ "$status" -le 128 ] || end_of_signal "$signalled"
}

