#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The fuzzers, each for so long, find nothing.
#
#   fuzz.sh [SECONDS]
seconds=${1-60}
[[ $# -le 1 && $seconds =~ ^[1-9][0-9]{0,8}$ ]] ||
	{ echo "fuzz.sh: ${2-$seconds}: expects SECONDS, and nothing else" >&2; exit 2; }
. "$(dirname "$0")/../checks/lib.sh"
beside others
ok "$seconds s of fuzzing find nothing" make -s -C "$repo/testenv/fuzz" fuzz "SECONDS=$seconds"
done_testing
