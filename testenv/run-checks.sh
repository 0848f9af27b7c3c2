#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Runs the unit tests, lint and every check, or the files named; ends with the counts.
set -u
here=$(cd "$(dirname "$0")" && pwd)

[ $# -gt 0 ] || set -- "$here"/unit/*_test "$here"/checks/*.t
CMOCKA_MESSAGE_OUTPUT=TAP exec prove --exec '' --timer "$@"
