#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing01's assignments: what one starts from fails, the solution passes, usual mistakes get their hints.
. "$(dirname "$0")/lib.sh"
also on 5.10
prepares "$repo/testenv/course" prepare tracing01
"$repo/testenv/course" prove tracing01
