# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# Kernels from Debian's packages, by apt with a state of its own: needs no root
# and leaves the system's apt as it is. Sourced by vm.sh.

# private_apt DIRECTORY COMMAND...: apt with its whole state in DIRECTORY.
private_apt()
{
	local state=$1
	shift
	"$@" -qq -o Dir::State="$state" -o Dir::State::lists="$state/lists" -o Dir::State::status="$state/status" \
		-o Dir::Cache="$state" -o Dir::Etc::sourcelist="$state/sources" -o Dir::Etc::sourceparts=/dev/null \
		-o APT::Architecture="$debian_architecture" -o APT::Architectures="$debian_architecture" \
		-o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none -o Acquire::Check-Valid-Until=false \
		-o APT::Update::Error-Mode=any 2>"$state/errors" ||
		die "$fetching: $(grep -m1 '^E:' "$state/errors" || echo "$1 failed")"
}

# Debian's archive as this machine reaches it.
archive()
{
	local uri=${XDP_LAB_ARCHIVE-}
	# shellcheck disable=SC2016 # apt's own variable
	[ -n "$uri" ] || uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | head -n1)
	echo "$uri"
}

# fetch_kernel NAME: download it into the cache. A partial download is never
# there under its final name, and of two that fetch the second waits.
fetch_kernel()
{
	local fetching=$1 command partial lock
	for command in apt-get apt-cache dpkg dpkg-deb; do
		command -v "$command" >/dev/null || die "$fetching: no $command here to fetch it with; use --kernel host or --kernel PATH"
	done
	mkdir -p "$kernels" 2>/dev/null || die "$kernels: cannot be made"
	exec {lock}>"$kernels/.$fetching.lock"
	flock "$lock" || die "$kernels/.$fetching.lock: cannot be locked"
	if ! cached "$fetching"; then
		partial=$kernels/.$fetching.partial
		rm -rf "$partial"
		mkdir -p "$partial"/apt/{lists,archives}/partial
		note "fetching kernel $fetching from Debian $(suite_of "$fetching")"
		( cd "$partial" && download_packages && keep_kernel ) || exit
		rm -rf "${kernels:?}/$fetching"
		mv "$partial" "$kernels/$fetching"
	fi
	exec {lock}>&-
}

# The packages of $fetching, unpacked into ./root.
download_packages()
{
	local version=${fetching%%-*} flavour name packages
	flavour=$debian_architecture${fetching#"$version"}
	write_sources "$(suite_of "$fetching")"
	private_apt "$PWD/apt" apt-get update
	private_apt "$PWD/apt" apt-cache pkgnames linux-image- >names
	name=$(sort -V names | grep -E "^linux-image-${version//./\\.}[.-][0-9.]+([+-][0-9a-z]+)?-$flavour\$" | tail -n1)
	[ -n "$name" ] || die "$fetching: Debian $(suite_of "$fetching") has no such kernel for $debian_architecture"
	# Newer ones are cut into linux-{binary,modules,base}.
	name=${name#linux-image-}
	private_apt "$PWD/apt" apt-cache pkgnames linux- >names
	packages=$(grep -xF -e "linux-image-$name" -e "linux-binary-$name" -e "linux-modules-$name" names)
	# shellcheck disable=SC2086 # a list of packages
	private_apt "$PWD/apt" apt-get download --print-uris $packages >uris
	# shellcheck disable=SC2086
	with_progress private_apt "$PWD/apt" apt-get download $packages
	note "$fetching: unpacking"
	for package in *.deb; do
		dpkg-deb -x "$package" root || die "$fetching: $package: cannot be unpacked"
	done
	echo "$name" >name
}

# write_sources SUITE: where apt is to look
write_sources()
{
	local uri key=/usr/share/keyrings/debian-archive-keyring.gpg
	uri=$(archive)
	[ -n "$uri" ] || die "$fetching: apt here knows no Debian archive; set XDP_LAB_ARCHIVE to one's address"
	[ ! -r "$key" ] || key="[signed-by=$key]"
	echo "deb ${key##/*} $uri $1 main" >apt/sources
	: >apt/status
}

# with_progress COMMAND...: that downloads what ./uris lists
with_progress()
{
	local progress
	show_progress "$(awk '{ all += $3 } END { print int(all / 1000000) }' uris)" &
	progress=$!
	"$@"
	kill "$progress"
}

# show_progress MEGABYTES: so many are to come; every few seconds how many have
show_progress()
{
	local bytes
	while read -rt 3 <><(:) || kill -0 $$ 2>/dev/null; do
		bytes=$(cat ./*.deb apt/archives/*.deb apt/archives/partial/* 2>/dev/null | wc -c)
		note "$fetching: $((bytes / 1000000)) of $1 MB"
	done
}

# Of ./root keep the image and the modules a network lab can want, unpacked so
# that any modprobe can load them.
keep_kernel()
{
	local release tree found
	release=$(<name)
	tree=$(find root -type d -path "*/lib/modules/$release")
	found=$(find root -name "vmlinuz*")
	[ -n "$tree" ] || found=''
	[ -n "$found" ] || die "$fetching: the packages hold no kernel"
	mv "$found" vmlinuz
	mkdir -p lib/modules
	mv "$tree" lib/modules
	(
		cd "lib/modules/$release/kernel" || exit
		rm -rf sound drivers/net/{ethernet,wireless,wwan,can,usb,fddi,hamradio,arcnet,ieee802154} net/{bluetooth,wireless,mac80211}
		find drivers -mindepth 1 -maxdepth 1 ! -name net ! -name 'virtio*' ! -name char ! -name block -exec rm -rf {} +
		find fs -mindepth 1 -maxdepth 1 ! -name 9p ! -name overlayfs ! -name netfs ! -name fscache ! -name fuse -exec rm -rf {} +
		find . -name '*.ko.xz' -exec busybox unxz {} +
	) || die "$fetching: its modules cannot be unpacked"
	busybox depmod -b "$PWD" "$release" || die "$fetching: depmod failed"
	rm -rf apt names name root ./*.deb
	echo "$release" >release
}
