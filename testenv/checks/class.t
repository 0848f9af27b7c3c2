#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# testenv/class: seats side by side, of which none ends another's.
. "$(dirname "$0")/lib.sh"
beside others
class=$repo/testenv/class
at_seat() { local seat=$1; shift; XDP_SEAT=$seat run "$testenv" "$@"; }
# shellcheck disable=SC2317 # start runs it
in_seat() { inside seat02-lab "$@"; }

exits "setup" 0 "$class" setup 3
like "says what a seat exports" '^seat02: export XDP_SEAT=seat02 ' "$out"
exits "setup once more" 0 "$class" setup 3
run "$class" status
is "a row for each" "seat01-lab seat02-lab seat03-lab" "$(awk '{ print $2 }' <<<"$out" | xargs)"
at_seat seat02 exec ip -o addr show dev veth0
like "a seat's shell is in its own environment" 'fc00:dead:cafe:2::2/64' "$out"
start sleeper '^$' in_seat bash -c 'echo; exec sleep 1000'
run "$class" status
like "status tells what runs" '^seat02 .* processes: 1$' "$out"
at_seat seat01 setup --gen-new
like "a seat's new environment has its name" '^seat01-[0-9a-f]{4}: setting up$' "$out"
at_seat seat01 teardown
at_seat seat01 teardown --name seat01-lab
is "teardown of one" "0" "$status"
ok "another seat's goes on" kill -0 "$pid"
at_seat seat01 teardown
like "with nothing left, one ends nobody's" '^no environment chosen: nothing to do$' "$out"
ok "another seat's still goes on" kill -0 "$pid"
at_seat seat02 exec true
is "and that one has its last used one" "0" "$status"
at_seat seat03 teardown --name seat02-lab
is "one that is told to end another's refuses" "1" "$status"
like "says whose it is" "^testenv.sh: seat02-lab: another seat's, this is seat03$" "$err"
SUDO_UID=1001 run "$testenv" setup --name one
SUDO_UID=1002 run "$testenv" teardown
like "without seats, each user has a last used one" 'nothing to do$' "$out"
SUDO_UID=1001 run "$testenv" teardown
like "of its own" '^one: removed$' "$out"
exits "teardown of a seat that hangs" 0 "$class" teardown 2
ok "ends what ran there" not kill -0 "$pid"
exits "teardown" 0 "$class" teardown
run "$class" status
is "nothing is left" "no seats: class setup N makes them" "$out"
is "no interface" "" "$(ip -o link show type veth)"
done_testing
