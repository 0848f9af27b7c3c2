#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stdin, stdout, stderr: full, closed, or a terminal that must not be commanded by other people's names.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
setup veth-basic02
loader=$tracing01/xdp_loader
sample=$tracing04/xdp_sample_pkts_user
mapfile -t programs < <(find "$repo"/tracing* -maxdepth 1 -type f -perm -u+x | sort)
ok "there are programs" test ${#programs[@]} -ge 9

# what cannot be told is said, whatever the program: each in one line, with status 1
full() { "$@" >/dev/full; }
closed() { "$@" >&-; }
for program in "${programs[@]}"; do
	refuses "${program##*/} --help to a full disk" 1 "^stdout: No space left on device$" full "$program" --help
	refuses "${program##*/} --help to a closed stdout" 1 "^stdout: Bad file descriptor$" closed "$program" --help
done
hook=/sys/fs/bpf/$'esc\e[31m'
exits "a hook whose pin has an escape in its name" 0 bpftool map create "$hook" type prog_array key 4 value 4 entries 5 name xdpcap_hook
for command in "$loader --status" "$repo/tracing05-xdp-fentry/xdpdump -D" \
	"$tracing06/xdpcap --list" "$repo/tracing05-xdp-fentry/xdpdump --version"; do
	read -ra words <<<"$command"
	refuses "${command##*/} to a full disk" 1 "^stdout: No space left on device$" full "${words[@]}"
	refuses "${command##*/} to a closed stdout" 1 "^stdout: Bad file descriptor$" closed "${words[@]}"
done
exits "JSON to a full disk" 1 full "$tracing02/trace_load_and_stats" --json
is "ends at its first round, and says why" "stdout: No space left on device" "$(tail -n +2 <<<"$err")"
exits "a long text to a full disk" 1 full "$tracing06/bpfoff" 14 "$(printf 'tcp port %d or ' {1..300}; echo udp)"
is "says why, too" "stdout: No space left on device" "$err"
exits "what is not printed cannot fail" 0 full "$loader" -d veth-basic02 -S -q --filename "$tracing01/xdp_prog_kern.o" --progname xdp_pass
is "nor is anything said" "" "$err"
exits "it is taken off" 0 "$loader" -d veth-basic02 -U

# descriptors that are closed at the start are not the capture's: no message goes into its file
capture() { timeout 60 "$sample" -d veth-basic02 -q -a duration:1 --filename closed.pcap; }
in_order() { capinfos -c "$1" >/dev/null && tcpdump -nr "$1" >/dev/null; }
no_fds() { capture 0<&- 1>&- 2>&-; }
no_stderr() { capture 2>&-; }
exits "all three closed, and something to say" 1 no_fds
ok "the file is a capture all the same" in_order closed.pcap
exits "stderr closed" 0 no_stderr
ok "the file is a capture" in_order closed.pcap

# names are other people's: what would command a terminal is shown, not done
ip link add $'esc\e[31m' type veth peer name plain
for command in "$loader --status" "$repo/tracing05-xdp-fentry/xdpdump -D"; do
	read -ra words <<<"$command"
	exits "${command##*/} of an interface with an escape in its name" 0 "${words[@]}"
	like "is readable" '^esc\\033\[31m ' "$out"
	unlike "and harmless" $'\e' "$out"
done
exits "list of a hook with one" 0 "$tracing06/xdpcap" --list
like "is readable" '^/sys/fs/bpf/esc\\033\[31m$' "$out"
unlike "and harmless" $'\e' "$out"
refuses "a name with a line in it" 1 '^a\\012b: no such interface$' "$loader" --dev $'a\nb' --status
refuses "a name with an escape" 1 '^a\\033b: no such interface$' "$loader" --dev $'a\eb' --status

# what --raw reads is for a program as it is, and for a terminal made visible
raw() { printf 'esc\e[31m\n' >/sys/kernel/tracing/trace_marker && await grep -q 'esc' "$1"; }
start raw "reading what is printed" "$tracing03/trace_read" --raw
raw raw.out
stop INT
like "trace_read --raw: as it is" $'esc\e\\[31m' "$(cat raw.out)"
start raw "reading what is printed" script -qfc "$tracing03/trace_read --raw" raw.terminal
raw raw.terminal
stop TERM
like "trace_read --raw on a terminal: visible" 'esc\\033\[31m' "$(cat raw.terminal)"
unlike "and harmless" $'esc\e' "$(cat raw.terminal)"
done_testing
