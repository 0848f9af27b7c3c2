// SPDX-License-Identifier: GPL-2.0
/* Packets as lines of text. Names may come out of a file, so they are made visible. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "json.h"
#include "log.h"
#include "packet_decode.h"
#include "packet_text.h"
#include "text.h"
#include "xdp_action.h"

#define ROW 16 /* bytes of a packet in one line */

int packet_text_settle(const struct packet_style *style, const char *filename)
{
	if (!style->print || !filename || strcmp(filename, "-"))
		return 0;
	return log_error(-EINVAL, "--print: the packets are stored to stdout");
}

/* Styles of time, by the number of -t. */
enum {
	TIME_NONE = 1,
	TIME_SINCE_PREVIOUS = 3,
	TIME_DATE,
	TIME_SINCE_FIRST,
};

/* A file need not be in order: a negative duration begins with "-". */
static __u64 print_since(FILE *out, __u64 wall, __u64 before)
{
	const __u64 ns = wall < before ? before - wall : wall - before;
	const unsigned long long seconds = ns / CLOCK_NS_PER_SEC;

	fprintf(out, "%s%02llu:%02llu:%02llu", wall < before ? "-" : "", seconds / 3600,
		seconds / 60 % 60, seconds % 60);
	return ns;
}

/* ns where the program took the time itself; libpcap's lines, and all that is made of them, have us. */
static void print_time(FILE *out, struct packet_style *style, const struct packet_seen *seen)
{
	const bool xdp = seen->program || seen->hook;
	const __u64 wall = xdp ? seen->wall : seen->wall / 1000 * 1000;
	const time_t seconds = wall / CLOCK_NS_PER_SEC;
	char date[64];
	__u64 ns = wall;

	style->first = style->first ?: wall;
	style->previous = style->previous ?: wall;
	switch (style->time) {
	case TIME_NONE:
		return;
	case TIME_SINCE_PREVIOUS:
		ns = print_since(out, wall, style->previous);
		break;
	case TIME_SINCE_FIRST:
		ns = print_since(out, wall, style->first);
		break;
	case TIME_DATE:
		strftime(date, sizeof(date), "%F %T", localtime(&seconds));
		fputs(date, out);
		break;
	default:
		fprintf(out, "%llu", (unsigned long long)seconds);
	}
	style->previous = wall;
	ns %= CLOCK_NS_PER_SEC;
	fprintf(out, xdp ? ".%09llu: " : ".%06llu: ", (unsigned long long)(xdp ? ns : ns / 1000));
}

/* "PASS" for XDP_PASS and so on. */
static const char *verdict(int action)
{
	const char *name = xdp_action_name(action);

	return strncmp(name, "XDP_", 4) ? "*unknown*" : name + 4;
}

static void print_point(FILE *out, const struct packet_seen *seen)
{
	const struct packet_record *record = seen->record;

	if (seen->program)
		fprintf(out, "%s()@", TEXT_NAME(seen->program));
	else if (seen->hook)
		fprintf(out, "%s@", TEXT_NAME(seen->hook));
	if (record->hook == PACKET_HOOK_ENTRY)
		fputs("entry: ", out);
	else if (record->hook == PACKET_HOOK_EXIT || record->verdict >= 0)
		fprintf(out, "exit[%s]: ", verdict(record->verdict));
}

static void print_place(FILE *out, const struct packet_seen *seen)
{
	const struct packet_record *record = seen->record;
	const bool xdp = seen->program || seen->hook;
	const char *before = " on";

	if (xdp && record->ifindex && !(seen->several && seen->ifname)) {
		fprintf(out, " on if_index %u", record->ifindex);
		before = ",";
	} else if (seen->ifname) {
		fprintf(out, " on if_name \"%s\"", TEXT_NAME(seen->ifname));
		before = ",";
	}
	if (record->rx_queue < PACKET_QUEUE_UNKNOWN)
		fprintf(out, "%s rx queue %u", before, record->rx_queue);
	if (seen->program || record->packet_id)
		fprintf(out, ", id %u", record->packet_id);
	if (seen->lost)
		fprintf(out, ", %llu lost before it", (unsigned long long)seen->lost);
}

static void known(struct json *json, const char *name, const char *text)
{
	if (text)
		json_string(json, name, text);
}

static void print_json(FILE *out, const struct packet_seen *seen)
{
	static const char *const points[PACKET_HOOKS] = { NULL, "entry", "exit" };
	const struct packet_record *record = seen->record;
	struct json json = { .out = out };

	json_open(&json, NULL, '{');
	json_time(&json, "time", seen->wall);
	known(&json, "interface", seen->ifname);
	if (record->ifindex)
		json_number(&json, "ifindex", record->ifindex);
	if (record->rx_queue < PACKET_QUEUE_UNKNOWN)
		json_number(&json, "queue", record->rx_queue);
	else if (record->rx_queue != PACKET_QUEUE_UNKNOWN)
		json_string(&json, "direction",
			    record->rx_queue == PACKET_QUEUE_SENT ? "out" : "in");
	known(&json, "program", seen->program);
	known(&json, "map", seen->hook);
	known(&json, "hook", record->hook < PACKET_HOOKS ? points[record->hook] : NULL);
	if (record->verdict >= 0)
		json_string(&json, "verdict", xdp_action_name(record->verdict));
	json_number(&json, "length", record->wire_len);
	json_number(&json, "captured", record->cap_len);
	if (record->packet_id)
		json_number(&json, "packet_id", record->packet_id);
	if (seen->lost)
		json_number(&json, "lost", seen->lost);
	json_close(&json, '}');
}

/* In tcpdump's words, or NULL. It is started by the first packet, and anew for another link type. */
static const char *decode(FILE *out, struct packet_style *style, const struct packet_seen *seen)
{
	const char *text = NULL;

	if (!style->decode)
		return NULL;
	if (!style->decoder || style->decoder_type != seen->link_type) {
		packet_text_end(out, style);
		style->decoder =
			packet_decode_new(seen->link_type, style->link_level, style->quick);
		style->decoder_type = seen->link_type;
	}
	if (style->decoder)
		text = packet_decode_line(style->decoder, seen->record, seen->data, out);
	if (!text) { /* for good */
		packet_text_end(out, style);
		style->decode = false;
	}
	return text;
}

void packet_text_line(FILE *out, struct packet_style *style, const struct packet_seen *seen)
{
	const char *text;

	if (style->json) {
		print_json(out, seen);
		return;
	}
	text = decode(out, style, seen);
	print_time(out, style, seen);
	print_point(out, seen);
	if (text) {
		fputs(text, out);
		return;
	}
	fprintf(out, "packet size %u bytes", seen->record->wire_len);
	if (style->hex || style->hex_ascii || style->ascii)
		fprintf(out, ", captured %u bytes", seen->record->cap_len);
	if (!style->quick)
		print_place(out, seen);
}

void packet_text_end(FILE *out, struct packet_style *style)
{
	packet_decode_free(style->decoder, out);
	style->decoder = NULL;
}

static char visible(unsigned char byte)
{
	return isascii(byte) && isprint(byte) ? byte : '.';
}

static void print_row(FILE *out, size_t offset, const unsigned char *byte, size_t len)
{
	fprintf(out, "  0x%04zx: ", offset);
	for (size_t i = 0; i < ROW; i++)
		if (i < len)
			fprintf(out, " %02x", byte[i]);
		else
			fputs("   ", out);
	fputs("  ", out);
	for (size_t i = 0; i < len; i++)
		fputc(visible(byte[i]), out);
	fputc('\n', out);
}

static void print_rows(FILE *out, const unsigned char *bytes, size_t count)
{
	for (size_t at = 0; at < count; at += ROW)
		print_row(out, at, bytes + at, count - at < ROW ? count - at : ROW);
}

/* Lines of a text protocol stay lines. */
static void print_ascii(FILE *out, const unsigned char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		fputc(bytes[i] == '\n' ? '\n' : visible(bytes[i]), out);
	fputc('\n', out);
}

void packet_text_bytes(FILE *out, const struct packet_style *style, const struct packet_seen *seen)
{
	if (style->hex || style->hex_ascii)
		print_rows(out, seen->data, seen->record->cap_len);
	if (style->ascii)
		print_ascii(out, seen->data, seen->record->cap_len);
}
