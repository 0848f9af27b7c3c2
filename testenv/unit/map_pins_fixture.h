/* SPDX-License-Identifier: GPL-2.0 */
/* An object whose maps are pinned in a directory, and what is said of it. */
#ifndef UNIT_MAP_PINS_FIXTURE_H
#define UNIT_MAP_PINS_FIXTURE_H

#include "bpf_loader.h"
#include "heard.h"
#include "log.h"
#include "map_pins.h"
#include "scratch.h"
#include "unit.h"

static struct heard heard;

static inline struct bpf_object *open_object(void)
{
	struct bpf_object *object;

	log_init(0);
	object = bpf_loader_open("map_pins_kern.o");
	assert_non_null(object);
	return object;
}

/* assert_refused - preparing fails, and says @message of @path */
static inline void assert_refused(struct bpf_object *object, const char *dir, int want,
				  const char *path, const char *message)
{
	char line[256];
	int err;

	hear_begin(&heard);
	err = map_pins_prepare(object, dir, true);
	hear_end(&heard);
	snprintf(line, sizeof(line), "%s: %s\n", path, message);
	assert_int_equal(err, want);
	assert_string_equal(heard.err, line);
}

#endif
