/* SPDX-License-Identifier: GPL-2.0 */
/* The pcapng file format, as far as it is written and read here: draft-ietf-opsawg-pcapng. */
#ifndef COMMON_PCAPNG_FORMAT_H
#define COMMON_PCAPNG_FORMAT_H

#include <linux/types.h>

enum pcapng_block_type {
	PCAPNG_INTERFACE_DESCRIPTION = 1,
	PCAPNG_PACKET = 2,	  /* of old; */
	PCAPNG_SIMPLE_PACKET = 3, /* both are read only */
	PCAPNG_INTERFACE_STATISTICS = 5,
	PCAPNG_ENHANCED_PACKET = 6,
	PCAPNG_SECTION_HEADER = 0x0a0d0d0a,
};

/* Codes of options; but for the first two, each type of block has its own. */
enum pcapng_option_code {
	OPT_ENDOFOPT = 0,
	OPT_COMMENT = 1,

	SHB_HARDWARE = 2,
	SHB_OS = 3,
	SHB_USERAPPL = 4,

	IF_NAME = 2,
	IF_DESCRIPTION = 3,
	IF_SPEED = 8,
	IF_TSRESOL = 9,
	IF_FILTER = 11,
	IF_TSOFFSET = 14,
	IF_HARDWARE = 15,

	EPB_FLAGS = 2,
	EPB_DROPCOUNT = 4,
	EPB_PACKETID = 5,
	EPB_QUEUE = 6,
	EPB_VERDICT = 7,

	ISB_STARTTIME = 2,
	ISB_ENDTIME = 3,
	ISB_IFRECV = 4,
	ISB_IFDROP = 5,
	ISB_FILTERACCEPT = 6,
};

/* Values in fields and options. */
#define PCAPNG_BYTE_ORDER     0x1a2b3c4d /* in that of all that follows */
#define PCAPNG_MAJOR	      1
#define PCAPNG_LENGTH_UNKNOWN (-1) /* of a section */

#define PCAPNG_TSRESOL_NS	 9 /* decimals of a second */
#define PCAPNG_TSRESOL_DEFAULT	 6
#define PCAPNG_TSRESOL_BINARY	 0x80	     /* or-ed to powers of two */
#define PCAPNG_IF_INDEX		 "if_index " /* and a number: our comment of an interface */
#define PCAPNG_FILTER_EXPRESSION 0	     /* as tcpdump takes it */
#define PCAPNG_FLAGS_INBOUND	 1
#define PCAPNG_FLAGS_OUTBOUND	 2
#define PCAPNG_VERDICT_LINUX_XDP 2
#define PCAPNG_OPTION_MAX	 65535 /* bytes of data */

/* Every block begins so, and ends with the length again. */
struct pcapng_header {
	__u32 type;
	__u32 length; /* of the whole block, in bytes */
};

struct pcapng_option {
	__u16 code;
	__u16 length; /* of the data that follow, without what pads them */
};

struct pcapng_time {
	__u32 high, low; /* halves of a count of ns since 1970 */
};

struct pcapng_section_header {
	struct pcapng_header header;
	__u32 byte_order;
	__u16 major, minor;
	__s64 length;
};

struct pcapng_interface_description {
	struct pcapng_header header;
	__u16 link_type, reserved;
	__u32 snaplen;
};

struct pcapng_enhanced_packet {
	struct pcapng_header header;
	__u32 interface;
	struct pcapng_time time;
	__u32 cap_len, wire_len;
};

struct pcapng_interface_statistics {
	struct pcapng_header header;
	__u32 interface;
	struct pcapng_time time;
};

#endif
