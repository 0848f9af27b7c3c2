// SPDX-License-Identifier: GPL-2.0
/* Interface names and numbers; an unknown number is printed, never "(null)". */
#include <errno.h>
#include <stdio.h>

#include "interface.h"
#include "log.h"

int interface_index(const char *name)
{
	unsigned int ifindex = if_nametoindex(name);

	if (!ifindex)
		return log_error(-ENODEV, "%s: no such interface", name);
	return ifindex;
}

const char *interface_name(int ifindex, char name[IF_NAMESIZE])
{
	if (!if_indextoname(ifindex, name))
		snprintf(name, IF_NAMESIZE, "if %d", ifindex);
	return name;
}
