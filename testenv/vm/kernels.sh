# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# The kernels that vm.sh can boot: fetched from Debian's archive and cached,
# or found on this machine. Sourced by vm.sh, which supplies die and note.

cache=${XDP_LAB_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/xdp-lab}
kernels=$cache/kernels

# name | Debian suite; oldest first
debian_kernels()
{
	case $debian_architecture in
	amd64) printf '%s\n' '5.10 bullseye' '6.1 bookworm' '6.12 trixie' '7 sid' ;;
	# 5.10 lacks fentry and freplace there; some machines have pages of 16 KiB
	arm64) printf '%s\n' '6.1 bookworm' '6.12 trixie' '6.12-16k trixie' '7 sid' ;;
	esac
}

suite_of() { debian_kernels | sed -n "s/^$1 //p"; }
cached()   { [ -s "$kernels/$1/release" ]; }

# What the guest needs before it sees the host's files, and the lab's devices.
guest_modules="virtio_pci virtio_console 9pnet_virtio 9p overlay veth 8021q"

# known NAME...: can these be kernels?
known()
{
	local name
	for name; do
		case $name in
		host) ;;
		*/*|*vmlinu[xz]*|*Image) [ -f "$name" ] || die "$name: no such kernel image" ;;
		*)	[ -n "$(suite_of "$name")" ] ||
				die "--kernel $name: neither a file nor one of $(debian_kernels | cut -d' ' -f1 | tr '\n' ' ')host" 2 ;;
		esac
	done
}

# find_kernel NAME, of a known one: sets image, release and modules (its directory, or empty).
find_kernel()
{
	local name=$1 beside
	modules=
	case $name in
	host)
		release=$(uname -r)
		image=$(host_image)
		[ -n "$image" ] || die "host: there is no /boot/vmlinuz-$release on this machine"
		[ -r "$image" ] || die "host: $image is readable by root only (sudo chmod +r $image)"
		modules=/lib/modules/$release ;;
	*/*|*vmlinu[xz]*|*Image)
		[ -r "$name" ] || die "$name: not readable"
		image=$(realpath "$name")
		release=$(image_release "$image")
		for beside in "${image%/*}/../lib/modules" /lib/modules; do
			[ ! -d "$beside/$release" ] || { modules=$(realpath "$beside/$release"); break; }
		done ;;
	*)
		cached "$name" || fetch_kernel "$name"
		image=$kernels/$name/vmlinuz
		release=$(<"$kernels/$name/release")
		modules=$kernels/$name/lib/modules/$release
		[ -z "$foreign" ] || modules_into_root ;;
	esac
	[ -z "$modules" ] || [ -d "$modules" ] || die "$name: its modules are not in $modules"
}

# The guest sees another machine's files only: its modules are among them, as links.
modules_into_root()
{
	local there=$root/usr/lib/modules/$release
	[ -d "$there" ] || { mkdir -p "${there%/*}" && cp -al "$modules" "$there.$$" && mv -T "$there.$$" "$there"; } ||
		[ -d "$there" ] || die "$there: cannot be made"
	modules=$there
}

# The running kernel's image, if this machine has it.
host_image()
{
	local file
	for file in "/boot/vmlinuz-$(uname -r)" "/lib/modules/$(uname -r)/vmlinuz"; do
		[ ! -e "$file" ] || { echo "$file"; return; }
	done
}

# The host's where it boots, else the newest cached, else Debian 13's.
default_kernel()
{
	local name newest='' file
	file=$(host_image)
	if [ -z "$foreign" ] && [ -r "$file" ] && grep -qs /9p.ko "/lib/modules/$(uname -r)/modules."{dep,builtin}; then
		echo host
		return
	fi
	while read -r name _; do
		! cached "$name" || newest=$name
	done < <(debian_kernels)
	echo "${newest:-6.12}"
}

# An x86 image says where in it its release stands; others have it in their name.
image_release()
{
	local offset
	if [ "$(bytes "$1" 514 4 c)" = HdrS ]; then
		offset=$(bytes "$1" 526 2 u2)
		dd if="$1" bs=1 skip=$((offset + 512)) count=100 status=none | tr '\0' ' ' | cut -d' ' -f1
	else
		basename "$1" | sed 's/^vmlinu[xz]-//'
	fi
}

list_kernels()
{
	local name suite file
	while read -r name suite; do
		if cached "$name"; then
			printf '%-8s cached     %s\n' "$name" "$(<"$kernels/$name/release")"
		else
			printf '%-8s can be had %s\n' "$name" "from Debian $suite: vm.sh fetch $name"
		fi
	done < <(debian_kernels)
	file=$(host_image)
	if [ -n "$foreign" ]; then
		:	# it is of another architecture
	elif [ -z "$file" ]; then
		printf '%-8s not here   no /boot/vmlinuz-%s\n' host "$(uname -r)"
	elif [ ! -r "$file" ]; then
		printf '%-8s not here   %s is readable by root only\n' host "$file"
	else
		printf '%-8s present    %s\n' host "$(uname -r)"
	fi
	echo "default: $(default_kernel); cache: $cache"
}

# Modules that $guest_modules stand for, what each depends on before it.
module_order()
{
	awk -v wanted="$guest_modules" '
	function name(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
	function load(module,    n, i, list) {
		if (done[module]++ || !(module in path)) return
		n = split(needs[module], list, " ")
		for (i = 1; i <= n; i++) load(name(list[i]))
		print path[module]
	}
	{ file = $1; sub(/:$/, "", file); module = name(file); path[module] = file; $1 = ""; needs[module] = $0 }
	END { n = split(wanted, list, " "); for (i = 1; i <= n; i++) load(list[i]) }' "$modules/modules.dep"
}

# Sets image and initramfs to what qemu is to load, made once per kernel.
find_boot_files()
{
	local key directory
	key=$(stat -c '%Y %s' "$image"; echo "$guest_modules")
	directory=$cache/boot/$release-$(cksum <<<"$key" | cut -d' ' -f1)
	if [ ! -d "$directory" ]; then
		mkdir -p "$cache/boot" 2>/dev/null || die "$cache: not writable"
		(
			build=$(mktemp -d "$cache/boot/.XXXXXX" 2>/dev/null) || die "$cache: not writable"
			trap 'rm -rf "$build"' EXIT
			build_initramfs "$build/tree" >"$build/initramfs" || die "$release: its initramfs cannot be built"
			expand_image "$image" "$build/image" || ln -sf "$image" "$build/image"
			rm -rf "$build/tree"
			chmod 755 "$build"
			mv -T "$build" "$directory" 2>/dev/null || [ -d "$directory" ] || die "$cache: not writable"
		) || exit
	fi
	image=$directory/image
	initramfs=$directory/initramfs
}

# build_initramfs TREE: busybox and the modules, in TREE and as an archive.
build_initramfs()
{
	local module
	mkdir -p "$1"/{bin,modules}
	cp "$([ -n "$foreign" ] && echo "$root/usr/bin/busybox" || command -v busybox)" "$1/bin/busybox" || return
	: >"$1/modules/order"
	if [ -n "$modules" ]; then
		module_order | while read -r module; do
			unpack "$modules/$module" "$1/modules" || return
		done || return
	fi
	(cd "$1" && find . | busybox cpio -o -H newc 2>/dev/null)
}

# expand_image FROM TO: an x86 image is a compressed ELF file, which qemu can
# start as well (PVH); emulated, unpacking it takes longer than the whole boot.
expand_image()
{
	local start size want
	[ "$(bytes "$1" 514 4 c)" = HdrS ] || return
	start=$((($(bytes "$1" 497 1 u1) + 1) * 512 + $(bytes "$1" 584 4 u4)))
	size=$(($(bytes "$1" 588 4 u4) - 4))
	want=$(bytes "$1" $((start + size)) 4 u4)
	for tool in xz zstd lz4 gzip; do
		tail -c "+$((start + 1))" "$1" | head -c "$size" | "$tool" -dc >"$2" 2>/dev/null
		[ "$(stat -c %s "$2")" != "$want" ] || return 0
	done
	rm -f "$2"
	return 1
}

# bytes FILE OFFSET COUNT TYPE: as od prints them
bytes() { od -An -j "$2" -N "$3" -t "$4" "$1" | tr -d ' '; }

# unpack FILE DIRECTORY: the module, uncompressed, and its name in the order.
unpack()
{
	local name=${1##*/}
	name=${name%.ko*}.ko
	case $1 in
	*.xz)  xz -dc "$1" ;;
	*.zst) zstd -dc "$1" ;;
	*.gz)  gzip -dc "$1" ;;
	*)     cat "$1" ;;
	esac >"$2/$name" || die "$1: cannot be unpacked"
	echo "$name" >>"$2/order"
}
