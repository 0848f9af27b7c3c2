/* SPDX-License-Identifier: GPL-2.0 */
/* Packets as libpcap captures them: after XDP, from the stack's hook for tcpdump. */
#ifndef TRACING05_LIVE_CAPTURE_H
#define TRACING05_LIVE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "filter_words.h"
#include "packet_event.h"
#include "packet_record.h"

struct live_capture;

/*
 * live_capture_new - open an interface that has no XDP program
 * @ifname: its name
 * @snaplen: bytes of each packet at most
 * @promiscuous: receive what is not for this host, too
 * @buffer: bytes of memory for packets that are not read yet
 * @place: prog_index of its records, and of what it counts
 *
 * No packet is taken before live_capture_start(). Returns a handle for
 * live_capture_free(), or NULL with libpcap's reason logged.
 */
struct live_capture *live_capture_new(const char *ifname, unsigned int snaplen, bool promiscuous,
				      size_t buffer, __u16 place);

/* live_capture_link_type - what packets begin with: a DLT_ number of pcap-linktype(7) */
int live_capture_link_type(const struct live_capture *live);

/*
 * live_capture_compile - make a program of an expression, for this interface
 * @filter: from filter_words_read()
 *
 * Returns 0 or a negative errno with the reason logged: -EINVAL when libpcap refuses it.
 */
int live_capture_compile(struct live_capture *live, struct filter_words *filter);

/*
 * live_capture_start - packets that come from now on are taken
 * @filter: that they must match; NULL: none
 * @on_event: receives them, as records of PACKET_HOOK_PROGRAM without verdict and queue
 *
 * Returns 0 or a negative errno with the reason logged.
 */
int live_capture_start(struct live_capture *live, const struct sock_fprog *filter,
		       packet_event on_event, void *context);

/* live_capture_source - what was captured; reading fails when the interface goes, for good */
struct packet_source *live_capture_source(struct live_capture *live);

/* live_capture_ended - has it failed, or is the interface gone? It was logged */
bool live_capture_ended(const struct live_capture *live);

/* live_capture_stop - no more packets are taken; those that were are ready to be read */
void live_capture_stop(struct live_capture *live);

/* live_capture_free - NULL is permitted */
void live_capture_free(struct live_capture *live);

#endif
