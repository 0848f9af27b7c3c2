// SPDX-License-Identifier: GPL-2.0
/* common/xdp_tap: what cannot be tapped, what is tapped without a program, and what is said. */
#include <errno.h>
#include <string.h>

#include "heard.h"
#include "namespaces.h"
#include "scratch.h"
#include "unit.h"
#include "xdp_tap.h"

static struct heard heard;

static char *const none[] = { NULL };
static char *const tcp[] = { "tcp", "port", "80", NULL };

/* settle - with a filter's words; what is said of it is left in @heard */
static int settle(struct xdp_tap_options *options, char *const *words)
{
	int err;

	hear_begin(&heard);
	err = xdp_tap_settle(options, words);
	hear_end(&heard);
	return err;
}

static void test_settle(void **state)
{
	struct xdp_tap_options options = {};

	(void)state;
	assert_int_equal(settle(&options, none), -EINVAL);
	assert_string_equal(heard.err, "--interface: required (see --help)\n");

	options.ifname = "lo";
	assert_int_equal(settle(&options, none), 0);
	assert_int_equal(options.points, XDP_TAP_ENTRY);
	assert_int_equal(options.filter_points, XDP_TAP_ENTRY);
	assert_int_equal(options.snaplen, PACKET_SNAPLEN_MAX);
	assert_null(options.filter.words.text);

	options = (struct xdp_tap_options){ .ifname = "lo", .points = XDP_TAP_EXIT, .snaplen = 96 };
	assert_int_equal(settle(&options, none), 0);
	assert_int_equal(options.points, XDP_TAP_EXIT);
	assert_int_equal(options.filter_points, XDP_TAP_EXIT);
	assert_int_equal(options.snaplen, 96);

	options.snaplen = PACKET_SNAPLEN_MAX + 1; /* nobody shall be told more than is kept */
	assert_int_equal(settle(&options, none), 0);
	assert_int_equal(options.snaplen, PACKET_SNAPLEN_MAX);

	options.filter_points = XDP_TAP_ENTRY;
	assert_int_equal(settle(&options, none), -EINVAL);
	assert_string_equal(heard.err, "--filter-at: nothing is captured there\n");
}

/* A filter is compiled; or it is printed, and then no interface is needed. */
static void test_filter(void **state)
{
	struct xdp_tap_options options = { .ifname = "lo" };

	(void)state;
	assert_int_equal(settle(&options, tcp), 0);
	assert_string_equal(options.filter.words.text, "tcp port 80");
	assert_int_not_equal(options.filter.words.program.len, 0);
	filter_words_free(&options.filter.words);

	options = (struct xdp_tap_options){ .filter.dump = 1 };
	assert_int_equal(settle(&options, tcp), 1);
	assert_memory_equal(heard.out, "(000) ldh ", 10);
	filter_words_free(&options.filter.words);
	options.filter.dump = 4;
	assert_int_equal(settle(&options, tcp), 1);
	assert_non_null(strstr(heard.out, "call bpf_probe_read_kernel\n"));
	filter_words_free(&options.filter.words);
	assert_int_equal(settle(&options, none), -EINVAL);
	assert_string_equal(heard.err, "--dump-filter: no filter\n");
}

static void test_filter_file(void **state)
{
	struct xdp_tap_options options = { .ifname = "lo", .filter.file = scratch_path("filter") };

	(void)state;
	scratch_write(scratch_path("filter"), "tcp\n or udp\n");
	assert_int_equal(settle(&options, none), 0);
	assert_string_equal(options.filter.words.text, "tcp\n or udp\n");
	filter_words_free(&options.filter.words);
	assert_int_equal(settle(&options, tcp), -EINVAL);
	assert_string_equal(heard.err, "tcp: a filter beside --filter-file\n");
	options.filter.file = scratch_path("absent");
	assert_int_equal(settle(&options, none), -EINVAL);
	assert_non_null(strstr(heard.err, "/absent: No such file or directory\n"));
}

static struct xdp_tap *open_tap(const struct xdp_tap_options *options, struct capture *capture)
{
	struct xdp_tap *tap;

	hear_begin(&heard);
	tap = xdp_tap_open(options, capture);
	hear_end(&heard);
	assert_string_equal(heard.out, "");
	return tap;
}

#define LEGACY                                                                \
	"WARNING: Specified interface does not have an XDP program loaded,\n" \
	"         capturing in legacy mode!\n"

static void test_not_opened(void **state)
{
	static const struct {
		struct xdp_tap_options options;
		const char *said;
	} wrong[] = {
		{ { .ifname = "nonesuch0", .points = XDP_TAP_ENTRY },
		  "nonesuch0: no such interface\n" },
		{ { .ifname = "lo", .points = XDP_TAP_EXIT },
		  LEGACY "ERROR: For legacy capture only \"--rx-capture entry\" is supported!\n" },
		{ { .ifname = "lo", .points = XDP_TAP_ENTRY | XDP_TAP_EXIT },
		  LEGACY "ERROR: For legacy capture only \"--rx-capture entry\" is supported!\n" },
	};
	struct capture *capture = capture_new(NULL, NULL, 0, NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		assert_null(open_tap(&wrong[i].options, capture));
		assert_string_equal(heard.err, wrong[i].said);
	}
	capture_free(capture);
	xdp_tap_detach(NULL);
	xdp_tap_close(NULL);
}

/* An interface without program: libpcap captures. */
static void test_legacy(void **state)
{
	static const struct xdp_tap_options options = { .ifname = "lo",
							.points = XDP_TAP_ENTRY,
							.snaplen = 96 };
	struct capture *capture = capture_new(NULL, NULL, 0, NULL);
	struct xdp_tap *tap = open_tap(&options, capture);
	const struct capture_source *source;

	(void)state;
	assert_non_null(tap);
	assert_string_equal(heard.err, LEGACY);
	assert_int_equal(xdp_tap_attach(tap), 0);
	hear_begin(&heard);
	assert_int_equal(xdp_tap_start(tap, capture, "unit"), 0);
	hear_end(&heard);
	assert_string_equal(
		heard.err, "listening on lo, link-type EN10MB (Ethernet), capture size 96 bytes\n");
	source = xdp_tap_source(tap);
	assert_true(source->fd >= 0);
	assert_int_equal(source->read(source->ring), 0);
	assert_null(xdp_tap_function(tap, 0));
	xdp_tap_detach(tap);
	xdp_tap_close(tap);
	capture_free(capture);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_settle),	    cmocka_unit_test(test_filter),
		cmocka_unit_test(test_filter_file), cmocka_unit_test(test_not_opened),
		cmocka_unit_test(test_legacy),
	};

	if (net_namespace())
		return skip_all("may not make a network namespace");
	return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
