# SPDX-License-Identifier: GPL-2.0
# What a lesson's make can do in the repository alone; common/common.mk includes this file.

# What the lesson's text uses of others, where it is: by its path, or through testenv.sh
USES := $(filter-out ../$(notdir $(CURDIR)),$(wildcard $(sort $(shell \
	grep -ohE '\.\./tracing[0-9]+[a-z-]*/[a-z]|testenv\.sh (load|redirect|stats)|--peer-pass' README.org 2>/dev/null | \
	sed -e 's,/[a-z]$$,,; s,.*stats,../testenv/lab,; s,.*load,../tracing01-xdp-simple,; s,--peer-pass,../tracing01-xdp-simple,' \
		-e 's,.*redirect,../tracing01-xdp-simple ../tracing02-xdp-monitor,'))))

.PHONY: $(USES)
all: $(USES)

$(USES): | $(COMMON)/libcommon.a
	@$(MAKE) --no-print-directory -C $@ USES=

# its assignments: make check, make start A=3, ...
.PHONY: check next start hint solution reset watch
check next start hint solution reset watch:
	@$(COMMON)/../testenv/course $@ $(notdir $(CURDIR)) $(A)
