# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
# What doctor looks at: the machine, its packages, and, through the probe, what its
# kernel permits. Sourced by doctor; everything ends up in found.

look_for_vm()
{
	local said names fetch
	[ "$(uname -n)" != xdp-lab ] || { found vm missing-nested; return; }
	[ -x "$here/vm.sh" ] || { found vm missing-script; return; }
	if ! said=$("$here/vm.sh" kernels 2>&1); then
		case $said in
		*'install with: '*) found vm missing '' "${said##*install with: }" ;;
		*) found vm missing-here "${said##*vm.sh: }" ;;
		esac
		return
	fi
	names=$(awk '$2 == "cached" || $2 == "present" { print $1 }' <<<"$said" | xargs)
	fetch=$(awk '/can be had/ { print $1 }' <<<"$said" | xargs)
	if [ -n "$names" ]; then
		found vm ok "$names"
	elif [ -n "$fetch" ] && command -v apt-get >/dev/null; then
		found vm ok-fetch "$fetch"
	else
		found vm missing-kernel
	fi
}

# What deps.sh misses, and its command. Without what "make test" needs the lessons do.
look_for_packages()
{
	local said install name stages packages
	said=$("$here/deps.sh" 2>&1)
	install=${said##*install with: }
	while read -r name stages; do
		packages=$(sed -nE "s/^missing \(for ($stages)\): //p" <<<"$said" | paste -sd, | sed 's/,/, /g')
		if [ -n "$packages" ]; then
			found "$name" missing "$packages" "$install"
		else
			found "$name" ok
		fi
	done <<<$'packages build|run\npackages-test test'
	if [[ $said != *'bpf target'* ]]; then
		found clang ok
	elif command -v clang >/dev/null; then
		found clang missing-target "$(clang --version | head -n 1)" "$install"
	else
		found clang missing '' "$install"
	fi
}

look_for_wsl()
{
	local lacks=()
	[ -e /sys/kernel/btf/vmlinux ] || lacks+=(BTF)
	[ -d "/lib/modules/$1" ] || lacks+=(modules)
	case $1 in
	*-Microsoft) found wsl missing-wsl1 ;;
	*[Mm]icrosoft*|*WSL*)
		if [ ${#lacks[@]} -eq 0 ]; then found wsl ok-wsl2; else found wsl missing "${lacks[*]}"; fi ;;
	*) found wsl ok ;;
	esac
}

look_for_container()
{
	local kind
	[ "$(uname -n)" != xdp-lab ] || { found container ok-lab; return; }
	kind=${container-}
	[ ! -s /run/systemd/container ] || kind=$(</run/systemd/container)
	[ ! -e /.dockerenv ] || kind=docker
	[ ! -e /run/.containerenv ] || kind=podman
	kind=${kind:-$(grep -soEm1 'docker|lxc|kubepods|libpod|containerd' /proc/1/cgroup)}
	if [ -n "$kind" ]; then found container ok-inside "$kind"; else found container ok; fi
}

look_for_lockdown()
{
	local mode
	mode=$(sed -n 's/.*\[\(.*\)\].*/\1/p' /sys/kernel/security/lockdown 2>/dev/null)
	if [ "$mode" = confidentiality ]; then
		found lockdown refused
	else
		found lockdown ok "${mode:-none}"
	fi
}

# The numbers are linux/capability.h's. CAP_SYS_ADMIN comprises the two that came later.
look_for_capabilities()
{
	local effective capability without=''
	[ "$EUID" -eq 0 ] || { found capabilities refused-root; return; }
	effective=$((16#$(sed -n 's/^CapEff:\s*//p' /proc/self/status)))
	for capability in NET_ADMIN:12 SYS_ADMIN:21 PERFMON:38 BPF:39; do
		((effective >> ${capability#*:} & 1)) || without+=" CAP_${capability%:*}"
	done
	[[ $without == *SYS_ADMIN* ]] || without=${without/ CAP_PERFMON} without=${without/ CAP_BPF}
	if [ -n "$without" ]; then
		found capabilities refused "${without# }"
	elif ((effective >> 24 & 1)); then
		found capabilities ok
	else
		found capabilities ok-resource
	fi
}

# Sets probe: the one that make has left, if it is not out of date, or else one built
# elsewhere, because the repository may be somebody else's.
build_probe()
{
	local newer
	probe=$here/doctor.d/probe
	[ -z "$installed" ] || return
	newer=$(find "$repo/common" "$repo/headers" "$here"/doctor.d/probe* -name '*.[ch]' -newer "$probe" -print -quit 2>&1)
	[ -n "$newer" ] || return
	build=$(mktemp -d) || return
	trap 'rm -rf "$build"' EXIT
	mkdir -p "$build/testenv/doctor.d"
	cp -a "$repo/common" "$repo/headers" "$build" 2>/dev/null
	cp "$here"/doctor.d/{Makefile,probe.c,probe_programs.h} "$build/testenv/doctor.d"
	probe=$build/testenv/doctor.d/probe
	env -u MAKEFLAGS -u MAKELEVEL make -s -C "$build/testenv/doctor.d" probe >/dev/null 2>&1
}

look_for_features()
{
	local said name state why
	build_probe
	said=$("$probe" 2>/dev/null)
	if [ -n "$said" ]; then
		found probe ok
	elif there packages; then
		found probe missing-build
	else
		found probe missing '' "${command_of[packages]}"
	fi
	while IFS=$'\t' read -r name state why; do
		[ -n "$name" ] || continue
		[ "$why" != "needs root" ] || state=refused-root
		[[ $(uname -m)-$name-$state != aarch64-@(fentry|freplace|tailcall)-missing ]] || state=missing-arm64
		features+=("$name")
		found "$name" "$state"
		[ "$state" != refused ] || reason_of[$name]+=" (${why%%:*})"
	done <<<"$said"
}
