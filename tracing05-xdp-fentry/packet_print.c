// SPDX-License-Identifier: GPL-2.0
/* A packet's entry is kept until its exit comes: what is told of both is told there. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "packet_diff.h"
#include "packet_pair.h"
#include "packet_print.h"

int packet_print_settle(struct packet_print *print, const char *filename)
{
	int err = latency_plot_open(&print->took, print->svg) ?:
			  packet_text_settle(&print->style, filename);

	print->silent = filename && !print->style.print;
	print->pairs = packet_pair_new();
	return err || print->pairs ? err : log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
}

void packet_print(struct packet_print *print, const struct packet_seen *seen)
{
	const bool paired = print->diff || print->latency;
	const struct packet_record *record = seen->record;
	const struct packet_record *entry =
		paired ? packet_pair_entry(print->pairs, record, seen->data) : NULL;
	unsigned long long ns = entry ? record->timestamp - entry->timestamp : 0;

	if (print->latency && entry)
		latency_add(&print->took, ns);
	if (print->silent || (paired && record->hook == PACKET_HOOK_ENTRY))
		return;
	packet_text_line(stdout, &print->style, seen);
	if (print->latency && entry)
		printf(", took %llu ns", ns);
	if (print->diff && entry && record->wire_len != entry->wire_len)
		printf(", was %u bytes", entry->wire_len);
	putchar('\n');
	if (print->diff && entry)
		packet_diff_records(stdout, entry, entry + 1, record, seen->data);
	else
		packet_text_bytes(stdout, &print->style, seen);
}

static void show(void *print, const struct packet_seen *seen)
{
	packet_print(print, seen);
}

int packet_print_file(struct packet_print *print, struct playback *playback)
{
	int err;

	playback->show = show;
	playback->context = print;
	playback->print = print->style.print || print->latency;
	err = playback_run(playback);
	packet_text_end(stdout, &print->style);
	latency_print(&print->took, stderr);
	return err;
}

void packet_print_free(struct packet_print *print)
{
	packet_pair_free(print->pairs);
}
