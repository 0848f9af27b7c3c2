# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# A machine of another architecture than ours: its files, from Debian's packages, and this
# repository built for it. Sourced by vm.sh.

# What the guest has: what deps.sh names, and what of a system no package asks for.
foreign_packages()
{
	"$here/deps.sh" --for test --names | grep -v ^qemu
	echo '?essential' busybox-static gawk kmod libc-bin mount ncurses-base netbase
}

# find_root: sets root to the guest's file system, made once
find_root()
{
	local fetching="$debian_architecture's files" suite=bookworm partial=$cache/.root.partial lock
	root=$cache/root
	mkdir -p "$cache" 2>/dev/null || die "$cache: cannot be made"
	exec {lock}>"$cache/.root.lock"
	flock "$lock" || die "$cache/.root.lock: cannot be locked"
	if [ ! -d "$root" ]; then
		rm -rf "$partial"
		mkdir -p "$partial"/apt/{lists,archives}/partial
		note "fetching $fetching from Debian $suite"
		( cd "$partial" && download_root && keep_root ) || exit
		mv "$partial/root" "$root"
		rm -rf "$partial"
	fi
	exec {lock}>&-
}

download_root()
{
	local packages
	write_sources "$suite"
	private_apt "$PWD/apt" apt-get update
	mapfile -t packages < <(foreign_packages | tr ' ' '\n')
	private_apt "$PWD/apt" apt-get install --print-uris --no-install-recommends "${packages[@]}" >uris
	sed -i "/^'/!d" uris
	with_progress private_apt "$PWD/apt" apt-get install --download-only -y --no-install-recommends "${packages[@]}"
}

# Nothing of a package runs here but what dpkg would unpack: what its scripts would have
# made is made by hand, as far as a lab needs it.
keep_root()
{
	local name package
	note "$fetching: unpacking"
	mkdir -p root/usr/{bin,sbin,lib} root/{mnt,opt,proc,sys,dev,run,tmp,root} root/var/tmp
	for name in bin sbin lib; do
		ln -s "usr/$name" "root/$name"
	done
	for package in apt/archives/*.deb; do
		dpkg-deb --fsys-tarfile "$package" | tar -C root -x --keep-directory-symlink --no-same-owner ||
			die "$fetching: $package: cannot be unpacked"
	done
	cp root/usr/share/base-passwd/passwd.master root/etc/passwd
	cp root/usr/share/base-passwd/group.master root/etc/group
	echo tcpdump:x:999:999::/nonexistent:/usr/sbin/nologin >>root/etc/passwd
	echo tcpdump:x:999: >>root/etc/group
	ln -sf dash root/usr/bin/sh
	ln -sf gawk root/usr/bin/awk
	ln -sf nc.openbsd root/usr/bin/nc
	chmod 1777 root/tmp root/var/tmp
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
