/* SPDX-License-Identifier: GPL-2.0 */
/* A directory for a test's files: scratch_make and scratch_remove are a group's setup and teardown. */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char scratch[] = "/tmp/unit-XXXXXX";

static inline int scratch_make(void **state)
{
	(void)state;
	return mkdtemp(scratch) ? 0 : -1;
}

static inline int scratch_remove(void **state)
{
	DIR *dir = opendir(scratch);
	struct dirent *entry;

	(void)state;
	while (dir && (entry = readdir(dir)))
		if (unlinkat(dirfd(dir), entry->d_name, 0))
			unlinkat(dirfd(dir), entry->d_name, AT_REMOVEDIR);
	closedir(dir);
	return rmdir(scratch);
}

/* scratch_path - where a file stands; valid until the test ends, for 16 names in turn */
static inline const char *scratch_path(const char *name)
{
	static char paths[16][128];
	static unsigned int next;
	char *path = paths[next++ % 16];

	snprintf(path, sizeof(paths[0]), "%s/%s", scratch, name);
	return path;
}

static inline void scratch_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	if (!file || fputs(text, file) < 0 || fclose(file))
		abort();
}

/* scratch_read - a file's first @size bytes, which it must have */
static inline void scratch_read(const char *path, void *bytes, size_t size)
{
	FILE *file = fopen(path, "r");

	if (!file || fread(bytes, size, 1, file) != 1)
		abort();
	fclose(file);
}

/* scratch_size - bytes in a file, or -1 when there is none */
static inline long scratch_size(const char *path)
{
	FILE *file = fopen(path, "r");
	long size;

	if (!file)
		return -1;
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	fclose(file);
	return size;
}

#endif
