// SPDX-License-Identifier: GPL-2.0
/*
 * What loaded XDP programs cost a packet, by BPF_PROG_TEST_RUN: in turns of all programs
 * and sizes, with pauses in which readers can empty their rings. Prints of each its
 * name, the size and the median over its turns in ns, with tabs between.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "log.h"
#include "options.h"

#define PACKET_MIN (sizeof(struct ethhdr) + sizeof(struct iphdr) + sizeof(struct udphdr))
#define PACKET_MAX 9000 /* from about 3,500 on for programs of xdp.frags only */

static unsigned int turns = 20, repeat = 2000, pause_ms = 20;

static const struct option_row rows[] = {
	OPTION_NUMBER('n', "turns", &turns, "N", 1, 1000000, "Turns of each"),
	OPTION_NUMBER('r', "repeat", &repeat, "N", 1, 100000000, "Packets a turn"),
	OPTION_NUMBER('p', "pause", &pause_ms, "MS", 0, 10000, "After a turn"),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options] SIZE[,SIZE...] NAME=PROGRAM_ID[@IFACE]...",
	.purpose = "Print what XDP programs cost a packet, in ns.\n"
		   "IFACE: packets come in there, and go where the program sends them (5.18).",
	.rows = rows,
	.words = (const char *const[]){ "SIZE", "NAME=PROGRAM_ID", NULL },
	.max_words = 100,
};

struct program {
	const char *name;
	int fd;
	unsigned int ifindex; /* where its packets come in; 0: nowhere, and then they end with it */
};

/* UDP to port 9 over IPv4, without checksums, and for no host's address. */
static void make_packet(unsigned char *packet, size_t size)
{
	struct ethhdr *eth = (struct ethhdr *)packet;
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	struct udphdr *udp = (struct udphdr *)(ip + 1);

	memset(packet, 0, size);
	eth->h_dest[0] = 2;
	eth->h_proto = htons(ETH_P_IP);
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(size - sizeof(*eth));
	udp->dest = htons(9);
	udp->len = htons(size - sizeof(*eth) - sizeof(*ip));
}

/* Returns how many sizes there are, or -EINVAL. */
static int parse_sizes(const char *text, unsigned int *sizes, int most)
{
	const char *at = text;
	char *end;
	int count = 0;

	do {
		sizes[count] = strtoul(at, &end, 10);
		if (end == at || (*end && *end != ',') || count == most ||
		    sizes[count] < PACKET_MIN || sizes[count] > PACKET_MAX)
			return log_error(-EINVAL, "SIZE: %s: not %zu to %d", text, PACKET_MIN,
					 PACKET_MAX);
		count++;
		at = end + 1;
	} while (*end);
	return count;
}

static int parse_program(char *text, struct program *program)
{
	char *equals = strrchr(text, '='), *end;
	unsigned long id = equals ? strtoul(equals + 1, &end, 10) : 0;

	if (!id || (*end && *end != '@'))
		return log_error(-EINVAL, "%s: not NAME=PROGRAM_ID[@IFACE]", text);
	program->ifindex = *end ? if_nametoindex(end + 1) : 0;
	if (*end && !program->ifindex)
		return log_error(-ENODEV, "%s: no such interface", end + 1);
	*equals = '\0';
	program->name = text;
	program->fd = bpf_prog_get_fd_by_id(id);
	return program->fd < 0 ? log_error(-errno, "%s: no such program", text) : 0;
}

/* Returns the ns a packet took, or a negative errno. */
static long run(const struct program *program, unsigned int size)
{
	static unsigned char packet[PACKET_MAX];
	struct xdp_md context = { .data_end = size, .ingress_ifindex = program->ifindex };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet, .data_size_in = size,
		    .repeat = repeat);

	make_packet(packet, size);
	if (program->ifindex) {
		opts.ctx_in = &context;
		opts.ctx_size_in = sizeof(context);
		opts.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
	}
	if (bpf_prog_test_run_opts(program->fd, &opts))
		return log_error(-errno, "%s: not run with %u bytes: %s", program->name, size,
				 strerror(errno));
	usleep(pause_ms * 1000);
	return opts.duration;
}

static int compare(const void *a, const void *b)
{
	const long *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

static int measure(const struct program *programs, int count, const unsigned int *sizes,
		   int sizes_count)
{
	long(*took)[turns] = calloc((size_t)count * sizes_count, sizeof(*took));

	if (!took)
		return log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
	for (unsigned int turn = 0; turn < turns; turn++)
		for (int i = 0; i < count * sizes_count; i++) {
			took[i][turn] = run(&programs[i % count], sizes[i / count]);
			if (took[i][turn] < 0)
				return took[i][turn];
		}
	for (int i = 0; i < count * sizes_count; i++) {
		qsort(took[i], turns, sizeof(long), compare);
		printf("%s\t%u\t%ld\n", programs[i % count].name, sizes[i / count],
		       took[i][turns / 2]);
	}
	free(took);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int sizes[16];
	struct program programs[100];
	int word, sizes_count, err = 0;

	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	sizes_count = parse_sizes(argv[word++], sizes, 16);
	if (sizes_count < 0)
		return options_exit(sizes_count);
	for (int i = word; i < argc && !err; i++)
		err = parse_program(argv[i], &programs[i - word]);
	return options_exit(err ?: measure(programs, argc - word, sizes, sizes_count));
}
