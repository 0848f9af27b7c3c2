/* SPDX-License-Identifier: GPL-2.0 */
/* What --help prints. */
#ifndef COMMON_OPTIONS_HELP_H
#define COMMON_OPTIONS_HELP_H

#include "options.h"

/* The row that is added to every program's. */
/* clang-format off */
#define OPTIONS_HELP_ROW OPTION_FLAG('h', "help", NULL, "Show this help")
/* clang-format on */

/* options_help - explain the command line on stdout; the variables hold the defaults */
void options_help(const struct options *options);

#endif
