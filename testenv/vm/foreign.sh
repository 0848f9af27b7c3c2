# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# A machine of another architecture than ours: its files, from Debian's packages, and this
# repository built for it. Sourced by vm.sh.

# What the guest has: what deps.sh names, and what of a system no package asks for.
foreign_packages()
{
	"$here/deps.sh" --for test --names | grep -v ^qemu
	echo '?essential' busybox-static gawk git kmod libc-bin mount ncurses-base netbase
}

# find_root: sets root to the guest's file system, which has what is asked for today
find_root()
{
	local fetching="$debian_architecture's files" suite=bookworm partial=$cache/.root.partial lock packages
	root=$cache/root
	packages=$(foreign_packages)
	mkdir -p "$cache" 2>/dev/null || die "$cache: cannot be made"
	exec {lock}>"$cache/.root.lock"
	flock "$lock" || die "$cache/.root.lock: cannot be locked"
	if [ ! -e "$root$unpacked" ] || [ "$packages" != "$(cat "$root.packages" 2>/dev/null)" ]; then
		rm -rf "$partial"
		[ -e "$root$unpacked" ] || rm -rf "$root"
		mkdir -p "$partial"/apt/{lists,archives}/partial
		note "fetching $fetching from Debian $suite"
		( cd "$partial" && download_root && keep_root ) || exit
		[ -d "$root" ] || mv "$partial/root" "$root"
		rm -rf "$partial"
		echo "$packages" >"$root.packages"
	fi
	exec {lock}>&-
}

# Where dpkg has it; apt fetches what is not in it.
unpacked=/var/lib/dpkg/status

download_root()
{
	local names
	read -ra names < <(xargs <<<"$packages")
	write_sources "$suite"
	cp "$root$unpacked" apt/status 2>/dev/null
	private_apt "$PWD/apt" apt-get update
	private_apt "$PWD/apt" apt-get install --print-uris --no-install-recommends "${names[@]}" >uris
	sed -i "/^'/!d" uris
	with_progress private_apt "$PWD/apt" apt-get install --download-only -y --no-install-recommends "${names[@]}"
}

# Nothing of a package runs here but what dpkg would unpack: what its scripts would have
# made is made by hand, as far as a lab needs it.
keep_root()
{
	local package
	note "$fetching: unpacking"
	if [ -d "$root" ]; then
		ln -s "$root" root
	else
		make_root
	fi
	for package in apt/archives/*.deb; do
		[ -e "$package" ] || continue
		dpkg-deb --fsys-tarfile "$package" | tar -C root -x --keep-directory-symlink --no-same-owner ||
			die "$fetching: $package: cannot be unpacked"
		{ dpkg-deb -f "$package" | sed '1a Status: install ok installed'; echo; } >>apt/status
	done
	cp root/usr/share/base-passwd/passwd.master root/etc/passwd
	cp root/usr/share/base-passwd/group.master root/etc/group
	echo tcpdump:x:999:999::/nonexistent:/usr/sbin/nologin >>root/etc/passwd
	echo tcpdump:x:999: >>root/etc/group
	ln -sf dash root/usr/bin/sh
	ln -sf gcc root/usr/bin/cc
	ln -sf gawk root/usr/bin/awk
	ln -sf nc.openbsd root/usr/bin/nc
	chmod 1777 root/tmp root/var/tmp
	cp apt/status "root$unpacked"
}

make_root()
{
	local name
	mkdir -p root/usr/{bin,sbin,lib} root/{mnt,opt,proc,sys,dev,run,tmp,root} root/var/{tmp,lib/dpkg}
	for name in bin sbin lib; do
		ln -s "usr/$name" "root/$name"
	done
}

# What git has or would take, as it is here; what went here since the last time goes there, too.
copy_tree()
{
	local list=$files.list
	git -c safe.directory='*' -C "$repository" ls-files -z --cached --others --exclude-standard | sort -z >"$list.new" &&
		rsync -a --from0 --files-from="$list.new" --delete-missing-args "$repository/" "$files/" || return
	[ ! -e "$list" ] || comm -z -23 "$list" "$list.new" | (cd "$files" && xargs -0r rm -f)
	mv "$list.new" "$list"
}

# build_tree: sets files to a copy of this repository, whose objects are the guest's
build_tree()
{
	local lock log part
	files=$cache/trees/${repository##*/}-$(cksum <<<"$repository" | cut -d' ' -f1)
	log=$files.log
	mkdir -p "$files" 2>/dev/null || die "$files: cannot be made"
	exec {lock}>"$files.lock"
	flock "$lock" || die "$files.lock: cannot be locked"
	copy_tree || die "$files: cannot be copied"
	note "building this repository for $debian_architecture"
	for part in . testenv/unit; do
		# shellcheck disable=SC2086
		make -s -C "$files/$part" -j "$(nproc)" CC="$triplet-gcc --sysroot=$root" >"$log" 2>&1 {lock}>&- ||
			die "$debian_architecture: $(grep -m1 -i 'error' "$log" || tail -n1 "$log")"
	done
	exec {lock}>&-
}
