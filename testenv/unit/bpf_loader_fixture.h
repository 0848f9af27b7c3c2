/* SPDX-License-Identifier: GPL-2.0 */
/* An opened object for each test. */
#ifndef UNIT_BPF_LOADER_FIXTURE_H
#define UNIT_BPF_LOADER_FIXTURE_H

#include "bpf_loader.h"
#include "heard.h"
#include "log.h"
#include "unit.h"

#define OBJECT "bpf_loader_kern.o" /* beside this program */

static struct heard heard;

static inline int open_object(void **state)
{
	log_init(0);
	*state = bpf_loader_open(OBJECT);
	return !*state;
}

static inline int close_object(void **state)
{
	bpf_object__close(*state);
	return 0;
}

#define with_object(test) cmocka_unit_test_setup_teardown(test, open_object, close_object)

#endif
