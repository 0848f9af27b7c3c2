#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every command of tracing05's README, typed in order, prints what it shows.
. "$(dirname "$0")/lib.sh"
needs clone tracing05-xdp-fentry
needs fentry
. "$repo/testenv/checks/readme.sh"
try_readme tracing05-xdp-fentry
done_testing
