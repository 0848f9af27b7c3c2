// SPDX-License-Identifier: GPL-2.0
/* Prints a line for each event of xdp_sample_pkts_kern.c: a perf buffer, and nothing else. */
#include <stdio.h>
#include <stdlib.h>

#include "bpf_loader.h"
#include "interface.h"
#include "log.h"
#include "options.h"
#include "packet_record.h"
#include "signals.h"
#include "xdp_attach.h"

static const char *dev;
static const struct option_row rows[] = {
	OPTION_REQUIRED('d', "dev", &dev, "IFACE", "Interface to sample"),
	OPTION_END,
};
static const struct options options = { .usage = "-d IFACE",
					.purpose = "Print each packet that comes in.",
					.rows = rows };

/* What the XDP program sent: the metadata, the packet, and up to 7 bytes of padding. */
static void on_sample(void *interface, int cpu, void *event, __u32 size)
{
	const struct packet_record *metadata = event;

	if (size >= sizeof(*metadata) && metadata->cookie == PACKET_RECORD_COOKIE)
		printf("%s: CPU %d: %u bytes\n", (char *)interface, cpu, metadata->wire_len);
}

int main(int argc, char **argv)
{
	int ifindex, map_fd, word = options_parse(&options, argc, argv);
	struct bpf_object *object;
	struct perf_buffer *buffer;
	struct xdp_attach *attach;

	if (word <= 0)
		return options_exit(word);
	log_init(0);
	setvbuf(stdout, NULL, _IOLBF, 0);
	ifindex = interface_index(dev);
	object = bpf_loader_open("xdp_sample_pkts_kern.o");
	if (ifindex < 0 || signals_init() || !object || bpf_loader_load(object))
		return EXIT_FAILURE;

	/* a ring of 64 pages on each CPU, its descriptor in the map; then packets may come */
	map_fd = bpf_loader_map(object, "my_map", sizeof(int), sizeof(__u32));
	buffer = perf_buffer__new(map_fd, 64, on_sample, NULL, (void *)dev, NULL);
	if (!buffer)
		return log_error(EXIT_FAILURE, "my_map: rings not opened: %m");
	attach = xdp_attach(object, "xdp_sample_prog", ifindex, XDP_MODE_UNSPEC, false);
	if (attach)
		log_note("%s: printing its packets; Ctrl-C ends it", dev);
	while (attach && signals_wait(perf_buffer__epoll_fd(buffer), -1) == 1)
		perf_buffer__consume(buffer);
	xdp_detach(attach);
	return attach ? EXIT_SUCCESS : EXIT_FAILURE;
}
