/* SPDX-License-Identifier: GPL-2.0 */
/* The XDP programs of interfaces, for reading. */
#ifndef COMMON_XDP_TABLE_H
#define COMMON_XDP_TABLE_H

#include <stdio.h>

#include "xdp_programs.h"

/*
 * xdp_table_print - a line on stdout for every program, as xdp-tools print them
 * @ifindex: of one interface, or 0 for all of this network namespace
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int xdp_table_print(int ifindex);

#endif
