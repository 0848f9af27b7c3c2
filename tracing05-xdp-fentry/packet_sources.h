/* SPDX-License-Identifier: GPL-2.0 */
/* Several sources of packets in the place of one. */
#ifndef TRACING05_PACKET_SOURCES_H
#define TRACING05_PACKET_SOURCES_H

#include "packet_event.h"

/*
 * packet_sources_join - read several sources as one
 * @sources, @count: each has its receiver already, and must live as long as what is returned
 *
 * A source whose reading fails with -ENODEV is over, and the others go on; the last one's
 * failure is that of all. Each counts capture points of its own. Returns what
 * packet_sources_free() takes, or NULL with the reason logged.
 */
struct packet_source *packet_sources_join(struct packet_source *const *sources, int count);

/* packet_sources_free - the sources themselves are left; NULL is permitted */
void packet_sources_free(struct packet_source *joined);

#endif
