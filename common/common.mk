# SPDX-License-Identifier: GPL-2.0
# How a lesson is built: each *_kern.c becomes a BPF object, each of PROGRAMS a program,
# linked with what it needs of the lesson's other *.c and of libcommon.a. A lesson's
# Makefile includes this file; if it names no PROGRAMS, every other *.c is one.

include $(dir $(lastword $(MAKEFILE_LIST)))flags.mk

KERN     := $(patsubst %.c,%.o,$(wildcard *_kern.c))
USER     := $(patsubst %.c,%,$(filter-out %_kern.c,$(wildcard *.c)))
PROGRAMS ?= $(USER)
PARTS    := $(addsuffix .o,$(filter-out $(PROGRAMS),$(USER)))

# What the lesson's text uses of others, where it is: by its path, or through testenv.sh
USES := $(filter-out ../$(notdir $(CURDIR)),$(wildcard $(sort $(shell \
	grep -ohE '\.\./tracing[0-9]+[a-z-]*/[a-z]|testenv\.sh (load|redirect|stats)|--peer-pass' README.org 2>/dev/null | \
	sed -e 's,/[a-z]$$,,; s,.*stats,../testenv/lab,; s,.*load,../tracing01-xdp-simple,; s,--peer-pass,../tracing01-xdp-simple,' \
		-e 's,.*redirect,../tracing01-xdp-simple ../tracing02-xdp-monitor,'))))

.PHONY: all clean libcommon $(USES)
all: $(KERN) $(PROGRAMS) $(USES)

$(USES): | $(COMMON)/libcommon.a
	@$(MAKE) --no-print-directory -C $@ USES=

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

# a lesson's assignments, where it stands in the repository: make check, make start A=3, ...
COURSE := $(wildcard $(COMMON)/../testenv/course)
.PHONY: check start hint solution reset watch
check start hint solution reset watch:
	$(if $(COURSE),@$(COURSE) $@ $(notdir $(CURDIR)) $(A),$(error $@: the assignments are not here))

clean:
	rm -f *.o $(PROGRAMS) lesson.a .*.d

-include $(patsubst %.c,.%.d,$(wildcard *.c))
