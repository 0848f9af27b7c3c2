# SPDX-License-Identifier: GPL-2.0
# How everything here is compiled, for user space and for BPF.

COMMON  := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
HEADERS := $(COMMON)/../headers
CLANG   ?= clang

include $(COMMON)/rooms.mk
ROOMS   := $(sort $(patsubst room.%,%,$(filter room.%,$(.VARIABLES))))

# For #include "..." alone: no <bpf/...> is looked for in a room. common/ narrows MAY_INCLUDE.
MAY_INCLUDE = $(ROOMS)
IQUOTE      = -iquote $(HEADERS) $(addprefix -iquote $(COMMON)/,$(sort $(MAY_INCLUDE)))

# the kernel's asm/ headers of the machine it is for, which clang does not look for when it targets bpf
MULTIARCH  := $(shell $(CC) -print-multiarch 2>/dev/null)
SYSROOT    := $(patsubst %/,%,$(shell $(CC) -print-sysroot 2>/dev/null))
override BPF_CFLAGS := --target=bpf -mcpu=v3 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter \
	      -iquote $(HEADERS) $(if $(SYSROOT),--sysroot=$(SYSROOT)) $(if $(MULTIARCH),-I$(SYSROOT)/usr/include/$(MULTIARCH)) \
	      $(if $(filter x86_64%,$(MULTIARCH)),-D__TARGET_ARCH_x86) $(BPF_CFLAGS)
CFLAGS     ?= -O2 -g
override CFLAGS += -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror $(IQUOTE) $(CPPFLAGS)
override LDLIBS := -lxdp -lbpf -lpcap -lelf $(LDLIBS)
