// SPDX-License-Identifier: GPL-2.0
/*
 * What a loaded XDP program costs per packet, by BPF_PROG_TEST_RUN: in turns, with
 * pauses in which a reader can empty the rings, so that nothing is lost for want of room.
 *
 *   bench_run PROGRAM_ID SIZE PACKETS TURN PAUSE_MS
 *
 * Prints the median over the turns, in ns.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "log.h"

#define SIZE_MAX_OF_PACKET 9000 /* from about 3,500 on for programs of xdp.frags only */

/* UDP to port 9 over IPv4, without checksums. */
static void make_packet(unsigned char *packet, size_t size)
{
	struct ethhdr *eth = (struct ethhdr *)packet;
	struct iphdr *ip = (struct iphdr *)(eth + 1);
	struct udphdr *udp = (struct udphdr *)(ip + 1);

	memset(packet, 0, size);
	eth->h_proto = htons(ETH_P_IP);
	ip->version = 4;
	ip->ihl = sizeof(*ip) / 4;
	ip->protocol = IPPROTO_UDP;
	ip->tot_len = htons(size - sizeof(*eth));
	udp->dest = htons(9);
	udp->len = htons(size - sizeof(*eth) - sizeof(*ip));
}

static int compare(const void *a, const void *b)
{
	const __u32 *one = a, *other = b;

	return (*one > *other) - (*one < *other);
}

int main(int argc, char **argv)
{
	unsigned long numbers[5] = { 0 }, turns;
	unsigned char packet[SIZE_MAX_OF_PACKET];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet);
	__u32 *took;
	int fd;

	for (int i = 0; i < 5 && i + 1 < argc; i++)
		numbers[i] = strtoul(argv[i + 1], NULL, 10);
	if (argc != 6 || numbers[1] < 42 || numbers[1] > sizeof(packet) || !numbers[3])
		return log_error(2, "usage: bench_run PROGRAM_ID SIZE PACKETS TURN PAUSE_MS");
	make_packet(packet, numbers[1]);
	opts.data_size_in = numbers[1];
	opts.repeat = numbers[3];
	turns = numbers[2] / numbers[3];
	took = calloc(turns, sizeof(*took));
	fd = bpf_prog_get_fd_by_id(numbers[0]);
	if (fd < 0 || !took)
		return log_error(1, "%s: no such program", argv[1]);
	for (unsigned long i = 0; i < turns; i++) {
		if (bpf_prog_test_run_opts(fd, &opts))
			return log_error(1, "%s: not run: %s", argv[1], strerror(errno));
		took[i] = opts.duration;
		usleep(numbers[4] * 1000);
	}
	qsort(took, turns, sizeof(*took), compare);
	printf("%u\n", took[turns / 2]);
	free(took);
	return EXIT_SUCCESS;
}
