// SPDX-License-Identifier: GPL-2.0
/* Watches somebody else's XDP program: what comes in, what goes out, what becomes of it. */
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "xdp_mode.h"
#include "xdp_session.h"

BPF_EMBED(own, "xdpdump_own_kern.o");
BPF_EMBED(embedded, "xdpdump_kern.o");

static struct xdp_session s = { .embedded = &embedded, .own = &own, .mode = XDP_MODE_NATIVE };

static const struct option_row rows[] = {
	OPTION_EACH('i', "interface", s.ifnames, "IFACE", XDP_INTERFACES_MAX,
		    "Interface to capture on, and another one; any: those with XDP programs"),
	OPTION_FLAG('D', "list-interfaces", &s.list, "List interfaces and their XDP programs",
		    .instead = true, .only_with = "netns,verbose"),
	OPTION_STRING(0, "netns", &s.netns, "NAME", "Network namespace of the interfaces"),
	OPTION_NAMES(0, "rx-capture", &s.knobs.points, "entry,exit", xdp_points,
		     "Before the program (default), after it, or both"),
	OPTION_STRING('p', "program-names", &s.targets.words, "PROG",
		      "NAME, ID, NAME@ID, several with commas, or all"),
	OPTION_FLAG(0, "follow", &s.targets.follow, "Go on with the program that replaces it"),
	OPTION_FLAG(0, "load-xdp-program", &s.load,
		    "Without an XDP program there: load one that captures"),
	OPTION_NAME(0, "load-xdp-mode", &s.mode, "native,skb,hw,unspecified", xdp_modes,
		    "Mode of that program (default native)", .needs = "load-xdp-program"),
	OPTION_FLAG('P', "promiscuous-mode", &s.promiscuous, "Receive what is for others, too"),
	OPTION_NUMBER('s', "snapshot-length", &s.knobs.snaplen, "BYTES", 0, ~0U,
		      "Bytes of each packet"),
	OPTION_NUMBER('B', "buffer-size", &s.buffer, "KIB", 1, 1 << 21,
		      "Memory for packets until they are read"),
	OPTION_NUMBER(0, "perf-wakeup", &s.knobs.wakeup, "N", 0, ~0U, "Be woken every N packets"),
	OPTION_STRING('F', "filter-file", &s.filter.file, "FILE", "Take the filter from FILE"),
	OPTION_REPEAT('d', "dump-filter", &s.filter.dump,
		      "Print the filter; -dd: as C; -ddd: as numbers; -dddd: as eBPF", .times = 4,
		      .instead = true, .with_words = true),
	OPTION_NAME(0, "filter-at", &s.knobs.filter_points, "entry,exit,both", xdp_filter_points,
		    "Where the filter looks (default entry)"),
	PLAYBACK_OPTION(s.playback, "write,use-pcap,count,snapshot-length,filter-file,diff,latency,"
				    "latency-svg,quick,verbose," PACKET_STYLE_WORDS),
	OPTION_STRING('w', "write", &s.filename, "FILE", "Store the packets there; -: stdout"),
	FILE_ROTATION_OPTIONS(&s.rotation, .needs = "write"),
	PRIVILEGES_OPTION(&s.user, .not_with = "follow"),
	OPTION_FLAG(0, "use-pcap", &s.use_pcap, "Store them as pcap", .needs = "write"),
	PACKET_STYLE_OPTIONS(s.print.style),
	OPTION_FLAG('q', "quick", &s.print.style.quick, "Print less of each", PACKET_STYLE_ROW),
	OPTION_FLAG(0, "diff", &s.print.diff, "Print the bytes that the program changed",
		    PACKET_STYLE_ROW),
	OPTION_FLAG(0, "latency", &s.print.latency, "Print how long the program took"),
	OPTION_STRING(0, "latency-svg", &s.print.svg, "FILE", "Draw that", .needs = "latency"),
	OPTION_NUMBER('c', "count", &s.until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &s.until.autostop, "duration:S", "End after S seconds"),
	OPTION_FLAG(0, "version", &s.version, "Print the version", .instead = true),
	OPTION_VERBOSE(&s.verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "-i IFACE|-r FILE [options] [EXPRESSION] [-- COMMAND...]",
	.purpose = "Capture packets as an XDP program receives them and as it leaves them.\n"
		   "COMMAND: capture while it runs, and end with its exit status.",
	.rows = rows,
	.max_words = 1 << 16,
	.command = &s.until.command,
};

/* on_entry or on_exit is for one function of one other program, which the verifier knows then. */
static int aim(struct bpf_program *program, int fd, const char *function)
{
	int err = program ? bpf_program__set_attach_target(program, fd, function) : 0;

	return err ? log_error(err, "%s: cannot be watched: %s", function, strerror(-err)) : 0;
}

/* So each target gets an object of its own; they share all maps but the knobs. */
static int load(struct xdp_watch *watch)
{
	int fd = xdp_target_fd(&watch->target), err;

	if (fd < 0)
		return fd;
	err = xdp_watch_open(&s, watch); /* opened and parameterised */
	for (int n = 0; !err && n < 2; n++)
		err = aim(watch->programs[n], fd, watch->target.name);
	err = err ?: bpf_loader_load(watch->object);
	close(fd);
	return err;
}

/*
 * From here on the kernel calls them, until the links are destroyed or this process ends.
 * The exit comes first and goes last, so that no packet that is seen at the entry lacks it.
 */
static int attach(struct xdp_watch *watch)
{
	for (int n = 1; n >= 0; n--) {
		struct bpf_program *program = watch->programs[n];

		watch->links[n] = program ? bpf_program__attach(program) : NULL;
		if (program && !watch->links[n])
			return xdp_target_refused(&watch->target, program);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int word, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(s.verbosity);
	err = xdp_session_settle(&s, &argv[word]); /* takes the signals, late: see there */
	if (err)
		return options_exit(err);

	/* open, parameterise, load; open the ring; attach */
	for (int i = 0; !err && i < s.watch_count; i++)
		err = load(&s.watches[i]);
	err = err ?: xdp_session_open(&s);
	for (int i = 0; !err && i < s.watch_count; i++)
		err = attach(&s.watches[i]);

	/* run, detach, drain, report */
	err = err ?: xdp_session_run(&s, load, attach); /* of what follows, with --follow */
	xdp_session_detach(&s);
	return xdp_session_end(&s, err);
}
