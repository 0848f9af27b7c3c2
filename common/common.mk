# SPDX-License-Identifier: GPL-2.0
# How a lesson is built: each *_kern.c becomes a BPF object, each of PROGRAMS a program,
# linked with what it needs of the lesson's other *.c and of libcommon.a. A lesson's
# Makefile includes this file; if it names no PROGRAMS, every other *.c is one.

include $(dir $(lastword $(MAKEFILE_LIST)))flags.mk

KERN     := $(patsubst %.c,%.o,$(wildcard *_kern.c))
USER     := $(patsubst %.c,%,$(filter-out %_kern.c,$(wildcard *.c)))
PROGRAMS ?= $(USER)
PARTS    := $(addsuffix .o,$(filter-out $(PROGRAMS),$(USER)))

.PHONY: all clean libcommon
all: $(KERN) $(PROGRAMS)

%_kern.o: %_kern.c
	$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF .$*_kern.d -c $< -o $@

$(PARTS): %.o: %.c
	$(CC) $(CFLAGS) -MMD -MP -MF .$*.d -c $< -o $@

# a program takes out of an archive what it calls, and no more
lesson.a: $(PARTS)
	rm -f $@
	$(AR) rcs $@ $^

# some programs hold their object (BPF_EMBED)
$(PROGRAMS): %: %.c $(if $(PARTS),lesson.a) $(COMMON)/libcommon.a $(KERN)
	$(CC) $(CFLAGS) $(LDFLAGS) -MMD -MP -MF .$*.d $< $(filter %.a,$^) $(LDLIBS) -o $@

$(COMMON)/libcommon.a: libcommon
	@$(MAKE) --no-print-directory -C $(COMMON)

clean:
	rm -f *.o $(PROGRAMS) lesson.a .*.d

-include $(patsubst %.c,.%.d,$(wildcard *.c))
-include $(COMMON)/../testenv/lesson.mk # a copied lesson has none
