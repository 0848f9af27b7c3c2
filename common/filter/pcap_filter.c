// SPDX-License-Identifier: GPL-2.0
/* Filter expressions by libpcap. Its programs have the layout of the kernel's struct sock_filter. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <pcap/pcap.h>

#include "log.h"
#include "pcap_filter.h"

#define SNAPLEN 262144 /* as tcpdump: what a program returns when it accepts */

_Static_assert(sizeof(struct bpf_insn) == sizeof(struct sock_filter), "the same instruction");

/* Some primitives (inbound) read from beyond the packet, where the stack's sockets tell more of it. */
static bool asks_stack(const struct bpf_program *program)
{
	for (unsigned int i = 0; i < program->bf_len; i++)
		if (BPF_CLASS(program->bf_insns[i].code) == BPF_LD &&
		    BPF_MODE(program->bf_insns[i].code) == BPF_ABS &&
		    program->bf_insns[i].k >= (bpf_u_int32)SKF_AD_OFF)
			return true;
	return false;
}

int pcap_filter_compile(const char *expression, int link_type, struct sock_fprog *program)
{
	struct bpf_program compiled = {};
	pcap_t *dead = pcap_open_dead(link_type, SNAPLEN);
	int err = 0;

	*program = (struct sock_fprog){};
	if (!dead)
		return log_error(-ENOMEM, "filter: out of memory");
	if (pcap_compile(dead, &compiled, expression, 1, 0))
		err = log_error(-EINVAL, "filter \"%s\": %s", expression, pcap_geterr(dead));
	else if (asks_stack(&compiled))
		err = log_error(-EINVAL,
				"filter \"%s\": asks for what only the network stack knows",
				expression);
	else if (compiled.bf_len > USHRT_MAX)
		err = log_error(-E2BIG, "filter \"%s\": too long", expression);
	if (err)
		pcap_freecode(&compiled);
	else
		*program = (struct sock_fprog){ compiled.bf_len, (void *)compiled.bf_insns };
	pcap_close(dead);
	return err;
}

/* As pcap_freecode() does, and who makes a program of numbers. */
void pcap_filter_free(struct sock_fprog *program)
{
	free(program->filter);
	*program = (struct sock_fprog){};
}

int pcap_filter_link_type(const char *name)
{
	int link_type = pcap_datalink_name_to_val(name);

	if (link_type < 0)
		return log_error(-EINVAL, "%s: no link type: see pcap-linktype(7)", name);
	return link_type;
}

const char *pcap_filter_link_name(int link_type, char *name, size_t size)
{
	snprintf(name, size, "%s (%s)", pcap_datalink_val_to_name(link_type) ?: "?",
		 pcap_datalink_val_to_description(link_type) ?: "?");
	return name;
}

void pcap_filter_dump(const struct sock_fprog *program, int style)
{
	struct bpf_program of_libpcap = { program->len, (struct bpf_insn *)program->filter };

	bpf_dump(&of_libpcap, style);
}

bool pcap_filter_matches(const struct sock_fprog *program, const void *packet, size_t captured,
			 size_t length)
{
	return bpf_filter((struct bpf_insn *)program->filter, packet, length, captured);
}
