#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What nobody can mean is refused, by every program and script: in one line that names what
# is wrong, with nothing on stdout, and nothing done. invocations.tsv has them, one a line.
. "$(dirname "$0")/lib.sh"
beside others
shopt -s dotglob nullglob
as_nobody true		# whom the repository is now shown in /run/repo
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
chmod 755 "$tmp" && mkdir there && cd there || exit 1
for lesson in "$repo"/tracing??-*; do
	lesson=${lesson##*/}
	ln -s "/run/repo/$lesson" "${lesson%%-*}"
done
before=(*)
# All that is started ends, so what is left is what was there.
running() { local all=(/proc/[0-9]*); echo ${#all[@]}; }
processes=$(running)

# refused STATUS PATTERN: is that what run left, and nothing else?
# shellcheck disable=SC2154,SC2317 # run sets out and err, by name; claim runs it
refused()
{
	local after=(*)
	# shellcheck disable=SC2053 # it is a pattern
	[[ $status -eq $1 && -z $out && $err == $2 && $err != *$'\n'* && ${after[*]} == "${before[*]}" ]]
}

rows=0 began=${EPOCHREALTIME/./}
declare -A has
while IFS=$'\t' read -r expected command pattern; do
	[[ $expected == [0-9]* ]] || continue
	set -f
	eval "words=($command)"
	set +f
	program=${words[0]}
	[ "$program" != nobody ] || program=${words[1]}
	path=(/run/repo/"${program%%/*}"*/"${program#*/}")
	if [ "${words[0]}" = nobody ]; then
		words=("${nobody[@]}" "${path[@]}" "${words[@]:2}")
	else
		words=("${path[@]}" "${words[@]:1}")
	fi
	run timeout 10 "${words[@]}"
	claim "$command" refused "$expected" "$pattern" || {
		diag "expected: $expected, $pattern" "seen:     $status, $err" "stdout:   $out" "files:    $(echo *)"
		find . -mindepth 1 -not -type l -delete
	}
	rows=$((rows + 1))
	has[$program]+=" ${words[*]: -2} "
done <"$repo/testenv/checks/invocations.tsv"
diag "$rows rows in $(((${EPOCHREALTIME/./} - began) / 1000)) ms"
ok "no row was lost" test $rows -ge 400
ok "nothing is attached" not xdp_on lo
is "nothing is pinned" "" "$(find /sys/fs/bpf -type f -not -name "*.debug")"
is "nothing is running" "$processes" "$(running)"

# None is forgotten: each program, and of each script an option and a word that it does not know.
while read -r program; do
	ok "$program has rows" test -n "${has[$program]-}"
done < <(cd /run/repo && find tracing??-* testenv/lab testenv/doctor.d -maxdepth 1 -type f -perm -u+x -not -name '*.sh' | sed 's,^\(tracing..\)[^/]*,\1,' | sort)
while read -r script; do
	like "$script: an option that it does not know" " --frob " "${has[$script]-}"
	[[ $script == */vm.sh ]] ||	# there a word is a command
		like "$script: a word that it does not know" " nope " "${has[$script]-}"
done < <(cd /run/repo && find .ci testenv -type f -perm -u+x -not -name '*.t' -not -path 'testenv/unit/*' -not -path testenv/vm/sudo \
	-exec grep -lIE '^#!/bin/(ba)?sh' {} + | sort)
done_testing
