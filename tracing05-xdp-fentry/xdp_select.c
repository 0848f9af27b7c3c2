// SPDX-License-Identifier: GPL-2.0
/* Matching names and ids. Scripts know these messages from xdp-tools' xdpdump. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "xdp_select.h"

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

static bool is_there(const struct xdp_programs *programs, unsigned long id)
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
	} else if (is_there(programs, id)) {
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

int xdp_select(const struct xdp_programs *programs, const char *words,
	       struct xdp_program_info *selected)
{
	/* libxdp puts a single component in its dispatcher's place, which then never runs */
	const int first = programs->dispatcher && programs->count == 2;
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
