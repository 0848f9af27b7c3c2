// SPDX-License-Identifier: GPL-2.0
/* Matching names and ids. Scripts know these messages from xdp-tools' xdpdump. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "bpf_cause.h"
#include "interface.h"
#include "log.h"
#include "privileges.h"
#include "xdp_target.h"

#define say(...) log_at(-1, __VA_ARGS__) /* they are errors, whatever the verbosity */

/* NAME, ID or NAME@ID, taken apart. */
struct word {
	char name[XDP_PROGRAM_NAME]; /* empty when only the id is given */
	__u32 id;		     /* 0: none given */
};

/* What a word has to do with a program: nothing, its first 15 characters, its name. */
enum match {
	NONE,
	CUT,
	WHOLE
};

static enum match match(const struct xdp_program_info *program, const struct word *word)
{
	if (word->id ? program->id != word->id : !*word->name)
		return NONE;
	if (!*word->name || !strcmp(program->name, word->name))
		return WHOLE;
	return strcmp(program->kernel_name, word->name) ? NONE : CUT;
}

static void list(const struct xdp_programs *programs, const struct word *word)
{
	for (int i = 0; i < programs->count; i++)
		if (!word || match(&programs->programs[i], word))
			say("  %s@%u", programs->programs[i].name, programs->programs[i].id);
}

static int ambiguous(const struct xdp_programs *programs, const struct word *word, bool whole)
{
	if (whole)
		say("ERROR: The function '%s' exists in multiple programs!", word->name);
	else
		say("ERROR: Can't identify the full XDP '%s' function!", word->name);
	say("The following is a list of candidates:");
	list(programs, word);
	say("Please use the -p option to pick the correct one.");
	return -EAGAIN;
}

static int unknown(const struct xdp_programs *programs, const struct word *word)
{
	if (word->id)
		say("ERROR: Can't find function '%s' in interface program %u!", word->name,
		    word->id);
	else
		say("ERROR: Can't find function '%s' on interface!", word->name);
	say("These are there:");
	list(programs, NULL);
	return -ENOENT;
}

static int choose(const struct xdp_programs *programs, const struct word *word, bool *chosen)
{
	int found[WHOLE + 1] = {}, last[WHOLE + 1] = {};
	enum match best;

	for (int i = 0; i < programs->count; i++) {
		enum match how = match(&programs->programs[i], word);

		found[how]++;
		last[how] = i;
	}
	best = found[WHOLE] ? WHOLE : CUT;
	if (!found[best])
		return unknown(programs, word);
	if (found[best] > 1)
		return ambiguous(programs, word, best == WHOLE);
	chosen[last[best]] = true;
	return 0;
}

bool xdp_target_is_there(const struct xdp_programs *programs, unsigned long id)
{
	for (int i = 0; i < programs->count; i++)
		if (programs->programs[i].id == id)
			return true;
	return false;
}

static int parse(const struct xdp_programs *programs, const char *text, struct word *word)
{
	const char *at = strchr(text, '@'), *digits = at ? at + 1 : text;
	unsigned long id;
	char *end;

	*word = (struct word){};
	errno = 0;
	id = strtoul(digits, &end, 10);
	if (*end || end == digits || errno || *digits == '-') {
		if (at) {
			say("ERROR: Can't extract valid program id from \"%s\"!", text);
			return -EINVAL;
		}
		id = 0;
	} else if (xdp_target_is_there(programs, id)) {
		word->id = id;
	} else if (at) {
		say("ERROR: Invalid program id supplied, \"%s\"!", text);
		return -EINVAL;
	}
	if (at || !word->id)
		snprintf(word->name, sizeof(word->name), "%.*s",
			 at ? (int)(at - text) : (int)strlen(text), text);
	return 0;
}

static int choose_all(const struct xdp_programs *programs, const char *words, bool *chosen)
{
	char *copy = strdup(words), *rest = copy, *text;
	struct word word = {};
	bool any = false;
	int err = copy ? 0 : -ENOMEM;

	while (!err && (text = strsep(&rest, ",")))
		if (*text) {
			err = parse(programs, text, &word) ?: choose(programs, &word, chosen);
			any = true;
		}
	free(copy);
	return err || any ? err : unknown(programs, &word);
}

int xdp_target_first_of(const struct xdp_programs *programs)
{
	return programs->dispatcher && programs->count == 2;
}

int xdp_target_select(const struct xdp_programs *programs, const char *words,
		      struct xdp_program_info *selected)
{
	const int first = xdp_target_first_of(programs);
	bool chosen[XDP_PROGRAMS_MAX] = {};
	int count = 0, err = 0;

	if (!words)
		chosen[first] = true;
	else if (!strcmp(words, "all"))
		memset(chosen + first, true, sizeof(chosen) - first * sizeof(*chosen));
	else
		err = choose_all(programs, words, chosen);
	for (int i = 0; i < programs->count && !err; i++)
		if (chosen[i])
			selected[count++] = programs->programs[i];
	return err ? err : count;
}

int xdp_target_first(const char *ifname, struct xdp_program_info *target)
{
	int ifindex = interface_index(ifname), count;
	struct xdp_programs *programs = ifindex > 0 ? xdp_programs_get(ifindex) : NULL;
	struct xdp_program_info selected[XDP_PROGRAMS_MAX];

	if (!programs)
		return -ENODEV;
	count = programs->count ? xdp_target_select(programs, NULL, selected) : 0;
	free(programs);
	if (count <= 0)
		return log_error(-ENOENT, "%s: no XDP program there", ifname);
	*target = selected[0];
	return xdp_target_fd(target);
}

int xdp_target_fd(const struct xdp_program_info *target)
{
	int fd = bpf_prog_get_fd_by_id(target->id);
	const char *missing = NULL;

	if (fd == -EPERM)
		missing = capability_missing(CAPABILITY(CAP_SYS_ADMIN));
	if (fd < 0)
		return log_error(fd, "%s: program %u: %s", target->name, target->id,
				 missing ? missing : strerror(-fd));
	if (target->btf)
		return fd;
	close(fd); /* the kernel cannot tell where its function begins */
	return log_error(-ENOENT,
			 "%s: the program was loaded without BTF, which fentry needs: "
			 "clang -O2 -g -target bpf",
			 target->name);
}

int xdp_target_refused(const struct xdp_program_info *target, const struct bpf_program *program)
{
	const int err = -errno;

	if (err == -EBUSY && target->hidden) /* the single component, which took its place */
		return err;
	return log_error(err, "%s: not attached: %s", target->name,
			 err == -EBUSY ? "another program has taken its place (freplace): watch "
					 "that one" :
					 bpf_cause(err, program));
}

int xdp_target_share_maps(struct bpf_object *object, const struct bpf_object *first)
{
	struct bpf_map *map;
	int fd, err = 0;

	if (object == first)
		return 0;
	bpf_object__for_each_map (map, object) {
		if (bpf_map__is_internal(map))
			continue;
		fd = bpf_object__find_map_fd_by_name(first, bpf_map__name(map));
		err = fd < 0 ? fd : bpf_map__reuse_fd(map, fd);
		if (err)
			return log_error(err, "%s: not shared: %s", bpf_map__name(map),
					 strerror(-err));
	}
	return err;
}

int xdp_target_check(struct xdp_programs *programs, const struct xdp_program_info *watched,
		     int count)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	struct xdp_programs *now;
	char name[IF_NAMESIZE];
	int left = 0;

	/* libbpf finds no programs on an interface that is not there, and no fault */
	if (!if_indextoname(programs->ifindex, name) || bpf_xdp_query(programs->ifindex, 0, &query))
		return log_error(-ENXIO, "%s: the interface is gone", programs->ifname);
	if ((query.drv_prog_id ?: query.skb_prog_id ?: query.hw_prog_id) == programs->id)
		return 0; /* nor have its components changed: they would be another dispatcher's */
	now = xdp_programs_get(programs->ifindex);
	for (int i = 0; now && i < count; i++) {
		bool there = xdp_target_is_there(now, watched[i].id);

		left += there;
		if (!there && watched[i].id)
			log_error(-ENODEV, "%s: program %s (id %u) was %s", now->ifname,
				  watched[i].name, watched[i].id,
				  now->id ? "replaced" : "taken off");
	}
	if (now)
		*programs = *now;
	free(now);
	return left ? 0 : -ENODEV;
}
