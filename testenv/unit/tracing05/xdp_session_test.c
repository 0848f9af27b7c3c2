// SPDX-License-Identifier: GPL-2.0
/* tracing05/xdp_session: what cannot be captured, what is without a program, and what is said. */
#include "namespaces.h"
#include "packet_writer.h"
#include "pcapng_blocks.h"
#include "scratch.h"
#include "unit.h"
#include "xdp_session.h"

static char *const none[] = { NULL };
static char *const tcp[] = { "tcp", "port", "80", NULL };

/* settle - what is said is left in @heard */
static int settle(struct xdp_session *session, char *const *words)
{
	return HEARD(xdp_session_settle(session, words));
}

#define LO(...)                                  \
	{                                        \
		.ifnames = { "lo" }, __VA_ARGS__ \
	}
#define LEGACY "ERROR: For legacy capture only \"--rx-capture entry\" is supported!\n"

static const struct {
	struct xdp_session session;
	char *const *words;
	int err;
	const char *said;
} refused[] = {
	{ LO(.knobs.points = XDP_EXIT, .knobs.filter_points = XDP_ENTRY), tcp, -EINVAL,
	  "--filter-at: nothing is captured there\n" },
	{ LO(.knobs.filter_points = XDP_ENTRY), none, -EINVAL, "--filter-at: no filter\n" },
	{ LO(.filter.file = "/dev/null"), tcp, -EINVAL, "tcp: a filter beside --filter-file\n" },
	{ { .ifnames = { "lo" }, .filter.file = "/dev/null" },
	  none,
	  -ENODATA,
	  "/dev/null: empty\n" },
	{ LO(.filter.file = "/nonesuch"), none, -ENOENT, "/nonesuch: No such file or directory\n" },
	{ { .filter.dump = 1 }, none, -EINVAL, "--dump-filter: no filter\n" },
	{ { .ifnames = { "nonesuch0" } }, none, -ENODEV, "nonesuch0: no such interface\n" },
	{ LO(.targets.words = "nope"), none, -ENOENT,
	  "nope: no XDP program on lo has that name\n" },
	{ LO(.targets.follow = true, .load = true), none, -ENOENT,
	  "--follow: no XDP program on lo\n" },
	{ { .ifnames = { "lo" }, .knobs.wakeup = 1 },
	  none,
	  -ENOENT,
	  "--perf-wakeup: no XDP program on lo\n" },
	{ LO(.knobs.points = XDP_EXIT), none, -ENOENT, LEGACY },
	{ LO(.print.diff = true), none, -ENOENT, LEGACY },
	{ { .ifnames = { "any" } }, none, -ENOENT, "any: no interface has an XDP program\n" },
	{ { .ifnames = { "lo", "veth8", "lo" } }, none, -EINVAL, "--interface: lo: given twice\n" },
	{ { .ifnames = { "lo", "veth8" }, .use_pcap = true },
	  none,
	  -EINVAL,
	  "--use-pcap: a pcap file does not tell interfaces apart\n" },
};

NEEDS(!net_namespace(), "may not make a network namespace");
GROUP(scratch_make, scratch_remove);

/* One line, and nothing is opened. */
TEST(refused)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct xdp_session session = refused[i].session;

		assert_int_equal(settle(&session, refused[i].words), refused[i].err);
		assert_string_equal(heard.err, refused[i].said);
		assert_null(session.capture);
		xdp_session_end(&session, -1);
	}
}

/* A filter is printed, and then no interface is needed. */
TEST(dump)
{
	struct xdp_session session = { .filter.dump = 1 };

	assert_int_equal(settle(&session, tcp), 1);
	assert_memory_equal(heard.out, "(000) ldh ", 10);
	xdp_session_end(&session, 0);
	session = (struct xdp_session){ .filter.dump = 4, .filter.file = scratch_path("filter") };
	scratch_write(session.filter.file, "tcp\n or udp\n");
	assert_int_equal(settle(&session, none), 1);
	assert_non_null(strstr(heard.out, "call bpf_probe_read_kernel\n"));
	assert_string_equal(session.filter.words.text, "tcp\n or udp\n");
	xdp_session_end(&session, 0);
}

/* An interface without program: libpcap captures. */
TEST(legacy)
{
	static char *command[] = { "true", NULL };
	struct xdp_session session = { .ifnames = { "lo" },
				       .knobs.snaplen = 96,
				       .until.command = command };

	assert_int_equal(settle(&session, tcp), 0);
	assert_string_equal(heard.err, "");
	assert_int_equal(session.knobs.points, XDP_ENTRY);
	assert_int_equal(session.knobs.filter_points, XDP_ENTRY);
	assert_int_not_equal(session.filter.words.program.len, 0);
	hear_begin(&heard);
	assert_int_equal(xdp_session_open(&session), 0);
	assert_int_equal(xdp_session_run(&session, NULL, NULL), 0);
	xdp_session_detach(&session);
	assert_int_equal(xdp_session_end(&session, 0), 0);
	hear_end(&heard);
	assert_string_equal(heard.err,
			    "WARNING: Specified interface does not have an XDP program loaded,\n"
			    "         capturing in legacy mode!\n"
			    "listening on lo, link-type EN10MB (Ethernet), capture size 96 bytes\n"
			    "\n0 packets captured\n0 packets dropped by kernel\n"
			    "0 packets seen, 0 matched the filter\n");
}

static const struct xdp_program_info dispatcher = { .id = 10, .name = "xdp_dispatcher" };
static const struct xdp_program_info component = { .id = 11, .name = "a_name_of_many_characters" };

static int read_nothing(struct packet_source *source)
{
	(void)source;
	return 0;
}

static int count_nothing(struct packet_source *source, struct packet_counts *counts)
{
	(void)source;
	memset(counts, 0, PACKET_POINTS * sizeof(*counts));
	return 0;
}

static struct packet_source nothing = { .fd = -1, .read = read_nothing, .counts = count_nothing };

/* run - both programs are on the interface, of which the last @count are targets; returns the
 * number of blocks that the file has */
static int run(int count, int points, const char *said)
{
	static char *command[] = { "true", NULL };
	const char *filename = scratch_path("described.pcapng");
	struct xdp_session session = {
		.knobs.points = points,
		.knobs.snaplen = 96,
		.source.packets = &nothing,
		.until.command = command,
		.capture = capture_new(filename, &pcapng_format, NULL, 0, NULL),
	};
	struct xdp_interface *on = session.targets.interfaces;

	assert_non_null(session.capture);
	session.targets.interface_count = 1;
	*on = (struct xdp_interface){ .programs = calloc(1, sizeof(*on->programs)),
				      .promiscuous_fd = -1 };
	*on->programs = (struct xdp_programs){
		.ifname = "eth99",
		.count = 2,
		.programs = { dispatcher, component },
	};
	for (int i = 2 - count; i < 2; i++)
		xdp_targets_add(&session.targets, on, &on->programs->programs[i]);
	assert_int_equal(HEARD(xdp_session_run(&session, NULL, NULL)), 0);
	ASSERT_SAID("listening on eth99, ingress XDP program %s, %s\n", said,
		    "capture size 96 bytes");
	session.started = false;
	xdp_session_end(&session, 0);
	return read_blocks(filename);
}

#define COMMENT                                                                             \
	"Capture was taken on interface eth99, with the following XDP programs loaded:\n  " \
	"xdp_dispatcher()\n    a_name_of_many_characters()\n"

static void assert_interface(const struct block *block, const char *name)
{
	char host[256] = "", description[512];

	assert_int_equal(block->type, IDB);
	assert_int_equal(u32_at(block->body + 4), 96); /* snaplen */
	assert_text(block, 2, name);
	gethostname(host, sizeof(host) - 1);
	snprintf(description, sizeof(description), "%s on %s", name, host);
	assert_text(block, 3, description);
	assert_no_option(block, 15); /* no such interface: no driver, no speed */
	assert_no_option(block, 8);
}

/* Each capture point is an interface of the file. All programs that are there are told of. */
TEST(programs)
{
	assert_int_equal(run(2, XDP_ENTRY | XDP_EXIT,
			     "ID 10 func xdp_dispatcher, ID 11 func a_name_of_many_characters, "
			     "capture mode entry/exit"),
			 5);
	assert_text(&blocks[0], 1, COMMENT);
	assert_non_null(find_option(&blocks[0], 4));
	assert_interface(&blocks[1], "eth99:xdp_dispatcher()@fentry");
	assert_interface(&blocks[2], "eth99:xdp_dispatcher()@fexit");
	assert_interface(&blocks[3], "eth99:a_name_of_many_characters()@fentry");
	assert_interface(&blocks[4], "eth99:a_name_of_many_characters()@fexit");
	assert_int_equal(
		run(1, XDP_EXIT, "ID 11 func a_name_of_many_characters, capture mode exit"), 3);
	assert_text(&blocks[0], 1, COMMENT);
	assert_interface(&blocks[1], "eth99:a_name_of_many_characters()@fentry");
}
