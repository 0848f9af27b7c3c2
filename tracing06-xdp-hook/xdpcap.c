// SPDX-License-Identifier: GPL-2.0
/* Captures the packets that come to a hook of an XDP program, by action and filter. */
#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "bpf_quiesce.h"
#include "hook_capture.h"
#include "log.h"

BPF_EMBED(object, "xdpcap_kern.o");

static struct hook_capture tap = {
	.knobs = { .snaplen = PACKET_SNAPLEN_MAX, .wakeup = 1 },
	.buffer = PACKET_RING_BUFFER,
	.link = "EN10MB",
	.log_size = 65535,
	.hook = XDP_HOOK_NONE,
};

/* In the words of Cloudflare's xdpcap. */
static const struct option_row rows[] = {
	OPTION_NAMES(0, "actions", &tap.actions, "pass,drop,...", hook_capture_actions,
		     "aborted, drop, pass, tx, redirect, or numbers (default all)"),
	OPTION_NUMBER(0, "buffer", &tap.buffer, "BYTES", 1, 1U << 30, "Memory for the rings"),
	OPTION_NUMBER(0, "watermark", &tap.knobs.wakeup, "BYTES", 1, 1U << 30,
		      "Be woken for so many bytes in a ring"),
	OPTION_FLAG(0, "flush", &tap.flush, "Be woken for each packet"),
	OPTION_NUMBER('s', "snaplen", &tap.knobs.snaplen, "BYTES", 1, PACKET_SNAPLEN_MAX,
		      "Bytes to keep of each packet"),
	OPTION_STRING(0, "linktype", &tap.link, "TYPE", "Link type, see pcap-linktype(7)"),
	OPTION_FLAG('F', "force", &tap.force, "Take another capture's place"),
	OPTION_FLAG(0, "print-verifier-logs", &tap.print_log, "Print the verifier's log"),
	OPTION_NUMBER(0, "verifier-log-size", &tap.log_size, "BYTES", 1, 65535,
		      "Bytes of it to print, from its end", .needs = "print-verifier-logs"),
	FILE_ROTATION_OPTIONS(&tap.rotation),
	PRIVILEGES_OPTION(&tap.user),
	OPTION_NUMBER('c', "count", &tap.until.packets, "COUNT", 1, ~0U, "End after COUNT packets"),
	OPTION_STRING('a', "autostop", &tap.until.autostop, "duration:S", "End after S seconds"),
	PLAYBACK_OPTION(tap.playback, "write,count,snaplen,verbose," PACKET_STYLE_WORDS),
	OPTION_STRING('w', "write", &tap.playback.write, "FILE", "Store them there instead",
		      .needs = "read"),
	PACKET_STYLE_OPTIONS(tap.style, .needs = "read,print"),
	OPTION_FLAG('D', "list", &tap.list, "List the hooks that are pinned on this machine",
		    .instead = true, .only_with = "verbose"),
	OPTION_FLAG('q', "quiet", &tap.quiet, "Print no statistics"),
	OPTION_FLAG(0, "version", &tap.version, "Print the version", .instead = true),
	OPTION_VERBOSE(&tap.verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options] MAP FILE|- | -r FILE [EXPRESSION | LENGTH,OP JT JF K,...]",
	.purpose = "Capture packets at a hook of an XDP program. MAP: the hook's pin.",
	.rows = rows,
	.words = (const char *const[]){ "MAP", "FILE", NULL },
	.max_words = 1 << 16,
	.single_dash = true,
};

/*
 * Before, a slot is empty, or holds what xdp_hook_claim() lets us have. Afterwards our program
 * for an action that is captured is where the XDP program's tail call for that action leads;
 * from all other slots, which are empty, a tail call comes back.
 */
static int attach(struct xdp_hook *hook)
{
	int err = 0;

	for (int slot = 0; !err && slot < hook->slots; slot++) {
		struct bpf_program *program = tap.programs[slot];
		const int fd = program ? bpf_program__fd(program) : -1;

		if (program)
			err = xdp_hook_sign(hook, slot, fd) ?:
				      bpf_map_update_elem(hook->fd, &slot, &fd, BPF_ANY);
		else
			bpf_map_delete_elem(hook->fd, &slot);
		if (err)
			log_error(err, "%s: slot %s: %s", hook->path,
				  xdp_hook_slot_name(hook, slot), bpf_cause(err, program));
	}
	return err;
}

/* What is written into a slot is a descriptor; what is read there is an id: is it still ours? */
static void detach(struct xdp_hook *hook)
{
	bool emptied = false;
	__u32 there;

	for (int slot = 0; slot < hook->slots; slot++)
		if (!bpf_map_lookup_elem(hook->fd, &slot, &there) && there == hook->ours[slot])
			emptied |= !bpf_map_delete_elem(hook->fd, &slot);
	if (emptied)
		bpf_quiesce(); /* a packet may still be in one of the programs */
}

int main(int argc, char **argv)
{
	int word, err;

	/* log, signals, options */
	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(tap.verbosity);
	err = hook_capture_settle(&tap, &argv[word]); /* takes the signals, late: see there */
	if (err)
		return options_exit(err);

	/* open hook and object; parameterise, load; open the rings, begin the file; attach */
	err = xdp_hook_get(&tap.hook, argv[word]) ?: xdp_hook_claim(&tap.hook, tap.force);
	err = err ?: hook_capture_open(&tap, &object) ?: hook_capture_parameterise(&tap);
	err = err ?: hook_capture_load(&tap) ?: hook_capture_ring(&tap) ?: hook_capture_file(&tap);
	err = err ?: attach(&tap.hook);

	/* run; detach, drain what is still in the rings; report */
	err = err ?: hook_capture_run(&tap);
	detach(&tap.hook);
	return hook_capture_end(&tap, err);
}
