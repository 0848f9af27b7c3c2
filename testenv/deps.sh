#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Name what this repository needs and this machine lacks, one line each; with
# --install, get it from the system's package manager.
set -u

usage()
{
	cat <<-EOT
	usage: deps.sh [--install | --names] [--for build|run|lab|book|browser|test]

	Without --install: names what is missing and the command that installs it.
	  --names       Debian's names of what is needed, missing or not
	  --for build   what "make" needs
	  --for run     the above, and what the lessons' commands need
	  --for lab     what "make" needs, and testenv/vm.sh
	  --for book    what "make book" needs
	  --for browser the browser that "make test-all" looks at its pages with
	  --for test    all of it, and what "make test" needs (default)
	exit: 0 nothing is missing, 1 something is, 2 wrong usage
	EOT
}

# stage, or stage-processor | how to tell that it is there | Debian | Fedora | Arch | openSUSE
table()
{
	cat <<-'EOT'
	build|have make|make|make|make|make
	build|have gcc|gcc|gcc|gcc|gcc
	build|compiles stdio.h|libc6-dev|glibc-devel|glibc|glibc-devel
	build|compiles linux/bpf.h|linux-libc-dev|kernel-headers|linux-api-headers|linux-glibc-devel
	build|bpf_target|clang|clang|clang|clang
	build|have pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkg-config
	build|library libelf|libelf-dev|elfutils-libelf-devel|libelf|libelf-devel
	build|library libbpf|libbpf-dev|libbpf-devel|libbpf|libbpf-devel
	build|library libxdp|libxdp-dev|libxdp-devel|libxdp|libxdp-devel
	build|library libpcap|libpcap-dev|libpcap-devel|libpcap|libpcap-devel
	run|have ip|iproute2|iproute|iproute2|iproute2
	run|have ping|iputils-ping|iputils|iputils|iputils
	run|have ethtool|ethtool|ethtool|ethtool|ethtool
	run|have tcpdump|tcpdump|tcpdump|tcpdump|tcpdump
	run|have nsenter|util-linux|util-linux|util-linux|util-linux
	run|have patch|patch|patch|patch|patch
	lab-x86_64|have qemu-system-x86_64|qemu-system-x86|qemu-system-x86-core|qemu-system-x86|qemu-x86
	lab-aarch64|have qemu-system-aarch64|qemu-system-arm|qemu-system-aarch64-core|qemu-system-aarch64|qemu-arm
	lab|have busybox|busybox-static|busybox|busybox|busybox-static
	lab|have dpkg-deb|dpkg|dpkg|dpkg|dpkg
	lab|have setpriv|util-linux|util-linux|util-linux|util-linux
	book|have ruby|ruby|ruby|ruby|ruby
	book|org_ruby|ruby-org|ruby|ruby|ruby
	browser|browser|chromium-headless-shell|chromium-headless|chromium|chromium
	test|have bpftool|bpftool|bpftool|bpf|bpftool
	test|have capinfos|wireshark-common|wireshark-cli|wireshark-cli|wireshark
	test|have tshark|tshark|wireshark-cli|wireshark-cli|wireshark
	test|have jq|jq|jq|jq|jq
	test|have xdpdump|xdp-tools|xdp-tools|xdp-tools|xdp-tools
	test|have prove|perl|perl-Test-Harness|perl|perl
	test|have pgrep|procps|procps-ng|procps-ng|procps
	test|have nc|netcat-openbsd|nmap-ncat|openbsd-netcat|netcat-openbsd
	test|have script|bsdutils|util-linux-script|util-linux|util-linux
	test|have tmux|tmux|tmux|tmux|tmux
	test|have shellcheck|shellcheck|ShellCheck|shellcheck|ShellCheck
	test|have clang-format|clang-format|clang-tools-extra|clang|clang-tools
	test|fuzzer|libclang-rt-dev|compiler-rt|compiler-rt|clang
	test|library libmicrohttpd|libmicrohttpd-dev|libmicrohttpd-devel|libmicrohttpd|libmicrohttpd-devel
	test|library cmocka|libcmocka-dev|libcmocka-devel|cmocka|libcmocka-devel
	test|have parallel|parallel|parallel|parallel|gnu_parallel
	test|have rsync|rsync|rsync|rsync|rsync
	test|have zip|zip|zip|zip|zip
	test|have unzip|unzip|unzip|unzip|unzip
	test|have mandoc|mandoc|mandoc|mandoc|mandoc
	EOT
}

have()     { command -v "$1" >/dev/null; }
library()  { pkg-config --exists "$1" 2>/dev/null; }
compiles() { printf '#include <%s>\n' "$1" | gcc -E -o /dev/null - 2>/dev/null; }
bpf_target()
{
	echo 'int x;' | clang --target=bpf -x c -c -o /dev/null - 2>/dev/null
}
# Debian's; elsewhere it is a gem, and the check that takes it is skipped
org_ruby() { ! have apt-get || ruby -e 'require "org-ruby"' 2>/dev/null; }
browser() { have chromium-headless-shell || have chromium; }
fuzzer()
{
	echo 'int LLVMFuzzerTestOneInput(const char *bytes, long size) { return 0; }' |
		clang -fsanitize=fuzzer -x c -o /dev/null - 2>/dev/null
}

stages="build run lab book test"
install='' list=''
while [ $# -gt 0 ]; do
	case $1 in
	--install) install=1 ;;
	--for)
		case ${2-} in
		build) stages="build" ;;
		run)   stages="build run" ;;
		lab)   stages="build lab" ;;
		book|browser) stages=$2 ;;
		test)  stages="build run lab book test" ;;
		*) echo "deps.sh: --for: expects build, run, lab, book, browser or test" >&2; exit 2 ;;
		esac
		shift ;;
	--names) list=1 ;;
	-h|--help) usage; exit 0 ;;
	*) echo "deps.sh: ${1:-"''"}: unknown option" >&2; exit 2 ;;
	esac
	shift
done

# column of the table and install command for this system's package manager
if   have apt-get; then column=3; command="apt-get install -y --no-install-recommends"
elif have dnf;     then column=4; command="dnf install -y"
elif have pacman;  then column=5; command="pacman -S --needed --noconfirm"
elif have zypper;  then column=6; command="zypper --non-interactive install"
else column=3; command="(your package manager, here with Debian's names):"
fi

# the table's rows of these stages
rows()
{
	processor=$(uname -m)
	[ -z "${XDP_LAB_VM-}" ] || processor=none	# no virtual machine within one
	table | while IFS='|' read -r stage rest; do
		stage=${stage%-"$processor"}
		case " $stages " in *" $stage "*) echo "$stage|$rest" ;; esac
	done
}

missing()
{
	rows | while IFS='|' read -r stage test names; do
		# shellcheck disable=SC2086 # the words of the test are meant to split
		$test || echo "$stage|$test|$names"
	done
}

[ -z "$list" ] || { rows | cut -d'|' -f3 | sort -u; exit 0; }

rows=$(missing)
[ -n "$rows" ] || exit 0
packages=$(echo "$rows" | cut -d'|' -f$column | sort -u | tr '\n' ' ')
packages=${packages% }

echo "$rows" | while IFS='|' read -r stage test _; do
	echo "missing (for $stage): ${test#* }"
done | sed 's/bpf_target$/clang with a bpf target/; s/fuzzer$/clang'"'"'s libFuzzer/; s/org_ruby$/org-ruby/' >&2

sudo=
[ "$(id -u)" -eq 0 ] || sudo="sudo "
if [ -z "$install" ]; then
	echo "install with: $sudo$command $packages" >&2
	exit 1
fi
have "${command%% *}" || { echo "deps.sh: no known package manager: install by hand: $packages" >&2; exit 1; }
[ -z "$sudo" ] || have sudo ||
	{ echo "deps.sh: not root, and there is no sudo here: run as root: $command $packages" >&2; exit 1; }
echo "deps.sh: $sudo$command $packages"
export DEBIAN_FRONTEND=noninteractive
if have apt-get; then
	# shellcheck disable=SC2086 # so is sudo, or none
	${sudo}apt-get update -qq || true	# stale lists may still do
fi
# shellcheck disable=SC2086 # command and packages are lists of words
$sudo$command $packages </dev/null || { echo "deps.sh: $command: failed" >&2; exit 1; }
rows=$(missing)
[ -z "$rows" ] || { echo "deps.sh: still missing: $(echo "$rows" | cut -d'|' -f2 | tr '\n' ',')" >&2; exit 1; }
