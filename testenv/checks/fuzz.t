#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Half a minute of `make fuzz`: any classic program on any packet, any bytes as a capture.
# beside others
cd "$(dirname "$0")/../fuzz" || exit 1
if ! said=$(echo 'int LLVMFuzzerTestOneInput(const char *bytes, long size) { return 0; }' |
	"${CLANG:-clang}" -fsanitize=fuzzer,address,undefined -x c - -o /dev/null 2>&1); then
	said=${said##*$'\n'}
	echo "1..0 # SKIP clang has no libFuzzer here (libclang-rt-dev): ${said:-clang: not found}"
	exit 0
fi
echo "1..2"
corpus=$(mktemp -d)
trap 'rm -rf "$corpus"' EXIT
said=$(make -s CORPUS="$corpus" SECONDS=15 fuzz 2>&1)
status=$?
mapfile -t runs < <(sed -n 's/^stat::number_of_executed_units: *//p' <<<"$said")
fuzzers=(*_fuzz.c)
enough=1
for i in "${!fuzzers[@]}"; do
	[ "${runs[i]:-0}" -gt 1000 ] || enough=0
done
[ "$status" -eq 0 ] || echo -n "not "
echo "ok 1 - the filter says what libpcap's interpreter says, and a pcapng file's reader what libpcap reads"
[ "$status" -eq 0 ] || tail -n 40 <<<"$said" | sed 's/^/# /'
[ $enough -eq 1 ] || echo -n "not "
echo "ok 2 - of more than a thousand inputs each: ${runs[*]:-none}"
[ "$status" -eq 0 ] && [ $enough -eq 1 ]
