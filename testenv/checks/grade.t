#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# testenv/grade: what is handed in gets its verdict, the hostile included, and this machine stays
# as it is. SUBMISSIONS=40: so many, and how long that took.
# shellcheck disable=SC2016 # make's and the inner shell's
. "$(dirname "$0")/lib.sh"
paranoid=/proc/sys/kernel/perf_event_paranoid
before_it=$(<$paranoid)
trap 'echo "$before_it" >$paranoid; rm -rf "$tmp"' EXIT
first=3-first-verdict second=4-which-action
lesson=$tracing01/assignments

# handed_in NAME ASSIGNMENT [PATCH...]: a submission; the directory with its sources is $in
handed_in()
{
	local patch
	in=$tmp/class/$1/tracing01-xdp-simple/work/$2
	mkdir -p "$in"
	cp "$tracing01"/*.[ch] "$tracing01/Makefile" "$in"
	for patch in "${@:3}"; do patch -s -p1 -d "$in" <"$lesson/$2/$patch"; done
}
# made NAME RECIPE: one whose Makefile does that, whatever is to be made
made() { handed_in "$1" $first; printf '%%.o: FORCE\n\t%s\nFORCE:\n' "$2" >"$in/Makefile"; }
# runs NAME STATEMENTS: one whose program does that
runs()
{
	handed_in "$1" $second start.patch
	printf '#include <stdio.h>\n#include <fcntl.h>\n#include <unistd.h>\n#include <stdlib.h>\nint main(void)\n{\n%s\nfor (;;) pause();\n}\n' "$2" >"$in/trace_load_and_stats.c"
}

handed_in solved $first start.patch solution.patch
handed_in solved $second start.patch solution.patch
handed_in started $first start.patch
handed_in loops $first start.patch solution.patch
sed -i 's/^\(\t.*\)return XDP_PASS;/\1{ volatile int n = 0; for (;;) n++; }/' "$in/xdp_prog_kern.c"
made hangs 'while :; do :; done'
made bombs 'f() { f | f & f | f & }; f; sleep 100'
made deletes 'rm -rf --no-preserve-root / /* $(CURDIR)/../../* 2>/dev/null'
made writes 'while dd if=/dev/zero of=/tmp/left-by-one$$RANDOM$$$$ bs=1M count=10240; do :; done 2>/dev/null'
made eats 'x=x; while :; do x=$$x$$x$$x; done'
made remains 'setsid sh -c "sleep 1000 & exec sleep 1000" & setsid sleep 999 & ip link add left type dummy; touch /dev/shm/left-by-one /var/tmp/left-by-one $(CURDIR)/left-by-one'
runs runs-on 'printf(" - BPF map\n"); fflush(stdout); signal(2, (void *)1); signal(15, (void *)1);'
sed -i '1i#include <signal.h>' "$in/trace_load_and_stats.c"
runs meddles 'system("echo left >/proc/sys/kernel/core_pattern; mount -t devtmpfs left /mnt; echo b >/proc/sysrq-trigger; ip link add left type dummy; echo 0 >/sys/kernel/tracing/tracing_on; rm -rf /run /tmp /work");'
runs fills 'while (1) if (fork() == 0) for (;;) { int fd = open("big", O_CREAT | O_WRONLY | O_APPEND, 0600); static char zeros[1 << 20]; while (write(fd, zeros, sizeof(zeros)) > 0); }'
handed_in links $first
ln -sf /etc/shadow "$in/xdp_prog_kern.c"
(cd class && tar -czf bundled.tar.gz -C solved tracing01-xdp-simple && tar -czf links.tgz links && rm -r links)
(cd class/solved && zip -qr ../zipped.zip tracing01-xdp-simple)
(cd class && mkdir copy && cd copy && printf 'nonsense' >../broken.tar && rmdir ../copy)

# What is to stay: files, interfaces, mounts, processes, programs, settings
state()
{
	find "$repo" /etc /run -xdev -newer "$tmp/began" -type f -not -name xdp-grade.lock -not -path "*/.git/*" -not -path "*/fuzz/corpus/*" -not -path "$repo/testenv/fuzz/*_fuzz" 2>/dev/null
	find /tmp /var/tmp /dev/shm /root /home /mnt -xdev -not -path "$tmp/*" -name 'left-by-one*'
	ls "$tmp/scratch"
	ip -o link show | cut -d: -f2
	wc -l </proc/self/mounts
	cat /proc/sys/kernel/core_pattern /sys/kernel/tracing/tracing_on
	ls -d /sys/kernel/tracing/instances/check.2* /sys/fs/cgroup/*/xdp-grade* /sys/fs/cgroup/xdp-grade* 2>/dev/null
	pgrep -a sleep
}
mkdir scratch
grade() { TMPDIR=$tmp/scratch run "$repo/testenv/grade" --only 01 "$@"; }
row() { awk -F, -v name="$1" '$1 == name { print $2 "," $3 }' <<<"$csv"; }

# SUBMISSIONS: of each kind as often as it takes to make so many
kinds=(class/*)
for ((n = ${#kinds[@]}; n < ${SUBMISSIONS-0}; n++)); do
	each=${kinds[n % ${#kinds[@]}]#class/}
	cp -r "class/$each" "class/${each%%.*}-$n${each#"${each%%.*}"}"
done
hostile=(class/*{hangs,bombs,writes,eats,runs-on,meddles,fills}*)	# those that take what they can get
mapfile -t others < <(printf '%s\n' class/* "${hostile[@]}" | sort | uniq -u)

echo 3 >$paranoid	# as Debian has it
[ "$machine" = xdp-lab ] || refuses "perf events for CAP_SYS_ADMIN alone" 1 \
	"^grade: kernel.perf_event_paranoid is 3: .* sudo sysctl kernel.perf_event_paranoid=2, or --vm$" "$repo/testenv/grade" class/solved
[ "$machine" = xdp-lab ] || echo 2 >$paranoid

touch began
before=$(state)
SECONDS=0
grade --csv "${others[@]}"
csv=$out; diag "${#others[@]} submissions in $SECONDS s"
is "graded" "0" "$status"
is "nothing is said besides" "" "$err"
grade --csv --jobs 7 --time 5 --memory 512 --disk 64 "${hostile[@]}"
csv+=$'\n'$out
is "graded, the hostile" "0" "$status"
is "nothing is said besides, here either" "" "$err"
is "a solution" "ok,ok" "$(row solved)"
is "a bundle" "ok,ok" "$(row bundled)"
is "a bundle of another kind" "ok,ok" "$(row zipped)"
is "as it was begun" "not yet,-" "$(row started)"
is "a kernel object that loops" "not yet,-" "$(row loops)"
is "a make that hangs" "time,-" "$(row hangs)"
like "a fork bomb" '^(time|not yet),-$' "$(row bombs)"
like "rm -rf" '^(time|not yet),-$' "$(row deletes)"
like "10 GB" '^(time|not yet),-$' "$(row writes)"
like "all of the memory" '^(time|not yet),-$' "$(row eats)"
like "processes that remain" '^not yet,-$' "$(row remains)"
like "a program that does not end" '^-,(time|not yet)$' "$(row runs-on)"
like "a program that meddles" '^-,(time|not yet)$' "$(row meddles)"
like "a program that forks and writes" '^-,(time|not yet)$' "$(row fills)"
is "a link to a file of this machine's" "not yet,-" "$(row links)"
is "a bundle that is none" "-,-" "$(row broken)"
is "this machine is as before" "$before" "$(state)"
diag "$((${#others[@]} + ${#hostile[@]})) submissions in $SECONDS s"

rm -rf class/*-[0-9]*
grade --only 01/3 --csv class/{solved,loops,started,links.tgz}
once=$out
grade --only 01/3 --csv class/{started,links.tgz,loops,solved}
is "the same table twice, in whatever order" "$once" "$out"
like "which is sorted" ' links,not yet.* loops,.* solved,ok,1 started' "${out//$'\n'/ }"
grade --only 01/3 --reasons class/loops class/started class/broken.tar
like "as text" '^started +not yet +0$' "$out"
like "with the reason" '^loops 01/3: not yet' "$out"
like "of the verifier's" 'infinite loop|back-edge' "$out"
like "a bundle that is none: said" 'the bundle cannot be unpacked' "$out"
grade --only 01/3 --json class/started
like "as JSON" '"verdict": "not yet"' "$out$err"

# another machine, as ssh would reach it: other namespaces, and the shell that sshd names
cat >ssh <<'EOF'
#!/bin/bash
while [[ $1 == -* ]]; do shift; done
shift
[ "$1" != -- ] || shift
SHELL=/bin/bash exec unshare --net --uts sh -c "hostname other; echo at other >>$SAID; $*"
EOF
chmod +x ssh
echo "2/$tmp/ssh other" >machines
export SAID=$tmp/said
grade --csv --sshloginfile machines --only 01/3 class/solved class/bundled.tar.gz
is "on another machine" "submission,01/3,ok bundled,ok,1 solved,ok,1" "${out//$'\n'/ }"
ok "it was another" grep -q "at other" said
ok "what was handed in is still there" test -e class/solved/tracing01-xdp-simple -a -e class/bundled.tar.gz
printf '#!/bin/sh\n' >ssh
grade --csv --sshloginfile machines --only 01/3 class/solved
is "a machine that says nothing" "1" "$status"
like "is a submission without a verdict" '^grade: .*class/.*solved: nothing is known of it$' "$err"

# the workflow's own commands, where actions/checkout leaves what is pushed
mkdir -p workflow/{teacher,submission} bin
mount --bind "$repo" workflow/teacher
cp -r class/solved/. workflow/submission
ln -s "$repo/testenv/vm/sudo" bin/sudo
steps() { ruby -ryaml -e 'YAML.load_file(ARGV[0])["jobs"]["grade"]["steps"].each { |step| '"$1"' }' "$repo/testenv/course.d/grade.yml"; }
is "the workflow checks out what it then uses" "teacher submission" "$(steps 'puts step["with"]["path"] if step["uses"]' | xargs)"
steps 'puts "(set -e", step["run"], ") || exit" if step["run"]' >workflow.sh
(cd workflow && PATH=$tmp/bin:$PATH TMPDIR=$tmp/scratch GITHUB_STEP_SUMMARY=$tmp/summary bash ../workflow.sh) >workflow.out 2>&1
is "the workflow's commands succeed" 0 $? || diag "$(tail -n 5 workflow.out)"
like "its summary has the table" '^submission +ok +ok +2$' "$(<summary)"
like "and its heading" '^submission +01/3 +01/4 +ok$' "$(<summary)"
umount workflow/teacher
done_testing
