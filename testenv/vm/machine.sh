# shellcheck shell=bash disable=SC2154,SC2034 # variables pass between the parts of vm.sh
# SPDX-License-Identifier: GPL-2.0
# The virtual machine: what emulates it, its start, its end. Sourced by vm.sh.
# Whatever ends us ends the machine.

machine=''	# its process

# Every feature but those by which a kernel would clear memory byte by byte, and walk
# five levels of page tables: emulated, that takes half of the time in which a process starts.
emulated_x86=max,-erms,-la57
# Nor one that can sign return addresses, as an arm64 kernel then does in each function:
# a process starts in two thirds of the time without.
emulated_arm=max,pauth=off

# child COMMAND...: one that neither outlives us nor hears our terminal.
child() { exec setpriv --pdeathsig KILL setsid "$@"; }

# start_machine kvm|tcg: sets machine, its process. FIFOs are opened here for
# both directions, which never blocks, and then kept open by the machine alone,
# so that its end, however it comes, is an end of file.
# shellcheck disable=SC2094 # FIFOs are read and written
start_machine()
{
	local accel=$1 console=ttyS0 board=q35 cpu=$emulated_x86 stdio="stdio,id=in,signal=off"
	local port="-device virtserialport,chardev" notify='' hold hold_out hold_err hold_in in out
	[ "$architecture" = x86_64 ] || { console=ttyAMA0 board=virt cpu=$emulated_arm; }
	case $accel in
	kvm) cpu=host board=${board/virt/virt,gic-version=host} ;;	# the default is one that few machines have
	tcg) accel="tcg,thread=multi" notify=",ioeventfd=off" ;;	# waking a thread for each notification costs
	esac
	[ -z "$icount" ] || accel="tcg,thread=single -icount shift=0,sleep=off"

	: >"$run/console"
	exec {hold}<>"$run/control.out" {control}<"$run/control.out" {order}<>"$run/control.in" \
		{hold_out}<>"$run/out" {hold_err}<>"$run/err" {console_log}<"$run/console"
	if [ "$mode" = tty ]; then
		exec {in}</dev/tty {out}>/dev/tty {feed}>/dev/null
		stdio="stdio,id=tty,signal=off,mux=on -echr 29 -device virtconsole,chardev=tty"
	else
		exec {hold_in}<>"$run/in" {in}<"$run/in" {feed}>"$run/in" {hold_in}>&- {out}>/dev/null
		stdio="$stdio $port=in,name=xdp-lab.stdin"
	fi
	# shellcheck disable=SC2086 # some hold several arguments
	child "$qemu" -nodefaults -no-user-config -no-reboot -display none \
		-machine $board -cpu $cpu -accel $accel -smp "$cpus" -m "$memory" \
		-kernel "$image" -initrd "$run/initrd" -append "console=$console $boot_options" \
		-chardev "file,id=console,path=$run/console" -serial chardev:console \
		-device virtio-serial-pci$notify -chardev $stdio \
		-chardev "pipe,id=control,path=$run/control" $port=control,name=xdp-lab.control \
		-chardev "file,id=out,path=$run/out" $port=out,name=xdp-lab.stdout \
		-chardev "file,id=err,path=$run/err" $port=err,name=xdp-lab.stderr \
		-fsdev "local,id=host,path=${root//,/,,},security_model=none,readonly=on,multidevs=remap" \
		-device virtio-9p-pci$notify,fsdev=host,mount_tag=host \
		-fsdev "local,id=repository,path=${files//,/,,},security_model=none,multidevs=remap" \
		-device virtio-9p-pci$notify,fsdev=repository,mount_tag=repository \
		<&"$in" >&"$out" 2>>"$run/console" {feed}>&- &
	machine=$!
	disown
	exec {hold}>&- {hold_out}>&- {hold_err}>&- {in}<&- {out}>&-
	if [ -n "$verbose" ]; then
		child tail -c +1 -f "$run/console" >&2 {feed}>&- &
	fi
}

# announce kvm|tcg
announce()
{
	local how="Linux $release, $cpus processors, $1"
	[ "$1" = kvm ] || how="$how (emulated)"
	[ -z "$greet" ] || echo "$how: a throwaway machine, booting"
	[ -z "$verbose" ] || note "$how"
}

# Why the machine ended by itself: a panic, or what qemu said.
why_gone()
{
	local log panic
	log=$(tr -d '\0\r' <&"$console_log")
	panic=$(sed -n -e 's/.*Kernel panic - not syncing: /kernel panic: /p' -e 's/^vm-init: //p' <<<"$log" | head -n1)
	[ -n "$panic" ] || panic=$(grep '^qemu' <<<"$log" | grep -vm1 ': warning: ')
	echo "guest: ${panic:-powered off before the command had ended}"
}

# When this returns the machine is gone, or cannot go.
kill_machine()
{
	[ -n "$machine" ] || return 0
	kill -KILL "$machine" 2>/dev/null
	while read -r -t 2 -u "$control" _; do :; done
	machine=''
}

# kvm, tcg, or try: what the last trial since this machine's boot has shown.
known_accelerator()
{
	local boot accelerator
	if [ -n "$icount$foreign" ] || [ ! -r /dev/kvm ] || [ ! -w /dev/kvm ]; then
		echo tcg
		return
	fi
	read -r boot accelerator 2>/dev/null <"$cache/accelerator"
	[ "${boot-}" = "$(boot_id)" ] || accelerator=try
	echo "$accelerator"
}

boot_id()              { cat /proc/sys/kernel/random/boot_id; }
remember_accelerator() { echo "$(boot_id) $1" >"$cache/accelerator"; }
