/* SPDX-License-Identifier: GPL-2.0 */
/* How numbers went lately, each as a character that is as high: "▁▁▂█▄▁". */
#ifndef TRACING02_SPARKLINE_H
#define TRACING02_SPARKLINE_H

#include <stdbool.h>
#include <stddef.h>

#define SPARKLINE_CELLS 20 /* characters, each a column; the newest is the last one */

struct sparklines;

/*
 * sparklines_new - begin with none
 * @key_size: bytes of what tells them apart
 * @unicode: may they be drawn with more than ASCII?
 *
 * Returns a store for sparklines_free(), or NULL without memory.
 */
struct sparklines *sparklines_new(size_t key_size, bool unicode);

/*
 * sparklines_add - another number of the line that has this key
 * @number: 0 or more
 *
 * Each line has a scale of its own, up to the highest number that is in it; 0 is the lowest
 * character, and no other number is. Returns the line, SPARKLINE_CELLS columns wide, valid
 * until the next call.
 */
const char *sparklines_add(struct sparklines *lines, const void *key, double number);

/* sparklines_free - NULL is permitted */
void sparklines_free(struct sparklines *lines);

#endif
