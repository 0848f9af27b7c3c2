// SPDX-License-Identifier: GPL-2.0
/* version: the line that --version prints. */
#include <bpf/libbpf.h>

#include "unit.h"
#include "version.h"

TEST(version)
{
	char want[128];

	snprintf(want, sizeof(want),
		 "version_test version " VERSION " using libbpf version %u.%u\n",
		 libbpf_major_version(), libbpf_minor_version());
	assert_int_equal(HEARD(version_print()), 0);
	assert_string_equal(heard.out, want);
	assert_string_equal(heard.err, "");
}
