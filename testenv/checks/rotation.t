#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A capture in several files: as tcpdump (-C, -G, -W, -z) and dumpcap (-b) have them, side by side
# with these, each file whole, and every packet in one of them.
# shellcheck disable=SC2317 # functions are run by name
. "$(dirname "$0")/lib.sh"
beside others
needs tailcall
xdpdump=$repo/tracing05-xdp-fentry/xdpdump
live="^listening on lo, link-type EN10MB"
hook=/sys/fs/bpf/xdpcap/xdpcap_hook

# sizes DIR: of its files, by name; without the names: bytes DIR
sizes() { (cd "$1" && stat -c '%n %s' -- *); }
bytes() { sizes "$1" | sed 's/.* //'; }
# in_files GLOB: how many bytes are in them now
in_files() { stat -c %s -- "$@" 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'; }
holds() { [ "$(in_files "${@:2}")" -ge "$1" ]; }
packets() { capinfos -TMrc "$@" | awk '{ sum += $2 } END { print sum }'; }
whole() { capinfos "$@" >/dev/null; }
statistics() { tshark -X 'read_format:MIME Files Format' -Vr "$1" 2>/dev/null | grep -c 'Block: Interface Statistics Block'; }

alike() { [ "$(bytes theirs | sort)" = "$(bytes ours | sort)" ]; }

# beside_it COMMAND... -- OPTION...: the command and xdpdump both capture on lo,
# in directories theirs and ours; three hundred packets of 2 times 8 KB
beside_it()
{
	local command=()
	rm -rf theirs ours
	mkdir -m 777 theirs ours
	while [ "$1" != -- ]; do
		command+=("$1")
		shift
	done
	shift
	start theirs "^tcpdump: listening on lo|^File: " "${command[@]}"
	theirs=$pid
	start ours "$live" "$xdpdump" -i lo --use-pcap -w ours/a "$@"
	ping -q -f -c 300 -s 8000 127.0.0.1 >ping.out
	await alike
	stop INT
	kill -INT $theirs
	wait $theirs
}
# a slot of their rings is as large as a packet may be: of 9,000 bytes all have room
tcpdump=(tcpdump -Z root -n -i lo -s 9000 -B 16384 -U)
beside_it "${tcpdump[@]}" -w theirs/a -C 1 -- -C 1
is "-C 1: the files of tcpdump" "$(sizes theirs)" "$(sizes ours)"
is "which are five" 5 "$(bytes ours | wc -l)"
beside_it "${tcpdump[@]}" -w theirs/a -C 1 -W 2 -- -C 1 -W 2
is "-C 1 -W 2: a ring, as tcpdump's" "$(sizes theirs)" "$(sizes ours)"
beside_it "${tcpdump[@]}" -w theirs/a -C 1 -W 11 -- -C 1 -W 11
is "-C 1 -W 11: leading zeros, as tcpdump's" "$(sizes theirs)" "$(sizes ours)"
beside_it dumpcap -q -P -s 9000 -B 16 -i lo -w theirs/a -b filesize:300 -- -b filesize:300
is "-b filesize:300: the files of dumpcap" "$(bytes theirs)" "$(cd ours && stat -c '%s' -- a ?? ???)"
beside_it dumpcap -q -P -s 9000 -B 16 -i lo -w theirs/a -b filesize:300 -b files:3 -- -b filesize:300 -b files:3
is "and -b files:3: three, of the same sizes" "$(bytes theirs | sort)" "$(bytes ours | sort)"

early_in_a_second() { [ "$(date +%1N)" -lt 2 ]; }

# by time: both end by themselves
ping -q -i 0.02 127.0.0.1 >ping.out &
pings=$!
rm -rf theirs ours
mkdir theirs ours
# A file is named when it is opened, and its second begins when the capture does: in the same one,
# if that has just begun.
await early_in_a_second
"${tcpdump[@]}" -w theirs/%s.pcap -G 1 -W 2 2>theirs.err &
theirs=$!
exits "-G 1 -W 2: ends by itself" 0 timeout 20 "$xdpdump" -i lo --use-pcap -w ours/%s.pcap -G 1 -W 2
wait $theirs
is "as tcpdump does" 0 $?
is "and says what it says" "$(grep '^Maximum' theirs.err)" "$(grep Maximum "$tmp/run.err")"
for one in theirs ours; do
	is "$one: two files, a second apart, with its name" 1 "$(printf '%s\n' $one/* | tr -dc '0-9\n' | awk 'NR == 1 { first = $1 } END { print NR == 2 ? $1 - first : "files: " NR }')"
done
ok "both files have packets" test "$(packets ours/* | cut -d. -f1)" -gt 60
exits "-b duration:0.2 -b files:3" 0 "$xdpdump" -i lo -w ring.pcapng -b duration:0.2 -b files:3 -a duration:1.3
is "a ring" "ring0.pcapng ring1.pcapng ring2.pcapng" "$(echo ring*)"
# the youngest file is the seventh: the first one of the ring
ok "whose first file is the youngest" test ring0.pcapng -nt ring2.pcapng
exits "-a duration:0.5" 0 "$xdpdump" -i lo -w half.pcapng -a duration:0.5
duration=$(capinfos -TMru half.pcapng | cut -f2)
ok "half a second, or less, and most of it" awk "BEGIN { exit !($duration > 0.2 && $duration < 0.6) }"
TZ=UTC-05:30 exits "names are in local time" 0 "$xdpdump" -i lo -w "local-%H%M.pcapng" -G 60 -c 1
ok "as tcpdump has it" test -e "local-$(TZ=UTC-05:30 date +%H%M).pcapng" -o -e "local-$(TZ=UTC-05:30 date -d '1 minute ago' +%H%M).pcapng"
kill $pings

# every packet in one of the files, in order, and each of the files a capture of its own
start dump "$live" "$xdpdump" -i lo -w all.pcapng -C 100k
for ((i = 1; i <= 3; i++)); do
	ping -q -f -c 1000 -s 64 -e $i 127.0.0.1 >ping.out
done
await holds 800000 all*.pcapng
stop INT
is "ended" 0 "$status"
mapfile -t files < <(printf '%s\n' all*.pcapng | sort -V)
mapfile -t files < <(printf '%s\n' all.pcapng "${files[@]/all.pcapng/}" | awk NF)
ok "there are many files" test ${#files[@]} -gt 5
is "no packet is lost, none is there twice, and all are in order" "$(for i in 1 2 3; do seq 1000 | sed "p; s/^/$i /; t"; done | sed 's/.* //' | md5sum)" \
	"$(for file in "${files[@]}"; do tcpdump -nr "$file" 2>/dev/null; done | sed -n 's/.*, seq \([0-9]*\), .*/\1/p' | md5sum)"
like "as it says" "^6000 packets captured$" "$(<dump.err)"
ok "each is whole" whole "${files[@]}"
is "with its statistics" "1 1 1" "$(statistics all.pcapng) $(statistics all3.pcapng) $(statistics "${files[-1]}")"
is "which in sum are all" 6000 "$(for file in "${files[@]}"; do capinfos -M "$file" | sed -n 's/.*Number of packets = *//p'; done | awk '{ sum += $1 } END { print sum }')"
is "each is its user's alone" 600 "$(stat -c %a all*.pcapng | sort -u)"
is "none is without packets" 0 "$(capinfos -TMrc all*.pcapng | awk '!$2' | wc -l)"

# -r: a file becomes several
cp "${files[1]}" long.pcapng
run "$xdpdump" -r long.pcapng -w short.pcapng -C 20k
is "-r -C: exit status" 0 "$status"
mapfile -t short < <(printf '%s\n' short.pcapng short?*.pcapng)
ok "-r -C: several files" test ${#short[@]} -ge 4
is "-r -C: all packets, in order" "$(tcpdump -ttnr long.pcapng 2>/dev/null)" "$(for file in "${short[@]}"; do tcpdump -ttnr "$file" 2>/dev/null; done)"
ok "-r -C: each is full, but for the last" test "$(stat -c %s "${short[@]}" | head -n -1 | sort -n | head -n 1)" -gt 20480
run "$xdpdump" -r long.pcapng -w round.pcapng -b filesize:20 -b files:2
is "-r -b: two are left" "round0.pcapng round1.pcapng" "$(echo round*.pcapng)"
cp long.pcapng own1.pcapng
exits "-r -C: not into the file that is read" 1 "$xdpdump" -r own1.pcapng -w own.pcapng -C 20k
like "it says so" "^own1.pcapng: another capture writes it$" "$err"
ok "which is as it was" cmp long.pcapng own1.pcapng
refuses "-r -b duration" 2 "^--ring-buffer: duration: " "$xdpdump" -r long.pcapng -w no.pcapng -b duration:1
refuses "-r -G" 2 "^--read: does not go with --rotate-seconds$" "$xdpdump" -r long.pcapng -w no.pcapng -G 1
refuses "-r -C without -w" 2 "^--file-size: no file is written$" "$tracing06/xdpcap" -r long.pcapng -C 1

# killed: what is written is whole
start dump "$live" "$xdpdump" -i lo -w killed.pcapng -C 5k
ping -q -f -c 1000 127.0.0.1 >ping.out
await holds 200000 killed*.pcapng
stop KILL
ok "killed: each is whole" whole killed*.pcapng

# a file in use, a full disk, what is no regular file
start dump "$live" "$xdpdump" -i lo -w first.pcapng
cp first.pcapng before.pcapng
run "$xdpdump" -i lo -w first -C 1k --use-pcap -a duration:20 -- ping -q -f -c 20 127.0.0.1
is "the next file is free" 0 $status
ln -s first.pcapng taken1
run timeout 20 "$xdpdump" -i lo -w taken -C 1k -- ping -q -c 20 -i 0.01 127.0.0.1
like "the next file is another capture's: says so" "^taken1: another capture writes it$" "$err"
is "and fails" 1 $status
stop INT
mkdir small
mount -t tmpfs -o size=128k tmpfs small
run timeout 20 "$xdpdump" -i lo -w small/a.pcapng -C 30k -- ping -q -c 200 -s 1000 -i 0.005 127.0.0.1
like "a full disk: says so" "^small/a[0-9]*.pcapng: No space left on device" "$err"
ok "each file is whole" whole small/*
read -r captured lost < <(sed -n 's/^\([0-9]*\) packets \(captured\|dropped by .*\)$/\1/p' "$tmp/run.err" | xargs)
is "what is stored is there" "$captured" "$(packets small/*)"
ok "and the rest is lost" test "$lost" -gt 0
umount small
mkfifo fifo
cat fifo >/dev/null &
refuses "a FIFO" 1 "^fifo: no regular file" timeout 20 "$xdpdump" -i lo -w fifo -C 1

# -z: not by a shell, not waited for, and no zombie
cat >after <<'END'
#!/bin/bash
read -r go <>go
echo "$#:$1" >>after.log
END
chmod +x after
mkfifo go
start dump "$live" "$xdpdump" -i lo -w 'a b;touch c.pcapng' -C 2k -z ./after
ping -q -f -c 100 127.0.0.1 >ping.out
await holds 20000 "a b"*
ok "-z: it goes on meanwhile" not test -e after.log
commands() { ps -o stat= --ppid "$pid"; }
waiting=$(commands | wc -l)
ok "with many commands, at the lowest priority" test "$waiting" -gt 5
is "each" "19" "$(ps -o ni= --ppid "$pid" | sort -u | xargs)"
await matches "^$waiting$" "$waiting"
exec 7<>go
printf 'go\n%.0s' $(seq "$waiting") >&7
none() { [ -z "$(commands)" ]; }
ok "they end, and there is none left" await none
exec 7>&-
stop INT
is "each with the file's name" "$waiting" "$(sort -u after.log | grep -c '^1:a b;touch c[0-9]*.pcapng$')"
is "and no shell" "" "$(find . -name c.pcapng)"
run "$xdpdump" -i lo -w gzip.pcapng -C 2k -z gzip -- ping -q -c 60 -i 0.01 127.0.0.1
compressed() { [ "$(find . -name 'gzip*.gz' | wc -l)" -gt 3 ]; }
ok "-z gzip" await compressed
gunzip gzip*.gz 2>/dev/null
ok "compresses them" whole gzip*.pcapng
run "$xdpdump" -i lo -w none.pcapng -C 1k -z /nonesuch -- ping -q -c 20 -i 0.01 127.0.0.1
like "a command that is not there" "^/nonesuch: No such file or directory$" "$err"
ok "is no end of the capture" test $status -eq 0 -a -e none3.pcapng

# xdpcap: the same at a hook, where each file has each action's interface
setup veth-basic06
exits "a program with a hook" 0 "$tracing01/xdp_loader" -d veth-basic06 -q -F -N --single --filename "$tracing06/xdp_hook_kern.o" --pin-path "${hook%/*}"
start cap "^listening on $hook" "$tracing06/xdpcap" -q -C 4k -W 100 -z ./after "$hook" cap.pcapng icmp6
in_env ping -q -f -c 200 fc00:dead:cafe:1::1 >ping.out
await holds 30000 cap*.pcapng
stop INT
like "xdpcap: all packets" "^[0-9]+ packets received, $(packets cap*.pcapng) matched, $(packets cap*.pcapng) captured, 0 lost$" "$(<cap.err)"
ok "which are some" test "$(packets cap*.pcapng)" -ge 200
ok "in many files" test -e cap05.pcapng
is "each with all interfaces" "Number of interfaces in file: 5" "$(for file in cap*.pcapng; do capinfos -MI "$file" | grep 'Number of interfaces'; done | sort -u)"
is "no slot is in use afterwards" none "$("$tracing06/xdpcap" --list | sed -n 's/^ *slots in use: //p')"
done_testing
