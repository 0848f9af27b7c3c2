// SPDX-License-Identifier: GPL-2.0
/* The last numbers of each line, as rings. */
#include <stdlib.h>
#include <string.h>

#include "sparkline.h"

#define LEVELS 8
#define BYTES  4 /* of a character at most */

static const char *const blocks[LEVELS] = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" };
static const char *const ascii[LEVELS] = { "_", ".", ":", "-", "=", "+", "*", "#" };

struct line {
	double numbers[SPARKLINE_CELLS];
	unsigned int count; /* of all that came; the last ones are there */
	char key[];
};

struct sparklines {
	size_t key_size;
	const char *const *characters;
	struct line **lines;
	unsigned int count;
	char text[SPARKLINE_CELLS * BYTES + 1];
};

struct sparklines *sparklines_new(size_t key_size, bool unicode)
{
	struct sparklines *lines = calloc(1, sizeof(*lines));

	if (lines) {
		lines->key_size = key_size;
		lines->characters = unicode ? blocks : ascii;
	}
	return lines;
}

static struct line *find(struct sparklines *lines, const void *key)
{
	struct line **more, *line;

	for (unsigned int i = 0; i < lines->count; i++)
		if (!memcmp(lines->lines[i]->key, key, lines->key_size))
			return lines->lines[i];
	more = realloc(lines->lines, (lines->count + 1) * sizeof(*more));
	if (!more)
		return NULL;
	lines->lines = more;
	line = calloc(1, sizeof(*line) + lines->key_size);
	if (!line)
		return NULL;
	memcpy(line->key, key, lines->key_size);
	lines->lines[lines->count++] = line;
	return line;
}

static double highest(const struct line *line)
{
	double most = 0;

	for (int i = 0; i < SPARKLINE_CELLS; i++)
		if (line->numbers[i] > most)
			most = line->numbers[i];
	return most;
}

const char *sparklines_add(struct sparklines *lines, const void *key, double number)
{
	struct line *line = find(lines, key);
	double most;

	*lines->text = '\0';
	if (!line)
		return lines->text;
	line->numbers[line->count++ % SPARKLINE_CELLS] = number;
	most = highest(line);
	for (unsigned int i = 0; i < SPARKLINE_CELLS; i++) {
		unsigned int at =
			line->count + i; /* from the oldest on, or from those that never were */
		double cell = line->numbers[at % SPARKLINE_CELLS];

		if (at < SPARKLINE_CELLS)
			strcat(lines->text, " ");
		else
			strcat(lines->text,
			       lines->characters[cell > 0 ?
							 1 + (int)(cell / most * (LEVELS - 1.001)) :
							 0]);
	}
	return lines->text;
}

void sparklines_free(struct sparklines *lines)
{
	if (!lines)
		return;
	for (unsigned int i = 0; i < lines->count; i++)
		free(lines->lines[i]);
	free(lines->lines);
	free(lines);
}
