// SPDX-License-Identifier: GPL-2.0
/* Names and numbers of files. The number of a file tells it from all others of its stem. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "command.h"
#include "file_rotation.h"
#include "log.h"

#define LOWEST_PRIORITY 19 /* of a command, as tcpdump has it: the capture goes on meanwhile */

/* A number, and where it ends; 0 for what is none, or too much. */
static unsigned long long number(const char *text, const char **end)
{
	unsigned long long number;

	errno = 0;
	number = strtoull(text, (char **)end, 10);
	return isdigit((unsigned char)*text) && !errno ? number : 0;
}

/* So that it is said once how long and how large files are. */
static int set(const struct option_row *row, unsigned long long *variable, unsigned long long value)
{
	if (*variable)
		return log_error(-EINVAL, "--%s: the same is said twice", row->word);
	*variable = value;
	return 0;
}

int file_rotation_take_size(const struct option_row *row, const char *text)
{
	static const char units[] = "kmg";
	const char *end, *unit;
	unsigned long long count = number(text, &end), bytes = 1000000;

	unit = *end ? strchr(units, tolower((unsigned char)*end)) : NULL;
	if (unit) {
		bytes = 1ULL << 10 * (unit - units + 1);
		end++;
	}
	if (!count || *end || count > LLONG_MAX / bytes)
		return log_error(-EINVAL, "--%s: %s: not a size, as 10, 500k, 1g", row->word, text);
	return set(row, row->variable, count * bytes);
}

int file_rotation_take_time(const struct option_row *row, const char *text)
{
	unsigned long long ns;

	if (options_seconds(text, &ns))
		return log_error(-EINVAL, "--%s: %s: not a time in seconds", row->word, text);
	return set(row, row->variable, ns);
}

int file_rotation_take_files(const struct option_row *row, const char *text)
{
	const char *end;
	unsigned long long count = number(text, &end);

	if (!count || *end || count > INT_MAX)
		return log_error(-EINVAL, "--%s: %s: not a number of files", row->word, text);
	return set(row, row->variable, count);
}

int file_rotation_take_words(const struct option_row *row, const char *text)
{
	struct file_rotation *rotation = row->variable;
	struct option_row part = { .word = row->word };
	const char *value = strchr(text, ':'), *end;
	size_t length = value ? ++value - text : 0;

	if (length && !strncmp(text, "duration:", length)) {
		part.variable = &rotation->time;
		return file_rotation_take_time(&part, value);
	}
	if (length && !strncmp(text, "files:", length)) {
		part.variable = &rotation->files;
		rotation->ring = true;
		return file_rotation_take_files(&part, value);
	}
	if (length && !strncmp(text, "filesize:", length)) {
		unsigned long long kb = number(value, &end);

		if (kb && !*end && kb <= LLONG_MAX / 1000)
			return set(row, &rotation->size, kb * 1000);
	}
	return log_error(-EINVAL, "--%s: %s: not filesize:KB, duration:SECONDS or files:COUNT",
			 row->word, text);
}

bool file_rotation_wanted(const struct file_rotation *rotation)
{
	return rotation->size || rotation->time;
}

static const char *too_long(const struct file_rotation *rotation)
{
	log_error(-ENAMETOOLONG, "%s: %s", rotation->pattern, strerror(ENAMETOOLONG));
	return NULL;
}

/*
 * The number goes before the suffix; a dot that begins the name begins none. All have as many
 * digits as the last one, where it is known, so that names sort.
 */
static const char *make_name(struct file_rotation *rotation)
{
	const char *stem = rotation->stem, *slash = strrchr(stem, '/');
	const char *base = slash ? slash + 1 : stem, *dot = strrchr(base, '.');
	int before = dot && dot != base ? dot - stem : (int)strlen(stem);
	const unsigned int last = rotation->ring ? rotation->files - 1 : 0;
	int width = last ? snprintf(NULL, 0, "%u", last) : 0;
	char text[16] = "";

	if (rotation->number || width)
		snprintf(text, sizeof(text), "%0*u", width, rotation->number);
	if (snprintf(rotation->name, sizeof(rotation->name), "%.*s%s%s", before, stem, text,
		     stem + before) >= (int)sizeof(rotation->name))
		return too_long(rotation);
	return rotation->name;
}

/* In local time, as tcpdump has it. Without a time a % in a name is a %. */
static bool make_stem(const struct file_rotation *rotation, char *stem)
{
	time_t seconds = clock_wall(rotation->begin) / CLOCK_NS_PER_SEC;
	struct tm local;

	if (!rotation->time)
		return snprintf(stem, PATH_MAX, "%s", rotation->pattern) < PATH_MAX;
	return localtime_r(&seconds, &local) &&
	       strftime(stem, PATH_MAX, rotation->pattern, &local) > 0;
}

static int check(const struct file_rotation *rotation)
{
	if (!file_rotation_wanted(rotation) && rotation->files)
		return log_error(-EINVAL, "--ring-buffer: files, without filesize or duration");
	if (!file_rotation_wanted(rotation))
		return 0;
	if (!strcmp(rotation->pattern, "-"))
		return log_error(-EINVAL, "stdout: not one of several files");
	if (rotation->ring && !rotation->size && strchr(rotation->pattern, '%'))
		return log_error(-EINVAL, "%s: names with a time are not used again",
				 rotation->pattern);
	return 0;
}

const char *file_rotation_first(struct file_rotation *rotation, const char *filename)
{
	rotation->pattern = filename;
	if (!filename || check(rotation))
		return NULL;
	if (!file_rotation_wanted(rotation))
		return filename;
	rotation->ring |= rotation->size && rotation->files;
	file_rotation_begin(rotation);
	return make_stem(rotation, rotation->stem) ? make_name(rotation) : too_long(rotation);
}

void file_rotation_begin(struct file_rotation *rotation)
{
	rotation->begin = clock_monotonic();
}

static bool is_over(const struct file_rotation *rotation, __u64 stamp)
{
	return rotation->time && stamp > rotation->begin &&
	       stamp - rotation->begin >= rotation->time;
}

bool file_rotation_due(const struct file_rotation *rotation, unsigned long long bytes, __u64 stamp)
{
	return (rotation->size && bytes > rotation->size) || is_over(rotation, stamp);
}

/* Numbers begin anew where the name's time is another. False: it would be too long. */
static bool turn(struct file_rotation *rotation, __u64 stamp)
{
	char stem[PATH_MAX];

	rotation->begin += (stamp - rotation->begin) / rotation->time * rotation->time;
	if (!make_stem(rotation, stem))
		return false;
	rotation->number = strcmp(stem, rotation->stem) ? 0 : rotation->number + 1;
	strcpy(rotation->stem, stem);
	return true;
}

static void run_command(struct file_rotation *rotation)
{
	char *argv[] = { (char *)rotation->command, rotation->name, NULL };
	pid_t *running = reallocarray(rotation->running, rotation->count + 1, sizeof(*running));
	int status, pid;

	if (!running) {
		log_error(-ENOMEM, "memory: %s", strerror(ENOMEM));
		return;
	}
	rotation->running = running;
	pid = command_start(argv, STDOUT_FILENO, &status);
	if (pid < 0)
		return;
	setpriority(PRIO_PROCESS, pid, LOWEST_PRIORITY);
	running[rotation->count++] = pid;
}

const char *file_rotation_next(struct file_rotation *rotation, __u64 stamp)
{
	if (rotation->command)
		run_command(rotation);
	if (is_over(rotation, stamp)) {
		if (++rotation->ended == rotation->files && !rotation->ring) {
			log_note("Maximum file limit reached: %llu", rotation->files);
			return NULL;
		}
		if (!turn(rotation, stamp))
			return too_long(rotation);
	} else {
		rotation->number++;
	}
	if (rotation->ring && rotation->number >= rotation->files)
		rotation->number = 0;
	return make_name(rotation);
}

void file_rotation_reap(struct file_rotation *rotation)
{
	size_t left = 0;
	int status;

	for (size_t i = 0; i < rotation->count; i++)
		if (!command_ended(rotation->running[i], &status))
			rotation->running[left++] = rotation->running[i];
	rotation->count = left;
}

void file_rotation_end(struct file_rotation *rotation)
{
	file_rotation_reap(rotation);
	free(rotation->running);
	rotation->running = NULL;
	rotation->count = 0;
}
