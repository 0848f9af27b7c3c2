#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# tracing05's assignments: what one starts from fails, the solution passes, usual mistakes get their hints.
course=$(dirname "$0")/../course
[ -n "${CHECK_PREPARE-}${CHECK_IN_NAMESPACES-}" ] || [ "$(uname -n)" = xdp-lab ] || "$course" prepare tracing05 || exit
. "$(dirname "$0")/lib.sh"
needs fentry
also on 5.10
prepares "$repo/testenv/course" prepare tracing05
"$repo/testenv/course" prove tracing05
