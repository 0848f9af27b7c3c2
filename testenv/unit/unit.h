/* SPDX-License-Identifier: GPL-2.0 */
/* What every unit test includes: cmocka, with the headers it wants before it. */
#ifndef UNIT_UNIT_H
#define UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* skip_all - say in TAP that this machine cannot tell, and why; returns main's exit status */
static inline int skip_all(const char *reason)
{
	printf("1..0 # SKIP %s\n", reason);
	return 0;
}

/* A test that this machine gives no reason for ends here, and says so: cmocka's skip() is "not ok". */
#define LEAVE_OUT(reason)                                  \
	do {                                               \
		print_message("# left out: %s\n", reason); \
		return;                                    \
	} while (0)

#endif
