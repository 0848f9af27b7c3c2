#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# `make lint` as a check.
# beside others
echo "1..1"
said=$("$(dirname "$0")/../lint.sh" 2>&1) && echo "ok 1 - lint" && exit
echo "not ok 1 - lint"
echo "$said" | sed 's/^/# /'
exit 1
