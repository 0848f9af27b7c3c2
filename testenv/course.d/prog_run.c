// SPDX-License-Identifier: GPL-2.0
/* Runs an XDP program on frames given as words, in the kernel and without an interface. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "bpf_cause.h"
#include "bpf_knob.h"
#include "bpf_loader.h"
#include "log.h"
#include "options.h"
#include "xdp_action.h"

#define FRAME_MIN 14 /* the kernel takes no frame without an Ethernet header */
#define FRAME_MAX 1514
#define HEADROOM  256 /* a program may make the frame longer */

static const char *program_name, *maps, *pins;
static int verbosity;

static const struct option_row rows[] = {
	OPTION_STRING('p', "program", &program_name, "NAME", "Function to run (default: the only)"),
	OPTION_STRING('m', "maps", &maps, "NAME,...", "Print these maps' elements at the end"),
	OPTION_STRING('P', "pin", &pins, "DIR", "Pin all programs and maps of the object there"),
	OPTION_VERBOSE(&verbosity),
	OPTION_END,
};

static const struct options options = {
	.usage = "[options] OBJECT [KNOB=NUMBER]... FRAME[xTIMES]|+MS...",
	.purpose = "Load an XDP program and run it on each frame (hexadecimal digits); print what "
		   "it\nreturned, the frame's length and bytes afterwards. +MS: wait before the "
		   "next.\n"
		   "OBJECT may be the pin of a program; of what is to be pinned, none is run.",
	.rows = rows,
	.max_words = 4096,
};

static int set_knob(struct bpf_object *object, const char *word, const char *equals)
{
	const struct btf *btf = bpf_object__btf(object);
	char *end, *name = strndup(word, equals - word);
	__u64 value = strtoull(equals + 1, &end, 0); /* little-endian, as all machines here */
	int id = btf__find_by_name_kind(btf, name, BTF_KIND_VAR), err = -EINVAL;

	if (id < 0)
		log_error(err, "%s: no such knob in the object", name);
	else if (end == equals + 1 || *end)
		log_error(err, "%s: not a number", word);
	else
		err = bpf_knob_set(object, name, &value, btf__resolve_size(btf, id));
	free(name);
	return err;
}

/* Hexadecimal digits, then perhaps xTIMES. Returns how many bytes, or -EINVAL, logged. */
static int parse_frame(const char *word, __u8 *frame, __u32 *times)
{
	size_t digits = strspn(word, "0123456789abcdefABCDEF");
	char *end = (char *)word + digits;

	*times = 1;
	if (*end == 'x')
		*times = strtoul(end + 1, &end, 10);
	if (*end || !*times || digits % 2 || digits < 2 * FRAME_MIN || digits > 2 * FRAME_MAX)
		return log_error(-EINVAL, "%.40s: not a frame of %d to %d bytes", word, FRAME_MIN,
				 FRAME_MAX);
	for (size_t i = 0; i < digits / 2; i++)
		sscanf(word + 2 * i, "%2hhx", &frame[i]);
	return digits / 2;
}

/* +MS: a program that looks at the clock sees that time has passed. */
static int pass_time(const char *word)
{
	char *end;
	long ms = strtol(word + 1, &end, 10);

	if (*end || ms < 1 || ms > 10000)
		return log_error(-EINVAL, "%s: not +1 to +10000 (milliseconds)", word);
	return nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static int run(int program, const char *word)
{
	__u8 frame[FRAME_MAX], after[FRAME_MAX + HEADROOM];
	LIBBPF_OPTS(bpf_test_run_opts, test, .data_in = frame, .data_out = after,
		    .data_size_out = sizeof(after));
	__u32 times;
	int len = *word == '+' ? 0 : parse_frame(word, frame, &times), err = 0;

	if (!len)
		return pass_time(word);
	if (len < 0)
		return len;
	test.data_size_in = len;
	while (!err && times--)
		err = bpf_prog_test_run_opts(program, &test);
	if (err)
		return log_error(err, "not run: %s", bpf_cause(err, NULL));
	printf("%s %u ", xdp_action_name(test.retval), test.data_size_out);
	for (__u32 i = 0; i < test.data_size_out; i++)
		printf("%02x", after[i]);
	putchar('\n');
	return 0;
}

static __u64 number(const void *bytes, __u32 size)
{
	__u64 value = 0;

	memcpy(&value, bytes, size < sizeof(value) ? size : sizeof(value));
	return value;
}

/* One element: what it is a number of, or of several; over all CPUs where each has its own. */
static void print_value(const struct bpf_map *map, const __u8 *value)
{
	const __u32 size = bpf_map__value_size(map), each = size % 8 ? size : 8;
	const __u32 stride = (size + 7) & ~7U;
	const bool per_cpu = bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_ARRAY ||
			     bpf_map__type(map) == BPF_MAP_TYPE_PERCPU_HASH;
	const int cpus = per_cpu ? libbpf_num_possible_cpus() : 1;

	for (__u32 at = 0; at < size; at += each) {
		__u64 sum = 0;

		for (int cpu = 0; cpu < cpus; cpu++)
			sum += number(value + cpu * stride + at, each);
		printf(" %llu", sum);
	}
}

static int print_map(const struct bpf_object *object, const char *name)
{
	const struct bpf_map *map = bpf_object__find_map_by_name(object, name);
	__u8 key[64], *previous = NULL, *value;

	if (!map || bpf_map__key_size(map) > sizeof(key))
		return log_error(-ENOENT, "%s: no such map in the object", name);
	value = calloc(libbpf_num_possible_cpus(), (bpf_map__value_size(map) + 7) & ~7U);
	for (; value && !bpf_map_get_next_key(bpf_map__fd(map), previous, key); previous = key) {
		if (bpf_map_lookup_elem(bpf_map__fd(map), key, value))
			continue;
		printf("%s", name);
		for (__u32 at = 0; at < bpf_map__key_size(map); at += 4)
			printf(" %llu", number(key + at, bpf_map__key_size(map) - at < 4 ?
								 bpf_map__key_size(map) - at :
								 4));
		print_value(map, value);
		putchar('\n');
	}
	free(value);
	return 0;
}

static int print_maps(const struct bpf_object *object)
{
	char *names = maps ? strdup(maps) : NULL;
	int err = 0;

	for (char *name = names ? strtok(names, ",") : NULL; name && !err; name = strtok(NULL, ","))
		err = print_map(object, name);
	free(names);
	return err;
}

/* Sets the knobs that the words before the first frame tell; returns that, or NULL, logged. */
static char **set_knobs(struct bpf_object *object, char **words)
{
	const char *equals;

	for (; *words && (equals = strchr(*words, '=')); words++)
		if (set_knob(object, *words, equals))
			return NULL;
	return words;
}

static int run_all(int program, char **words)
{
	int err = 0;

	for (; !err && *words; words++)
		err = run(program, *words);
	return err;
}

/* A program that is pinned. */
static int run_pinned(const char *path, char **words)
{
	int program = bpf_obj_get(path);

	if (program < 0)
		return log_error(program, "%s: %s", path, bpf_cause(program, NULL));
	return run_all(program, words);
}

static int load_and_run(struct bpf_object *object, char **words)
{
	struct bpf_program *program = bpf_loader_xdp_program(object, program_name);

	if (!program)
		return -EINVAL;
	bpf_loader_only(object, program);
	words = set_knobs(object, words);
	if (!words)
		return -EINVAL;
	return bpf_loader_load(object)				?:
		       run_all(bpf_program__fd(program), words) ?:
								  print_maps(object);
}

static int load_and_pin(struct bpf_object *object, char **words)
{
	if (!set_knobs(object, words))
		return -EINVAL;
	return bpf_loader_load(object) ?: bpf_object__pin(object, pins);
}

static int use_object(const char *path, char **words)
{
	struct bpf_object *object = bpf_loader_open(path);
	int err = -EINVAL;

	if (object)
		err = pins ? load_and_pin(object, words) : load_and_run(object, words);
	bpf_object__close(object);
	return err;
}

int main(int argc, char **argv)
{
	const char *object;
	int word, err;

	word = options_parse(&options, argc, argv);
	if (word <= 0)
		return options_exit(word);
	log_init(verbosity);
	if (word == argc)
		return options_exit(log_error(-EINVAL, "OBJECT: required (see --help)"));
	object = argv[word++];
	if (!strncmp(object, "/sys/fs/bpf/", strlen("/sys/fs/bpf/")))
		err = run_pinned(object, &argv[word]);
	else
		err = use_object(object, &argv[word]);
	return err ? EXIT_FAILURE : EXIT_SUCCESS;
}
