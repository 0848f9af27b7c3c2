/* SPDX-License-Identifier: GPL-2.0 */
/* The version of everything here, as its programs and their files tell it. */
#ifndef COMMON_VERSION_H
#define COMMON_VERSION_H

#define VERSION "1.0.0"

/* version_print - print the program's version and libbpf's on stdout; returns main's 0 */
int version_print(void);

#endif
