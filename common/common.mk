# SPDX-License-Identifier: GPL-2.0
# How a lesson is built: each *_kern.c becomes a BPF object, each other *.c a
# program linked with libcommon.a. A lesson's Makefile includes this file.

include $(dir $(lastword $(MAKEFILE_LIST)))flags.mk

KERN := $(patsubst %.c,%.o,$(wildcard *_kern.c))
USER := $(patsubst %.c,%,$(filter-out %_kern.c,$(wildcard *.c)))

.PHONY: all clean libcommon
all: $(KERN) $(USER)

%_kern.o: %_kern.c
	$(CLANG) $(BPF_CFLAGS) -MMD -MP -MF .$*_kern.d -c $< -o $@

# some programs hold their object (BPF_EMBED)
$(USER): %: %.c $(COMMON)/libcommon.a $(KERN)
	$(CC) $(CFLAGS) $(LDFLAGS) -MMD -MP -MF .$*.d $< $(COMMON)/libcommon.a $(LDLIBS) -o $@

$(COMMON)/libcommon.a: libcommon
	@$(MAKE) --no-print-directory -C $(COMMON)

clean:
	rm -f $(KERN) $(USER) .*.d

-include $(patsubst %.c,.%.d,$(wildcard *.c))
