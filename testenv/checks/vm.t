#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# vm.sh: any kernel, the command's own output and status, and nothing of the host at risk.
. "$(dirname "$0")/lib.sh"
needs vm
beside others
vm=$repo/testenv/vm.sh
cd "$repo" || exit 1
# on_processor NAME COMMAND...: uname says that this is one
on_processor()
{
	mkdir -p "$tmp/$1"
	# shellcheck disable=SC2016 # for its own shell
	printf '#!/bin/sh\n[ "$1" != -m ] || exec echo %s\nexec /bin/uname "$@"\n' "$1" >"$tmp/$1/uname"
	chmod 755 "$tmp/$1/uname"
	PATH=$tmp/$1:$PATH "${@:2}" 2>/dev/null </dev/null
}
while read -r processor emulator kernels; do
	is "$processor: kernels are listed" "$kernels host default:" "$(on_processor "$processor" "$vm" kernels | cut -d ' ' -f 1 | xargs)"
	is "$processor: its emulator is asked for" "$emulator" "$(on_processor "$processor" testenv/deps.sh --for lab --names | grep ^qemu)"
done <<'END'
x86_64	qemu-system-x86	5.10 6.1 6.12 7
aarch64	qemu-system-arm	6.1 6.12 6.12-16k 7
END
is "within such a machine nobody asks for one" "" "$(XDP_LAB_VM=1 testenv/deps.sh --for lab --names | grep ^qemu)"
# an emulator that only tells what it is to do
printf '#!/bin/sh\necho "$*" >%s\n' "$tmp/started" >"$tmp/aarch64/qemu-system-aarch64"
chmod 755 "$tmp/aarch64/qemu-system-aarch64"
echo image >"$tmp/vmlinuz-6.1.0-9-arm64"
on_processor aarch64 env XDP_LAB_CACHE="$tmp/aarch64" "$vm" --kernel "$tmp/vmlinuz-6.1.0-9-arm64" -- true
like "aarch64: is what it emulates there, with that machine's files" \
	"-machine virt -cpu max,.* -accel tcg.* -kernel $tmp/aarch64/boot/6\.1\.0-9-arm64-[0-9]+/image .*console=ttyAMA0 .*id=host,path=/," \
	"$(cat "$tmp/started")"
run "$vm" --kernel host -- uname -r
if [ "$status" -eq 0 ]; then
	is "host: this kernel" "$(uname -r)" "$out"
else
	like "host: why it cannot be booted" "^vm.sh: .*$(uname -r)" "$err"
fi

# where the guest is, and what it does to the host
before=$(find /etc /usr/sbin | sort | md5sum)
out=$(echo to the guest | "$vm" -- sh -c 'pwd; id -u; cat
	test -d /sys/fs/bpf && test -e /sys/kernel/tracing/events && test -w . && echo equipped
	rm -rf /etc /usr/sbin; test -e /etc/passwd || echo destroyed')	# all of /usr takes minutes
is "the same directory, root, stdin, BPF; it destroys /etc and /usr/sbin" \
	"$repo 0 to the guest equipped destroyed" "$(xargs <<<"$out")"
is "the host is unharmed" "$before" "$(find /etc /usr/sbin | sort | md5sum)"

# ends
exits "a hung guest" 124 "$vm" --timeout 8 -- sleep 1000
is "one line about it" 1 "$(wc -l <"$tmp/run.err")"
exits "a command that is not there" 127 "$vm" -- /nonesuch
start vm "^inside" "$vm" -- sh -c 'echo inside; sleep 1000'
stop TERM
ok "SIGTERM ends it" test "$status" -gt 128
ok "and the machine with it" await not pgrep -f qemu-system
start vm "^inside" "$vm" -- sh -c 'echo inside; sleep 1000'
stop KILL
ok "killed, it leaves no machine" await not pgrep -f qemu-system
refuses "an unknown kernel" 2 "^vm.sh: --kernel 3.2: " "$vm" --kernel 3.2 -- true
refuses "an unknown option" 2 "^vm.sh: --nonsense: unknown" "$vm" --nonsense
refuses "no kernel named" 2 "^vm.sh: --kernel: expects" "$vm" --kernel

# a shell, for an ordinary user
cp -r "$repo" "$tmp/repo"
cache=$("$vm" kernels | sed -n 's/^default: .*; cache: //p')
mkdir -p "$tmp/cache/kernels"
read -r kernel _ <<<"$("$vm" fetch)"
cp -r "$cache/boot" "$tmp/cache"
[ "$kernel" = host ] || cp -r "$cache/kernels/$kernel" "$tmp/cache/kernels"
chown -R nobody: "$tmp/repo" "$tmp/cache"
chmod 755 "$tmp"
began=$SECONDS
tmux -S "$tmp/tmux" new-session -d -s lab -x 120 -y 40 \
	"cd $tmp/repo && HOME=$tmp/cache XDP_LAB_CACHE=$tmp/cache setpriv --reuid nobody --clear-groups make -s lab"
screen() { tmux -S "$tmp/tmux" capture-pane -p -t lab; }
# shellcheck disable=SC2317 # await calls it
says() { screen | grep -Eq -e "$1"; }
deadline=120 ok "make lab gives an ordinary user a prompt" await says '^xdp-lab:.*# *$' || diag "$(screen)"
# of the processor's time: other checks have it meanwhile
took=$(ps -o cputimes= -p "$(pgrep -d, -f qemu-system)" | sort -n | tail -n 1)
ok "after less than 15 s of work (${took// /}; $((SECONDS - began)) by the clock)" test "$took" -lt 15
is "after a greeting of two lines" 2 "$(screen | grep -v '^xdp-lab:' | grep -c .)"
tmux -S "$tmp/tmux" send-keys -t lab "testenv.sh setup --name veth-basic02 && touch made && id -u" Enter
ok "there it is root, and has the lab" await says '^0$' || diag "$(screen)"
tmux -S "$tmp/tmux" send-keys -t lab "tmux new-session 'echo another terminal; read -r'" Enter
ok "and tmux, although this is run in one" await says '^another terminal$' || diag "$(screen)"
tmux -S "$tmp/tmux" send-keys -t lab "" Enter
ok "whose end leads back" await says '^\[exited\]$' || diag "$(screen)"
tmux -S "$tmp/tmux" send-keys -t lab "exit" Enter
ok "exit ends it" await not pgrep -f qemu-system
cat >"$tmp/repo/testenv/checks/needy.t" <<-'END'
	. "$(dirname "$0")/lib.sh"
	needs fentry
	is "it runs in the machine" xdp-lab "$(uname -n)"
	is "and has its commands" /run/xdp-lab/bin/sudo "$(command -v sudo)"
	is "what neither has is skipped" "1..0 # SKIP needs Linux 99, this is $(uname -r)" "$(bash "$repo/testenv/checks/greedy.t")"
	done_testing
END
sed 's/^needs .*/needs kernel 99/' "$tmp/repo/testenv/checks/needy.t" >"$tmp/repo/testenv/checks/greedy.t"
exits "a check that needs root and fentry, of an ordinary user" 0 env HOME="$tmp/cache" XDP_LAB_CACHE="$tmp/cache" \
	setpriv --reuid nobody --clear-groups bash "$tmp/repo/testenv/checks/needy.t"
is "runs in the machine, complete" "1..3" "$(tail -n 1 <<<"$out")"
is "what it made in the repository is the user's" nobody "$(stat -c %U "$tmp/repo/made")"
# shellcheck disable=SC2016 # for its own shell
printf '%s\n' '. "$(dirname "$0")/lib.sh"' 'needs clone' 'echo "$repo"' >"$tmp/repo/testenv/checks/cloned.t"
like "in the machine, too, a check has its clone and leaves the repository alone" "^${tmp%/*}/[^/]+$" \
	"$(unshare --uts sh -c "hostname xdp-lab; exec bash $tmp/repo/testenv/checks/cloned.t")"
done_testing
