#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the scripts of testenv/ do not understand they refuse, in one line that names it,
# and run nothing.
. "$(dirname "$0")/lib.sh"
beside others
cd "$repo" || exit 1

# command | status | the line
rows()
{
	cat <<-'EOT'
	.ci/run --frob|2|^.ci/run: --frob: unexpected
	.ci/run nope|2|^.ci/run: nope: unexpected
	testenv/bench|2|^bench: usage: bench NAME; there is: xdpcap xdpdump
	testenv/bench --frob|2|^bench: usage: bench NAME
	testenv/bench nope|2|^bench: usage: bench NAME
	testenv/bench xdpcap extra|2|^bench: usage: bench NAME
	testenv/benches/xdpcap.sh --frob|2|^xdpcap.sh: --frob: unexpected
	testenv/benches/xdpcap.sh nope|2|^xdpcap.sh: nope: unexpected
	testenv/benches/xdpdump.sh --frob|2|^xdpdump.sh: --frob: expects a KERNEL
	testenv/benches/xdpdump.sh nope|2|^xdpdump.sh: nope: expects a KERNEL
	testenv/benches/xdpdump.sh 6.12 extra|2|^xdpdump.sh: extra: expects a KERNEL
	testenv/course|2|^course: COMMAND: check, next
	testenv/course --frob|2|^course: --frob: check, next
	testenv/course nope|2|^course: nope: check, next
	testenv/course check nope|2|^course: nope: no lesson
	testenv/deps.sh --frob|2|^deps.sh: --frob: unknown
	testenv/deps.sh nope|2|^deps.sh: nope: unknown
	testenv/deps.sh --for|2|^deps.sh: --for: expects
	testenv/deps.sh --for nope|2|^deps.sh: --for: expects
	testenv/doctor --frob|2|^doctor: --frob: unknown
	testenv/doctor nope|2|^doctor: nope: unknown
	testenv/doctor --json extra|2|^doctor: extra: unknown
	testenv/fuzz/differential.sh --frob|2|^differential.sh: --frob: expects how many PACKETS
	testenv/fuzz/differential.sh nope|2|^differential.sh: nope: expects how many PACKETS
	testenv/fuzz/differential.sh 0|2|^differential.sh: 0: expects how many PACKETS
	testenv/fuzz/differential.sh 9 extra|2|^differential.sh: extra: expects how many PACKETS
	testenv/fuzz/fuzz.sh --frob|2|^fuzz.sh: --frob: expects SECONDS
	testenv/fuzz/fuzz.sh nope|2|^fuzz.sh: nope: expects SECONDS
	testenv/lab/demo.sh --frob|2|^demo.sh: --frob: unexpected
	testenv/lab/demo.sh nope|2|^demo.sh: nope: unexpected
	testenv/lint.sh --frob|2|^lint.sh: --frob: unexpected
	testenv/lint.sh nope|2|^lint.sh: nope: unexpected
	testenv/run-checks.sh --frob|2|^run-checks.sh: --frob: no such check
	testenv/run-checks.sh nope|2|^run-checks.sh: nope: no such check
	testenv/run-checks.sh checks/nope.t|2|^run-checks.sh: checks/nope.t: no such check
	testenv/testenv.sh|2|^testenv.sh: usage: which COMMAND
	testenv/testenv.sh --frob|2|^testenv.sh: --frob: unknown
	testenv/testenv.sh nope|2|^testenv.sh: nope: unknown
	testenv/testenv.sh setup nope|2|^testenv.sh: nope: unknown
	testenv/testenv.sh setup teardown|2|^testenv.sh: teardown: unexpected after setup
	testenv/testenv.sh setup --name|2|^testenv.sh: --name: needs a NAME
	testenv/testenv.sh setup --name=|2|^testenv.sh: --name: needs a NAME
	testenv/testenv.sh status -- nope|2|^testenv.sh: nope: unexpected
	testenv/vm.sh --frob|2|^vm.sh: --frob: unknown
	testenv/vm.sh kernels extra|2|^vm.sh: extra: unexpected
	testenv/vm.sh kernels --frob|2|^vm.sh: --frob: unexpected
	testenv/vm.sh fetch nope|2|^vm.sh: --kernel nope: neither a file
	testenv/vm.sh fetch --frob|2|^vm.sh: --kernel --frob: neither a file
	testenv/vm.sh --kernel|2|^vm.sh: --kernel: expects
	testenv/vm.sh --cpus many|2|^vm.sh: --cpus: expects a number
	testenv/vm.sh --cpus 0 true|2|^vm.sh: --cpus: expects 1
	testenv/vm.sh --memory 1 true|2|^vm.sh: --memory: expects 256
	testenv/vm.sh --timeout -1 true|2|^vm.sh: --timeout: expects a number
	EOT
}
while IFS='|' read -r command wanted line; do
	read -ra words <<<"$command"
	refuses "$command" "$wanted" "$line" timeout 10 "${words[@]}"
done < <(rows)

# none is forgotten: what can be started is in the table, with an option and with a word
while read -r script; do
	like "$script: an option that it does not know" "^$script( [a-z]+)? --frob\|2" "$(rows)"
	[[ $script == */vm.sh ]] ||	# there a word is a command
		like "$script: a word that it does not know" "^$script( [a-z]+)? nope\|2" "$(rows)"
done < <(find .ci testenv -type f -perm -u+x -not -name '*.t' -not -path 'testenv/unit/*' -not -path testenv/vm/sudo \
	-exec grep -lIE '^#!/bin/(ba)?sh' {} + | sort)
done_testing
