/* SPDX-License-Identifier: GPL-2.0 */
/* Packets as libpcap captures them: after XDP, from the stack's hook for tcpdump. */
#ifndef TRACING05_LIVE_CAPTURE_H
#define TRACING05_LIVE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "packet_event.h"
#include "packet_record.h"

struct live_capture;
struct sock_fprog;

/*
 * live_capture_new - capture on an interface that has no XDP program
 * @ifname: its name
 * @snaplen: bytes of each packet at most
 * @promiscuous: receive what is not for this host, too
 * @filter: classic BPF that packets must match; NULL: none
 * @on_event: receives the packets, as records of PACKET_HOOK_PROGRAM without verdict
 *
 * Returns a handle for live_capture_free(), or NULL with libpcap's reason logged.
 */
struct live_capture *live_capture_new(const char *ifname, unsigned int snaplen, bool promiscuous,
				      const struct sock_fprog *filter, packet_event on_event,
				      void *context);

/* live_capture_link_type - such as "EN10MB (Ethernet)" */
const char *live_capture_link_type(const struct live_capture *live);

/* live_capture_fd - readable when there are packets */
int live_capture_fd(const struct live_capture *live);

/* Two functions of a struct capture_source; reading fails when the interface goes, for good. */
int live_capture_read(void *live);
int live_capture_counts(void *live, struct packet_counts *counts);

/* live_capture_free - NULL is permitted */
void live_capture_free(struct live_capture *live);

#endif
