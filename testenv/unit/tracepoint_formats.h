/* SPDX-License-Identifier: GPL-2.0 */
/* The kernel's descriptions of tracepoints, as a test would have them. */
#ifndef UNIT_TRACEPOINT_FORMATS_H
#define UNIT_TRACEPOINT_FORMATS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define TRACEFS "/sys/kernel/tracing"

/* A format file as kernels write it; the print fmt is longer than any line with a field. */
#define FORMAT(fields)                                                                  \
	"name: event\nID: 77\nformat:\n"                                                \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"          \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n" fields             \
	"\nprint fmt: \"act=%s\", __print_symbolic(REC->act, { 0, \"ABORTED\" }, " LONG \
	"{ 1, \"DROP\" }, { 2, \"PASS\" }, { 3, \"TX\" }, { 4, \"REDIRECT\" })\n"

#define LONG SAME SAME SAME SAME
#define SAME "/* 60 bytes of text, which stand here to make a line longer */"

#define IFINDEX "\tfield:int ifindex;\toffset:8;\tsize:4;\tsigned:1;\n"
#define ACT	"\tfield:u32 act;\toffset:12;\tsize:4;\tsigned:0;\n"
#define NAME	"\tfield:char name[16];\toffset:16;\tsize:16;\tsigned:0;\n"
#define MESSAGE "\tfield:__data_loc char[] message;\toffset:32;\tsize:4;\tsigned:0;\n"
#define ADDRESS "\tfield:const void * address;\toffset:40;\tsize:8;\tsigned:0;\n"
#define GOOD	FORMAT(IFINDEX ACT NAME MESSAGE ADDRESS)

static inline void write_format(const char *event, const char *format)
{
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), TRACEFS "/events/unit/%s", event);
	mkdir(path, 0755);
	strcat(path, "/format");
	file = fopen(path, "w");
	if (!file || fputs(format, file) < 0 || fclose(file))
		abort();
}

#endif
