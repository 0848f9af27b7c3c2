# SPDX-License-Identifier: GPL-2.0
# Libraries that a lesson does more with, and does without where they are not: OPTIONAL
# names them for pkg-config. HAVE_LIBNAME is defined for those that are there; when one
# comes or goes, what was compiled without or with it is compiled again.

comma := ,
THERE := $(foreach library,$(OPTIONAL),$(shell pkg-config --exists $(library) 2>/dev/null && echo $(library)))
override CFLAGS += $(foreach library,$(THERE),-DHAVE_$(shell echo $(library) | tr a-z A-Z))
override LDLIBS += $(if $(THERE),-Wl$(comma)--as-needed $(shell pkg-config --libs $(THERE)))

$(shell echo "$(THERE)" | cmp -s - .optional.d || echo "$(THERE)" >.optional.d)
$(PARTS): .optional.d
