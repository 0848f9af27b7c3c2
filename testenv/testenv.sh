#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The veth lab: an environment is a network namespace and a veth pair into it.
#
# Nothing about it is stored: its outer interface is a veth in our link group, its
# namespace bears the same name, its number stands in its addresses. So whatever
# a crash leaves behind can be completed or removed.
set -u
shopt -s extglob
callers_path=$PATH:/usr/sbin:/sbin
PATH=/usr/sbin:/usr/bin:/sbin:/bin:$PATH

readonly GROUP=51966			# 0xcafe: marks an outer interface from its creation
readonly NET6=fc00:dead:cafe NET4=10.11	# environment N: $NET6:N::/64, $NET4.N.0/24
# The name last used, by each seat (testenv/class), else by each user
readonly CURRENT=/run/xdp-testenv/current.${XDP_SEAT:-${SUDO_UID:-$UID}}
readonly BPFFS=/sys/fs/bpf
readonly -A HOST=([outer]=1 [inner]=2) OTHER=([outer]=inner [inner]=outer)

top=$(cd "$(dirname "$(readlink -f "$0")")/.." && pwd)
lesson=$top/tracing01-xdp-simple
pass=(--filename "$lesson/xdp_prog_kern.o" --progname xdp_pass)
declare -A batch=() option=([loader]=$lesson/xdp_loader [stats]=$top/testenv/lab/xdp_stats
	[redirector]=$top/tracing02-xdp-monitor/xdp_redirect) device=() seen=()
me=${0##*/} command='' args=() name='' number='' has=''
readonly USAGE='[OPTION...] COMMAND [OPTION...] [--] [ARG...]'

# letter | command or --option | its argument | options: the commands with ARGs that know it | help
readonly WORDS='|setup|||make an environment, or complete one
|teardown|||remove it, and end what still runs in it
|reset|||teardown, then setup with the same kinds of addresses
|exec|COMMAND [ARG...]||run COMMAND inside
|enter|||run a shell inside
|ping|[ARG...]||ping the outer interface from inside
|alias|||print a shell alias for this script, for eval
|status|||show every environment, * is the last one used
|st|||the same
|load|[ARG...]||run the loader on the outer interface (no ARG: load xdp_pass)
|unload|[ARG...]||run the loader with --unload (no ARG: --all)
|stats|[ARG...]||run the statistics program on the outer interface
|tcpdump|[ARG...]||run tcpdump -nei on the outer interface
|redirect|ENV1 ENV2||redirect by XDP between the outer interfaces of two (unload ends it)
n|--name|NAME|exec ping load unload stats tcpdump|the environment (else the last one used, else a new name)
g|--gen-new|||setup: a new name, even if there is a last one used
l|--loader|PATH|load unload|the program that loads XDP programs
s|--stats|PATH|stats|the program that shows statistics
|--legacy-ip||ping|setup: IPv4 addresses too; ping: use them
|--vlan||ping|setup: VLANs 1 and 2 too; ping: use the first
|--inner||load unload stats tcpdump|the inner interface, not the outer
|--peer-pass|||setup: load xdp_pass on the inner interface (for redirects)
v|--verbose|||show the commands that change something
h|--help||exec ping load unload stats tcpdump|this text'

die()   { printf '%s: %s\n' "$me" "${1//[[:cntrl:]]/?}" >&2; exit "${2-1}"; }
wrong() { die "$1: $2 (see --help)" 2; }

# at END COMMAND...: run it in the network namespace of that end, outer or inner
at() { if [[ $1 == inner ]]; then nsenter "--net=/run/netns/$name" "${@:2}"; else "${@:2}"; fi; }
ip_at() { if [[ $1 == inner ]]; then ip -n "$name" "${@:2}"; else ip "${@:2}"; fi; }	# ip's own way there: a process less
try() { # END COMMAND...: the same, or die with what it said, in one line
	local said
	[[ -z ${option[verbose]-} ]] || echo "+ ($1) ${*:2}" >&2
	said=$(at "$@" 2>&1 >/dev/null) && return
	said=${said##*$'\n'}
	die "$name: ${*:2}: ${said##@(RTNETLINK answers|Error|*: line +([0-9])): }"
}
# A process is dear in an emulated machine: what ip is to do at an end is collected, and done by one.
collect() { # END ARG...: of ip
	[[ -z ${option[verbose]-} ]] || echo "+ ($1) ip ${*:2}" >&2
	batch[$1]+=${*:2}$'\n'
}
carry_out() { # END: or die as try
	local said lines
	said=$(ip_at "$1" -batch - <<<"${batch[$1]}" 2>&1 >/dev/null) || {
		mapfile -t lines <<<"${batch[$1]}"
		[[ $said =~ (.*)$'\n''Command failed -:'([0-9]+) ]] || die "$name: ip: $said"
		said=${BASH_REMATCH[1]##*$'\n'}
		die "$name: ip ${lines[BASH_REMATCH[2] - 1]}: ${said##@(RTNETLINK answers|Error): }"
	}
	batch[$1]=''
}
poll() { # SECONDS COMMAND...: until it succeeds
	local end=$((SECONDS + $1))
	while ((SECONDS < end)); do "${@:2}" && return; sleep 0.02; done
	return 1
}

is()        { [[ $(stat -fc %T "$2" 2>/dev/null) == "$1" ]]; }	# FILESYSTEM PATH
link()      { ip_at "$1" -d -o link show dev "${2-${device[$1]}}" 2>/dev/null; }	# END [DEV]
look()      { ip_at "$1" -s -d addr show dev "${device[$1]}" 2>/dev/null; }	# the link, its addresses and counters
addresses() { # of what look said
	local line
	while read -r line; do
		[[ ! $line =~ ^inet6?\ ([^ ]+)\ .*scope\ global ]] || echo -n " ${BASH_REMATCH[1]}"
	done <<<"$1"
}
outers()    { ip -o link show group $GROUP type veth 2>/dev/null | sed -E 's/^[0-9]+: ([^@:]+).*/\1/'; }
namespace() { is nsfs "/run/netns/$name"; }
exists()    { [[ -n $has || -n $name && -e /run/netns/$name ]]; }
complete()  { [[ $has == pair && -n $(numbers | sed -n "s/^$name //p") && -n $(addresses "$(look inner)") ]]; }
numbers() { # those in the outer addresses in use: DEV NUMBER
	local dev line
	while read -r _ dev line; do
		[[ $line =~ ^inet6\ $NET6:([0-9a-f]+)::1/ ]] && echo "$dev $((0x${BASH_REMATCH[1]} & 0xfff))"
		[[ $line =~ ^inet\ $NET4\.([0-9]+)\.1/ ]] && echo "$dev ${BASH_REMATCH[1]}"
	done < <(ip -o addr show 2>/dev/null)
}
survey() { # sets has: nothing, half a pair, or a pair; what is not ours stops here and is never touched
	has=''
	case $(link outer) in
	*" group $GROUP "*" link-netns $name "*" veth "*) has=pair; return ;;
	*" group $GROUP "*" veth "*) has=half ;;
	?*) die "$name: an interface of this name exists, and is not ours" ;;
	esac
	! namespace || ! ip_at inner -o link show up 2>/dev/null | grep -qv ' lo:' ||
		die "$name: a network namespace of this name is in use, and not by us"
}

use() { # NAME
	local LC_ALL=C longest=15
	[[ -z ${option[vlan]-} ]] || longest=13		# there is NAME.1, too
	name=$1 device=([outer]=$1 [inner]=veth0)
	((${#name} <= longest)) || wrong "$name" "longer than $longest characters"
	[[ $name =~ ^[A-Za-z0-9][A-Za-z0-9_.-]*$ && $name != @(all|default|lo|ip|tc|xdp) ]] ||
		wrong "$name" "cannot name an interface and its pins"
	[[ -z ${XDP_SEAT-} || $command == status || ! $name =~ ^(seat[0-9]+)- || ${BASH_REMATCH[1]} == "$XDP_SEAT" ]] ||
		die "$name: another seat's, this is $XDP_SEAT"
}
choose() { # new|existing|any
	local chosen=${option[name]-}
	[[ -n $chosen || $1${option[gen-new]-} == newgen-new ]] || chosen=$(last_used)
	[[ -n $chosen || $1 != new ]] || chosen=$(printf '%s-%04x' "${XDP_SEAT:-trace}" $RANDOM)
	[[ -z $chosen ]] || use "$chosen"
	[[ $1 == existing ]] || return
	[[ -n $name ]] || die "$command: no environment: '$me setup' makes one, --name chooses one"
	namespace || die "$name: no such environment: '$me setup --name $name' makes it"
	remember
}
last_used() { cat "$CURRENT" 2>/dev/null; }
remember()  { [[ -n $name ]] && { mkdir -p "${CURRENT%/*}" && echo "$name" >"$CURRENT"; } 2>/dev/null; }
forget() { # by whomever it was used
	local each
	for each in "${CURRENT%/*}"/current.*; do
		[[ $(cat "$each" 2>/dev/null) != "$name" ]] || rm "$each"
	done
	rmdir "${CURRENT%/*}" 2>/dev/null
}

prepare() {
	[[ -z ${option[peer-pass]-} ]] || built loader
	# what a killed testenv.sh started inherits the lock, so it has ended, too
	{ exec {lock}</run && flock -w 60 "$lock"; } || die "/run: locked by another $me"
	survey
	is bpf_fs $BPFFS || mount -t bpf bpf $BPFFS 2>/dev/null ||
		echo "$me: $BPFFS: cannot mount bpffs: programs and maps cannot be pinned" >&2
	is tracefs /sys/kernel/tracing || mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
}
as_before() { # what it has besides it keeps
	[[ -n $has ]] || return
	[[ $(addresses "$(look outer)") != *" $NET4."* ]] || option[legacy-ip]=legacy-ip
	[[ -z $(link outer "$name.1") ]] || option[vlan]=vlan
}
make_pair() {
	[[ $has != pair || -z $(link inner) ]] || return 0
	[[ -z $has ]] || try outer ip link del dev "$name"
	namespace || { [[ ! -e /run/netns/$name ]] || try outer ip netns del "$name"; try outer ip netns add "$name"; }
	try outer ip link add dev "$name" group $GROUP type veth peer name veth0 netns "$name"
}

address() { # 4|6 END [VLAN]
	[[ $1 != 4 ]] || { echo "$NET4.$number.${HOST[$2]}"; return; }
	printf '%s:%x::%d' $NET6 $((${3:-0} << 12 | ${number:-0})) "${HOST[$2]}"
}
assign() { # 4|6 END DEV [VLAN]: its address, and the peer's MAC address, so that nobody asks for it
	local flags=(nodad) length=64 all=$NET6::/48
	[[ $1 == 6 ]] || flags=() length=24 all=$NET4.0.0/16
	collect "$2" addr replace "$(address "$1" "$2" "${@:4}")/$length" dev "$3" "${flags[@]}"
	collect "$2" neigh replace "$(address "$1" "${OTHER[$2]}" "${@:4}")" lladdr "${mac[${OTHER[$2]}]}" dev "$3" nud permanent
	[[ $2 == outer || $# -eq 4 ]] || collect inner route replace $all via "$(address "$1" outer)" dev "$3"
}
plug() { # END DEV [VLAN]: up, with IPv6, and as few packets of the kernel's own as can be
	local off=0 conf=/proc/sys/net/ipv6/conf/$2
	[[ $(at "$1" tee <<<0 "$conf"/{disable_ipv6,accept_dad,accept_ra,router_solicitations} \
		"$conf"/mldv{1,2}_unsolicited_report_interval 2>&1 >/dev/null) != */disable_ipv6:* ]] ||
		off=$(at "$1" cat "$conf/disable_ipv6" 2>/dev/null)
	[[ $off == 0 || -n ${option[legacy-ip]-} ]] ||
		die "$name: no IPv6: $conf/disable_ipv6 is ${off:-absent} and cannot be made 0: try setup --legacy-ip"
	collect "$1" link set dev "$2" up
	[[ $off != 0 ]] || assign 6 "$@"
}
configure() { # END
	local dev=${device[$1]} vlan
	# captures show what is sent: right checksums, no oversized frames, every VLAN tag
	try "$1" ethtool -K "$dev" rx off tx off sg off tso off gso off gro off \
		rxvlan off txvlan off rx-vlan-stag-hw-parse off tx-vlan-stag-hw-insert off
	plug "$1" "$dev"
	[[ -z ${option[legacy-ip]-} ]] || assign 4 "$1" "$dev"
	for vlan in ${option[vlan]:+1 2}; do
		[[ -n $(link "$1" "$dev.$vlan") ]] ||
			try "$1" ip link add link "$dev" name "$dev.$vlan" type vlan id "$vlan"
		plug "$1" "$dev.$vlan" "$vlan"
	done
	carry_out "$1"
}
settled() { # both ends are up, no address is being checked for duplicates, and none sends anything any more
	local before=${seen[*]}
	seen=([outer]=$(look outer) [inner]=$(look inner))
	[[ ${seen[*]} == "$before" && $before == *" state UP "*" state UP "* && $before != *" tentative "* ]]
}
choose_number() { # its own, else the lowest free one
	local used
	used=$'\n'$(numbers)$'\n'
	[[ ! $used =~ $'\n'"$name "([0-9]+) ]] || { number=${BASH_REMATCH[1]}; return; }
	for ((number = 1; number < 255; number++)); do [[ $used == *" $number"$'\n'* ]] || return 0; done
	die "$name: all 254 numbers are in use"
}

make() { # leaves alone what is right already, and so completes what is half there
	local end
	local -A mac seen
	if complete; then
		echo "$name: exists already"
	else
		echo "$name: $(exists && echo "half there, completing it" || echo "setting up")"
		previous=$(last_used)
		trap 'trap "" INT TERM HUP; (survey; remove); name=$previous remember' EXIT
		trap 'echo "$me: $name: interrupted, removing it" >&2; exit 1' INT TERM HUP
	fi
	remember
	make_pair
	for end in outer inner; do
		[[ $(link $end) =~ link/ether\ ([0-9a-f:]+) ]]
		mac[$end]=${BASH_REMATCH[1]}
	done
	collect inner link set dev lo up
	choose_number
	configure outer
	configure inner
	poll 10 settled || die "$name: not up after 10 s"
	[[ -z ${option[peer-pass]-} ]] || (run_at inner "${option[loader]}" --dev veth0 "${pass[@]}" --force) || exit 1
	trap - EXIT INT TERM HUP
	show
}

nobody_inside() { [[ -z $(ip netns pids "$name" 2>/dev/null) ]]; }
end_processes() {
	local signal pid
	for signal in TERM KILL; do
		for pid in $(ip netns pids "$name"); do
			[[ $signal == KILL ]] || echo "$name: ending process $pid ($(cat "/proc/$pid/comm"))"
			kill -$signal "$pid"
		done 2>/dev/null
		poll 2 nobody_inside && return
	done
	die "$name: process $(ip netns pids "$name" | head -n 1) does not end"
}
remove() {
	local end
	! namespace || nobody_inside || end_processes
	# libxdp keeps dispatch-IFINDEX-PROGRAM
	for end in outer inner; do link $end; done |
		sed -nE "s,^([0-9]+): .* prog/xdp[a-z]* id ([0-9]+).*,$BPFFS/xdp/dispatch-\1-\2,p" | xargs -r rm -rf
	rm -rf "${BPFFS:?}/$name"
	[[ -z $has ]] || try outer ip link del dev "$name"
	[[ ! -e /run/netns/$name ]] || try outer ip netns del "$name"
	has=''
	forget
}

give_own_sys() { # in a mount namespace: the namespace's interfaces; all else (bpffs, tracefs) stays the host's
	mount -t sysfs sysfs /sys/class/net &&
	mount --bind /sys/class/net/devices/virtual/net /sys/devices/virtual/net &&
	mount --bind /sys/class/net/class/net /sys/class/net
}
run_at() { # END COMMAND...: become COMMAND
	PATH=$callers_path
	[[ $1 == inner ]] || exec "${@:2}"
	TESTENV_NAME=$name exec nsenter "--net=/run/netns/$name" unshare --mount --propagation slave \
		bash -c "$(declare -f give_own_sys); give_own_sys; exec \"\$@\"" testenv.sh "${@:2}"
}
built() { command -v "${option[$1]-$1}" >/dev/null || die "${option[$1]-$1}: not found: run 'make' in $top"; }
on_device() { # loader|stats|tcpdump OPTION ARG...: become it, with OPTION DEVICE ARG...
	local end=${option[inner]-outer}
	choose existing
	built "$1"
	run_at "$end" "${option[$1]-$1}" "$2" "${device[$end]}" "${@:3}"
}
show() {
	local end link state program='( xdp[a-z]*) qdisc .* prog/xdp[a-z]* (id [0-9]+)( name ([^ ]+))?'
	for end in outer inner; do
		link=${seen[$end]-$(look $end)}
		state="not seen$( ((EUID)) && echo " (not root)")"
		[[ $link =~ ' state '([A-Z]+) ]] && state=${BASH_REMATCH[1]}$(addresses "$link")
		# of a program ip tells the name among a link's details only
		[[ $link != *" xdp"*" qdisc "* || ! $(link $end) =~ $program ]] || state+="${BASH_REMATCH[1]}: ${BASH_REMATCH[4]} (${BASH_REMATCH[2]})"
		echo "    $end ${device[$end]}: $state"
	done
}

cmd_setup()   { choose new; prepare; as_before; make; }
cmd_reset()   { choose new; prepare; as_before; ! exists || remove; make; }
cmd_exec()    { choose existing; ((${#args[@]})) || wrong exec "needs a COMMAND"; run_at inner "${args[@]}"; }
cmd_load()    { on_device loader --dev "${args[@]-${pass[@]}}"; }
cmd_unload()  { on_device loader --dev --unload "${args[@]---all}"; }
cmd_stats()   { on_device stats --dev "${args[@]}"; }
cmd_tcpdump() { on_device tcpdump -nei "${args[@]}"; }
cmd_redirect() {
	local way other target
	((${#args[@]} == 2)) || wrong redirect "needs ENV1 and ENV2"
	built loader
	built redirector
	for way in "${args[@]}"; do
		use "$way"
		namespace || die "$name: no such environment: '$me setup --name $name' makes it"
		# a veth takes redirected packets only if its peer expects them, by an XDP program of its own
		(run_at inner "${option[loader]}" --dev veth0 "${pass[@]}" --force --quiet) || exit 1
	done
	for way in "${args[0]} ${args[1]}" "${args[1]} ${args[0]}"; do
		read -r way other <<<"$way"
		use "$other"
		[[ $(link inner) =~ link/ether\ ([0-9a-f:]+) ]]
		target=${BASH_REMATCH[1]}
		(run_at outer "${option[redirector]}" --dev "$way" --redirect-dev "$other" --dest-mac "$target" --force) || exit 1
	done
}
cmd_teardown() {
	choose any
	[[ -z $name ]] || prepare
	exists || { echo "${name:-no environment chosen}: nothing to do"; return; }
	remove
	echo "$name: removed"
}
cmd_enter() {
	local shell=${SHELL:-bash}
	choose existing
	[[ $shell != *@(nologin|false) ]] || shell=bash
	export PS1="($name) \\w\\$ "
	[[ ${shell##*/} != bash ]] || run_at inner "$shell" --rcfile <(cat ~/.bashrc 2>/dev/null; echo "PS1='$PS1'")
	PS1="($name) # " run_at inner "$shell"
}
cmd_ping() {
	local to
	choose existing
	number=$(numbers | sed -n "s/^$name //p" | head -n 1)
	to=$(address "${option[legacy-ip]:+4}" outer ${option[vlan]:+1})
	ip -o addr show | grep -qF " $to/" || die "$name: $to is not there to ping: see setup's --legacy-ip and --vlan"
	echo "pinging $to, the outer interface, from inside $name"
	run_at inner ping "${args[@]}" "$to"
}
cmd_status() {
	local last names mark hint
	last=$(last_used)
	names=${option[name]-$({ outers; cd /run/netns && ls -d -- "$last"; } 2>/dev/null | sort -u)}
	[[ -n $names ]] || echo "no environment: '$me setup' makes one"
	for name in $names; do
		use "$name"
		survey
		exists || die "$name: no such environment"
		[[ $name == "$last" ]] && mark='*' || mark=' '
		hint=$( ((EUID)) || complete || echo " is incomplete: '$me setup --name $name' completes it")
		echo "$mark $name$hint"
		show
	done
}
cmd_alias() {
	local run
	printf -v run '%s%q' "$( ((EUID == 0)) || echo "sudo ${XDP_SEAT:+XDP_SEAT=$XDP_SEAT }")" "$top/testenv/testenv.sh"
	echo "alias t=${run@Q}"
}

look_up() { # WORD: sets word, value, known
	local letter help
	while IFS='|' read -r letter word value known help; do
		[[ $1 == "$word" || $1 == "$word="* && -n $value || $1 == "-${letter:--}" ]] && return
	done <<<"$WORDS"
	return 1
}
parse() { # WORD...: what is not for testenv.sh itself ends up in args
	local word value known passes='' given=' '
	while (($#)) && [[ $1 != -- ]]; do
		if ! look_up "$1" || [[ -n $passes && " $known " != *" $command "* ]]; then
			[[ -z $passes ]] || break
			wrong "$1" "unknown"
		elif [[ $word != --* ]]; then
			[[ -z $command ]] || wrong "$1" "unexpected after $command"
			[[ $word != st ]] || word=status
			command=$word passes=$value
		elif [[ -z $value ]]; then
			option[${word#--}]=${word#--}
		else
			[[ $1 == --*=* ]] || { shift; set -- "=${1-}" "${@:2}"; }
			[[ ${1#*=} ]] || wrong "$word" "needs a $value"
			[[ $given != *" $word "* ]] || wrong "$word" "given twice"
			given+="$word "
			option[${word#--}]=${1#*=}
		fi
		shift
	done
	[[ ${1-} != -- ]] || shift
	[[ $# -eq 0 || -n $passes ]] || wrong "$1" "unexpected"
	args=("$@")
}

[[ ${XDP_SEAT:-x} =~ ^[A-Za-z0-9]{1,10}$ ]] || wrong "XDP_SEAT=$XDP_SEAT" "letters and digits, at most 10"
if [[ $# -eq 1 && $1 == --help=table ]]; then	# as C programs have it: common/base/options.h
	echo "usage|$USAGE"
	echo 'purpose|Make network namespaces with an interface each, to try XDP in, and remove them.'
	awk -F'|' '/^[^|]*\|-/ { print "option|" ($1 ? "-" $1 : "") "|" $2 "|" $3 "||" $5 "|"; next }
		{ print "command|" $2 "|" $3 "|" $5 }' <<<"$WORDS"
	exit 0
fi
parse "$@"
if [[ -n ${option[help]-} ]]; then
	echo "usage: $me $USAGE"
	awk -F'|' '{ printf "  %-24s%s\n", ($1 ? "-" $1 ", " : "") $2 " " $3, $5 }' <<<"$WORDS"
	exit 0
fi
[[ -n $command ]] || wrong usage "which COMMAND?"
[[ -z ${TESTENV_NAME-} || $command == alias ]] || die "$command: inside $TESTENV_NAME: leave it first"
[[ $command == @(status|alias) || $EUID -eq 0 ]] || die "$command: needs root: try sudo"
"cmd_$command"
