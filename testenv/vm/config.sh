# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# What one run of vm.sh tells its guest: the command, where, with which
# environment. Sourced by vm.sh.

quote() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

# The file that vm/init and the command's shell read.
# shellcheck disable=SC2034 # names are printed indirectly
write_config()
{
	local name rows=24 columns=80 directory=$repository
	[[ $(pwd -P)/ != "$repository"/* ]] || directory=$(pwd -P)
	[ "$mode" = pipes ] || read -r rows columns < <(stty size)
	for name in mode merged rows columns repository directory release; do
		echo "$name=$(quote "${!name}")"
	done
	echo "modules=$(quote "${modules#"${root%/}"}")"
	write_environment
	printf 'set --'
	for name in "${command[@]}"; do
		printf ' %s' "$(quote "$name")"
	done
	echo
}

# Ours, as sudo -E would hand it on, without what means nothing in the guest.
write_environment()
{
	local name
	echo 'environment() {'
	for name in $(compgen -e); do
		case $name in
		HOME|USER|LOGNAME|XDP_LAB_ARCH|PATH|PWD|OLDPWD|SHLVL|_|TMPDIR|XDG_*|DBUS_*|SSH_*|TMUX*|MAKEFLAGS|MFLAGS|MAKELEVEL) ;;
		*) echo "export $name=$(quote "${!name}")" ;;
		esac
	done
	echo "export HOME=/root USER=root LOGNAME=root XDP_LAB_VM=1"
	echo "export PATH=/run/xdp-lab/bin:$(quote "$here:$PATH")"
	echo '}'
}

# Sets run, a private directory: the FIFOs, and the initial ram disk, to which
# vm/init and its configuration are appended.
prepare()
{
	local base=${TMPDIR:-/tmp}
	run=$(mktemp -d "$base/xdp-lab.XXXXXX" 2>/dev/null) || die "$base: not writable"
	mkfifo "$run"/{control.in,control.out,in,out,err} || die "$run: no FIFOs there"
	mkdir "$run/tree"
	write_config >"$run/tree/config"
	cp "$here/vm/init" "$run/tree/init"
	cp "$here/vm/root" "$run/tree/vm-root"
	chmod 755 "$run/tree/init"
	(cd "$run/tree" && printf '%s\n' init vm-root config | busybox cpio -o -H newc 2>/dev/null) |
		cat "$initramfs" - >"$run/initrd" || die "$run: not writable"
}
