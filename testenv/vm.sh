#!/bin/bash
# shellcheck disable=SC2154,SC2034,SC2317 # the parts of vm.sh share its variables and functions
# SPDX-License-Identifier: GPL-2.0
# Run a command, or a shell, as root in a throwaway virtual machine that sees
# this machine's files read-only and this repository read-write.
#
# Here: the command line. vm/kernels.sh finds the kernel, vm/machine.sh starts
# the machine, vm/session.sh looks after it, vm/init is the guest's process 1.
set -u -o pipefail

here=$(dirname "$(realpath "$0")")
repository=$(dirname "$here")

usage()
{
	cat <<-EOT
	usage: vm.sh [OPTION...] [--] [COMMAND [ARGUMENT...]]
	       vm.sh kernels          what is cached, and what can be had; 125: and why
	                              none can be booted here
	       vm.sh fetch [KERNEL...|all]

	Runs COMMAND as root in a virtual machine, in the current directory of this
	repository, which is the only thing of this machine that it can change. Output
	and exit status are COMMAND's. Without COMMAND: a shell. Needs no root.
	A terminal is COMMAND's too if it is all of input, output and errors; other
	input is read ahead, as by ssh. \$XDP_LAB_VM is set in the machine.

	  -k, --kernel KERNEL   5.10, 6.1, 6.12, 7, host, or an image's path; default: host
	                        where it can be booted, else the newest cached, else 6.12.
	                        arm64 has 6.12-16k, with pages of 16 KiB, and no 5.10
	  -c, --cpus N          processors (default 1: emulated ones slow each other down)
	  -m, --memory MB       memory (default 1024)
	  -a, --arch ARCH       processor: amd64 or arm64; default: this machine's. Another than
	                        that sees a copy of this repository, built for it, and
	                        Debian's files instead of this machine's
	      --icount          a clock that counts instructions: repeatable costs, slow
	  -t, --timeout S       end the machine after S seconds, 0 for never
	                        (default 600 with COMMAND, never for a shell)
	  -v, --verbose         show the guest's boot messages, and what emulates it
	  -h, --help            this

	Kernels are kept in \$XDP_LAB_CACHE (default ~/.cache/xdp-lab); XDP_LAB_ARCHIVE
	names a Debian archive where apt's configuration has none.
	exit: COMMAND's status; 124 timeout, 125 vm.sh failed, 126 and 127 as in a
	shell, 2 wrong usage
	EOT
}

# die MESSAGE [STATUS]
die()  { echo "vm.sh: $1" >&2; exit "${2:-125}"; }
note() { [ -z "$talk" ] || echo "vm.sh: $1" >&2; }

for part in kernels fetch foreign config machine session; do
	# shellcheck source=/dev/null
	. "$here/vm/$part.sh"
done

# What a lab does not need, defences and self-tests, costs seconds where every
# instruction is emulated. So do addresses that differ at each start of a program:
# the emulator translates a library anew wherever it finds it.
boot_options="panic=-1 nokaslr norandmaps mitigations=off tsc=reliable no_timer_check cryptomgr.notests random.trust_cpu=on rcupdate.rcu_expedited=1"

kernel='' arch='' cpus=1 memory=1024 icount='' timeout='' verbose='' talk=''

number() { [[ ${2-} =~ ^[0-9]{1,6}$ ]] || die "$1: expects a number" 2; }

parse_options()
{
	while [ $# -gt 0 ]; do
		case $1 in
		--icount=*|--verbose=*|--help=*) die "$1: takes no argument" 2 ;;
		--*=*)        set -- "${1%%=*}" "${1#*=}" "${@:2}"; continue ;;
		-k|--kernel)  [ -n "${2-}" ] || die "$1: expects a kernel" 2; kernel=$2; shift ;;
		-a|--arch)    [ -n "${2-}" ] || die "$1: expects amd64 or arm64" 2; arch=$2; shift ;;
		-c|--cpus)    number "$@"; cpus=$2; shift ;;
		-m|--memory)  number "$@"; memory=$2; shift ;;
		-t|--timeout) number "$@"; timeout=$2; shift ;;
		--icount)     icount=1 ;;
		-v|--verbose) verbose=1 ;;
		-h|--help)    usage; exit 0 ;;
		--)           shift; break ;;
		-*)           die "$1: unknown option (see --help)" 2 ;;
		*)            break ;;
		esac
		shift
	done
	command=("$@")
	[ "$cpus" -gt 0 ] || die "--cpus: expects 1 or more" 2
	[ "$memory" -ge 256 ] || die "--memory: expects 256 or more" 2
}

# Sets architecture, as uname has it, debian_architecture, and foreign where it is not ours.
choose_architecture()
{
	local ours
	ours=$(uname -m)
	architecture=$ours foreign=''
	case $arch in
	'')    ;;
	amd64) architecture=x86_64 ;;
	arm64) architecture=aarch64 ;;
	*)     die "--arch $arch: expects amd64 or arm64" 2 ;;
	esac
	case $architecture in
	x86_64)  debian_architecture=amd64 triplet=x86_64-linux-gnu ;;
	aarch64) debian_architecture=arm64 triplet=aarch64-linux-gnu ;;
	*)       die "$architecture: only x86_64 and aarch64 are known here" ;;
	esac
	qemu=qemu-system-$architecture
	[ "$architecture" != "$ours" ] || return 0
	foreign=1 cache=$cache/$debian_architecture
	kernels=$cache/kernels
}

need_tools()
{
	local tool missing=''
	for tool in "$qemu" busybox setpriv flock ${foreign:+"$triplet-gcc" dpkg-deb git rsync}; do
		command -v "$tool" >/dev/null || missing="$missing $tool"
	done
	[[ $(ldd "$(command -v busybox)" 2>&1) != *'=>'* ]] || missing="$missing busybox (static)"
	[ -z "$missing" ] || die "missing:$missing; install with: $([ "$EUID" -eq 0 ] || echo "sudo ")$(install_command)"
}

install_command()
{
	local processor=x86 family=x86
	[ "$architecture" = x86_64 ] || { processor=$architecture family=arm; }
	if   command -v dnf >/dev/null;    then echo "dnf install qemu-system-$processor-core busybox util-linux"
	elif command -v pacman >/dev/null; then echo "pacman -S qemu-system-$processor busybox util-linux"
	elif command -v zypper >/dev/null; then echo "zypper install qemu-$family busybox-static util-linux"
	else echo "apt-get install --no-install-recommends qemu-system-$family busybox-static util-linux${foreign:+ git rsync gcc-${triplet/_/-}}"
	fi
}

# A terminal for the guest if ours is one and we are in its foreground.
choose_mode()
{
	local state terminal=''
	mode='pipes' greet=''
	read -r state </proc/$$/stat
	read -ra state <<<"${state##*) }"
	[ "${state[2]}" = "${state[5]}" ] && [ -t 0 ] && [ -t 1 ] && terminal='yes'
	if [ ${#command[@]} -gt 0 ]; then
		[ -z "$terminal" ] || [ ! -t 2 ] || mode='tty'
	elif [ -n "$terminal" ]; then
		mode='tty' greet=1
		command=(bash --rcfile /run/xdp-lab/bashrc -i)
	else
		command=(bash)
	fi
	[ -n "$timeout" ] || timeout=$((greet ? 0 : 600))
}

fetch()
{
	local name names
	talk=1
	[ $# -gt 0 ] || set -- "$(default_kernel)"
	names=("$@")
	[ "$1" != all ] || read -ra names < <(debian_kernels | cut -d' ' -f1 | tr '\n' ' ')
	known "${names[@]}"
	need_tools
	[ -z "$foreign" ] || find_root
	for name in "${names[@]}"; do
		find_kernel "$name"
		find_boot_files
		echo "$name $release"
	done
}

main()
{
	PATH=$PATH:/usr/sbin:/sbin
	# Run without them, we must not open FIFOs as our standard streams.
	[ -e /dev/fd/0 ] || exec </dev/null
	[ -e /dev/fd/1 ] || exec >/dev/null
	[ -e /dev/fd/2 ] || exec 2>/dev/null
	merged=''
	[ ! /dev/fd/1 -ef /dev/fd/2 ] || merged=1	# keeps the order of the two

	parse_options "$@"
	[ -z "$verbose" ] && [ ! -t 2 ] || talk=1
	[ -n "$verbose" ] || boot_options="quiet $boot_options"
	choose_architecture
	case ${command[0]-} in
	kernels)
		[ ${#command[@]} -eq 1 ] || die "${command[1]}: unexpected after kernels" 2
		list_kernels
		need_tools
		return ;;
	fetch)   fetch "${command[@]:1}"; return ;;
	esac
	known ${kernel:+"$kernel"}
	[ -z "${XDP_LAB_VM-}" ] || die "this is such a machine already"
	need_tools
	root=/ files=$repository
	[ -z "$foreign" ] || find_root
	find_kernel "${kernel:-$(default_kernel)}"
	find_boot_files
	[ -z "$foreign" ] || build_tree
	choose_mode
	run_machine
	return "$status"
}

# Read whole before it runs: an edit does not disturb a running machine.
main "$@"; exit
