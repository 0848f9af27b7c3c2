// SPDX-License-Identifier: GPL-2.0
/* The rows of a command line, explained. */
#include <errno.h>
#include <stdio.h>

#include "options_help.h"

static void print_row(const struct option_row *row, const char *dash)
{
	int width;

	width = row->letter ? printf("  -%c, %s%s", row->letter, dash, row->word) :
			      printf("      %s%s", dash, row->word);
	if (row->argument)
		width += printf(" %s", row->argument);
	printf("%*s%s", width < 30 ? 30 - width : 1, "", row->help);
	if (row->kind == OPTION_KIND_NUMBER && row->variable && *(unsigned int *)row->variable)
		printf(" (default %u)", *(unsigned int *)row->variable);
	if (row->kind == OPTION_KIND_STRING && row->variable && *(const char **)row->variable)
		printf(" (default %s)", *(const char **)row->variable);
	putchar('\n');
}

void options_help(const struct options *options)
{
	const struct option_row help_row = OPTIONS_HELP_ROW;
	const char *dash = options->single_dash ? "-" : "--";

	printf("usage: %s %s\n\n%s\n\n", program_invocation_short_name, options->usage,
	       options->purpose);
	for (const struct option_row *row = options->rows; row->word; row++)
		print_row(row, dash);
	print_row(&help_row, dash);
}
