// SPDX-License-Identifier: GPL-2.0
/* tracing02/xdp_event_kinds: lists of events, and each event in words. */
#include <linux/bpf.h>

#include "unit.h"
#include "xdp_event_kinds.h"

static bool wanted[XDP_EVENTS];

TEST(every_event)
{
	for (int event = 0; event < XDP_EVENTS; event++) {
		assert_non_null(xdp_event_kinds[event].tracepoint);
		assert_non_null(xdp_event_kinds[event].title);
		assert_int_equal(xdp_event_find(xdp_event_kinds[event].tracepoint), event);
	}
	assert_int_equal(xdp_event_find("xdp_redirect_"), -ENOENT);
	assert_int_equal(xdp_event_find("xdp"), -ENOENT);
	assert_int_equal(xdp_event_find(""), -ENOENT);
}

TEST(choose)
{
	assert_int_equal(xdp_event_choose(NULL, wanted), 0);
	for (int event = 0; event < XDP_EVENTS; event++)
		assert_true(wanted[event]);
	assert_int_equal(xdp_event_choose("xdp_redirect", wanted), 0);
	for (int event = 0; event < XDP_EVENTS; event++)
		assert_int_equal(wanted[event], event == XDP_EVENT_REDIRECT);
	assert_int_equal(xdp_event_choose("xdp:xdp_bulk_tx,xdp_exception", wanted), 0);
	for (int event = 0; event < XDP_EVENTS; event++)
		assert_int_equal(wanted[event],
				 event == XDP_EVENT_BULK_TX || event == XDP_EVENT_EXCEPTION);
}

TEST(refused)
{
	static const struct {
		const char *list, *said;
	} lists[] = {
		{ "xdp_nonesuch", "xdp_nonesuch: no such event" },
		{ "xdp_redirect xdp_bulk_tx", "xdp_redirect xdp_bulk_tx: no such event" },
		{ "xdp_redirect,", "--event: xdp_redirect,: an event without a name" },
		{ ",xdp_redirect", "--event: ,xdp_redirect: an event without a name" },
		{ "xdp:", "--event: xdp:: an event without a name" },
		{ "", "--event: : an event without a name" },
	};

	for (size_t i = 0; i < COUNT(lists); i++) {
		assert_int_equal(HEARD(xdp_event_choose(lists[i].list, wanted)), -EINVAL);
		assert_memory_equal(heard.err, lists[i].said, strlen(lists[i].said));
		assert_memory_equal(heard.err + strlen(lists[i].said), "; there are xdp_redirect ",
				    25);
	}
}

static void assert_described(const struct xdp_event_key *key, const struct xdp_event_counts *counts,
			     const char *want)
{
	char text[128];

	xdp_event_describe(key, counts, text, sizeof(text));
	assert_string_equal(text, want);
	xdp_event_describe(key, counts, text, 6); /* cut, and no byte further */
	assert_memory_equal(text, want, 4);
	assert_true(strlen(text) <= 5);
}

TEST(described)
{
	const struct xdp_event_counts counts = { 30, 3, 11, 4, 5, 6, 7 }, none = {};
	struct xdp_event_key redirect = { .event = XDP_EVENT_REDIRECT, .from = 1 };
	struct xdp_event_key failed = {
		.event = XDP_EVENT_DEVMAP_XMIT, .from = 1, .to = 77777777, .err = -ENETDOWN
	};
	struct xdp_event_key exception = { .event = XDP_EVENT_EXCEPTION, .from = 1, .action = 99 };
	struct xdp_event_key thread = { .event = XDP_EVENT_CPUMAP_KTHREAD };
	struct xdp_event_key bulk = { .event = XDP_EVENT_CPUMAP_ENQUEUE };
	struct xdp_event_key link = { .event = XDP_EVENT_LINK_ATTACH_FAILED };

	memset(link.message, 'x', sizeof(link.message)); /* no end, as the kernel never leaves it */
	assert_described(&redirect, &counts, "lo Success");
	assert_described(
		&failed, &counts,
		"lo->if 77777777 bulk-average 3.00 ENETDOWN: the target interface is down");
	assert_described(&exception, &counts, "lo unknown return code 99");
	exception.action = XDP_ABORTED;
	assert_described(&exception, &counts, "lo XDP_ABORTED");
	assert_described(&thread, &counts, "pass 5 drop 6 redirect 7 sched 4");
	assert_described(&bulk, &none, "bulk-average 0.00");
	assert_described(&link, &none,
			 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
}

TEST(errors)
{
	assert_string_equal(xdp_error_name(-ENXIO), "ENXIO");
	assert_string_equal(xdp_error_name(-77777), "error");
	assert_string_equal(xdp_error_cause(-EMSGSIZE), "longer than the target's MTU");
	assert_string_equal(xdp_error_cause(-EPERM), strerror(EPERM));
}
