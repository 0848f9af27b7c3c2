/* SPDX-License-Identifier: GPL-2.0 */
/* What headers/packet_filter.h leaves in an object for common/filter/filter.c to find. */
#ifndef HEADERS_PACKET_FILTER_MARK_H
#define HEADERS_PACKET_FILTER_MARK_H

/* The constant of an instruction that says whether there is a filter: 0 or 1 is put in its place. */
#define FILTER_MARK 0x66696c74

/* Instructions in the body of each function that a filter can be written over. */
#define FILTER_ROOM 4096

#endif
