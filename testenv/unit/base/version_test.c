// SPDX-License-Identifier: GPL-2.0
/* common/version: the line that --version prints. */
#include <bpf/libbpf.h>

#include "heard.h"
#include "unit.h"
#include "version.h"

static void test_version(void **state)
{
	struct heard heard;
	char want[128];
	int status;

	(void)state;
	hear_begin(&heard);
	status = version_print();
	hear_end(&heard);
	snprintf(want, sizeof(want),
		 "version_test version " VERSION " using libbpf version %u.%u\n",
		 libbpf_major_version(), libbpf_minor_version());
	assert_int_equal(status, 0);
	assert_string_equal(heard.out, want);
	assert_string_equal(heard.err, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
