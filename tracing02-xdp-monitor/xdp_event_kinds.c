// SPDX-License-Identifier: GPL-2.0
/* A row for each XDP tracepoint, from which all else about it derives; and the errnos they report. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "interface.h"
#include "log.h"
#include "xdp_action.h"
#include "xdp_event_kinds.h"

const struct xdp_event_kind xdp_event_kinds[XDP_EVENTS] = {
	[XDP_EVENT_REDIRECT] = { "xdp_redirect", "XDP_REDIRECT", XDP_HAS_FROM },
	[XDP_EVENT_REDIRECT_ERR] = { "xdp_redirect_err", "XDP_REDIRECT",
				     XDP_HAS_FROM | XDP_HAS_ERR },
	[XDP_EVENT_REDIRECT_MAP] = { "xdp_redirect_map", "redirect-map", XDP_HAS_FROM },
	[XDP_EVENT_REDIRECT_MAP_ERR] = { "xdp_redirect_map_err", "redirect-map",
					 XDP_HAS_FROM | XDP_HAS_ERR },
	[XDP_EVENT_EXCEPTION] = { "xdp_exception", "Exception", XDP_HAS_FROM | XDP_HAS_ACTION },
	[XDP_EVENT_CPUMAP_ENQUEUE] = { "xdp_cpumap_enqueue", "cpumap-enqueue",
				       XDP_HAS_TO_CPU | XDP_HAS_BULKS },
	[XDP_EVENT_CPUMAP_KTHREAD] = { "xdp_cpumap_kthread", "cpumap-kthread", XDP_HAS_VERDICTS },
	[XDP_EVENT_DEVMAP_XMIT] = { "xdp_devmap_xmit", "devmap-xmit",
				    XDP_HAS_FROM | XDP_HAS_TO_INTERFACE | XDP_HAS_ERR |
					    XDP_HAS_BULKS },
	[XDP_EVENT_BULK_TX] = { "xdp_bulk_tx", "bulk-tx",
				XDP_HAS_FROM | XDP_HAS_ERR | XDP_HAS_BULKS },
	[XDP_EVENT_LINK_ATTACH_FAILED] = { "bpf_xdp_link_attach_failed", "link-attach",
					   XDP_HAS_MESSAGE },
};

static int find(const char *name, size_t length)
{
	for (int event = 0; event < XDP_EVENTS; event++)
		if (strlen(xdp_event_kinds[event].tracepoint) == length &&
		    !strncmp(xdp_event_kinds[event].tracepoint, name, length))
			return event;
	return -ENOENT;
}

int xdp_event_find(const char *tracepoint)
{
	return find(tracepoint, strlen(tracepoint));
}

static int refuse(const char *names, const char *name, size_t length)
{
	char known[512] = "";
	size_t end = 0;

	for (int event = 0; event < XDP_EVENTS; event++)
		end += snprintf(known + end, sizeof(known) - end, " %s",
				xdp_event_kinds[event].tracepoint);
	if (!length)
		return log_error(-EINVAL, "--event: %s: an event without a name; there are%s",
				 names, known);
	return log_error(-EINVAL, "%.*s: no such event; there are%s", (int)length, name, known);
}

int xdp_event_choose(const char *names, bool wanted[XDP_EVENTS])
{
	const char *name = names;
	size_t length;
	int event;

	for (event = 0; event < XDP_EVENTS; event++)
		wanted[event] = !names;
	for (; name; name = name[length] ? name + length + 1 : NULL) {
		if (!strncmp(name, "xdp:", 4))
			name += 4;
		length = strcspn(name, ",");
		event = find(name, length);
		if (event < 0)
			return refuse(names, name, length);
		wanted[event] = true;
	}
	return 0;
}

const char *xdp_error_name(int err)
{
	return strerrorname_np(-err) ?: "error";
}

/* Of xdp_do_redirect(), of the maps behind it, and of ndo_xdp_xmit(). */
const char *xdp_error_cause(int err)
{
	switch (-err) {
	case ENXIO:
		return "no XDP program on the veth peer, or the target is not ready";
	case EOPNOTSUPP:
		return "the target cannot send for XDP; a veth can with an XDP program on its peer";
	case ENETDOWN:
		return "the target interface is down";
	case EMSGSIZE:
		return "longer than the target's MTU";
	case ENOSPC:
		return "the target's queue is full";
	case EINVAL:
		return "no such interface, or nothing in the map at that index";
	case ENOMEM:
	case EOVERFLOW:
		return "no room for the frame's own data in front of the packet";
	}
	return strerror(-err);
}

/* A text that grows, up to its room. */
struct text {
	char *at;
	size_t room;
};

static void add(struct text *text, const char *fmt, ...) LOG_PRINTF(2, 3);

static void add(struct text *text, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(text->at, text->room, fmt, args);
	va_end(args);
	if (len < 0 || (size_t)len >= text->room)
		len = text->room - 1;
	text->at += len;
	text->room -= len;
}

static void add_action(struct text *text, unsigned int action)
{
	const char *name = xdp_action_name(action);

	add(text, " %s", name);
	if (!strcmp(name, "unknown"))
		add(text, " return code %u", action);
}

void xdp_event_describe(const struct xdp_event_key *key, const struct xdp_event_counts *counts,
			char *buffer, size_t size)
{
	unsigned int has = xdp_event_kinds[key->event].has;
	struct text text = { buffer, size };
	char name[IF_NAMESIZE];

	*buffer = '\0';
	if (has & XDP_HAS_FROM)
		add(&text, "%s", interface_name(key->from, name));
	if (has & XDP_HAS_TO_INTERFACE)
		add(&text, "->%s", interface_name(key->to, name));
	if (has & XDP_HAS_ACTION)
		add_action(&text, key->action);
	if (has & XDP_HAS_BULKS)
		add(&text, " bulk-average %.2f",
		    counts->bulks ? (double)(counts->packets + counts->drops) / counts->bulks : 0);
	if (has & XDP_HAS_VERDICTS)
		add(&text, "pass %llu drop %llu redirect %llu sched %llu", counts->pass,
		    counts->drop, counts->redirect, counts->sched);
	if (key->event == XDP_EVENT_REDIRECT || key->event == XDP_EVENT_REDIRECT_MAP)
		add(&text, " Success");
	if (key->err)
		add(&text, " %s: %s", xdp_error_name(key->err), xdp_error_cause(key->err));
	if (has & XDP_HAS_MESSAGE)
		add(&text, "%.*s", XDP_EVENT_MESSAGE, key->message);
	if (*buffer == ' ')
		memmove(buffer, buffer + 1, strlen(buffer));
}
