// SPDX-License-Identifier: GPL-2.0
/* A histogram of durations as a drawing: a bar for each power of two. */
#include <errno.h>
#include <string.h>

#include "latency.h"
#include "log.h"

#define BAR_WIDTH 56
#define HEIGHT	  220 /* of the highest bar */
#define TOP	  64
#define LEFT	  24
#define WIDTH_MIN 520 /* which the title needs */

int latency_plot_open(struct latency *latency, const char *filename)
{
	latency->plot = filename ? fopen(filename, "we") : NULL;
	return filename && !latency->plot ?
		       log_error(-errno, "--latency-svg: %s: %s", filename, strerror(errno)) :
		       0;
}

/* "512 ns", "2.05 µs", "16.8 ms" */
static void print_time(FILE *out, double ns)
{
	static const char *const units[] = { "ns", "µs", "ms", "s" };
	int unit = 0;

	for (; ns >= 1000 && unit < 3; unit++)
		ns /= 1000;
	fprintf(out, "%.3g %s", ns, units[unit]);
}

static void draw_text(FILE *out, int x, int y, const char *look)
{
	fprintf(out, "<text x=\"%d\" y=\"%d\" %s>", x, y, look);
}

static void draw_title(const struct latency *latency, FILE *out)
{
	draw_text(out, LEFT, 24, "font-size=\"16\"");
	fputs("Time from entry to exit</text>\n", out);
	draw_text(out, LEFT, 44, "fill=\"#555\"");
	fprintf(out, "%llu packets", (unsigned long long)latency->count);
	if (latency->count) {
		fputs(": ", out);
		print_time(out, latency->least);
		fputs(" at least, ", out);
		print_time(out, (double)latency->sum / latency->count);
		fputs(" on average, ", out);
		print_time(out, latency->most);
		fputs(" at most", out);
	}
	fputs("</text>\n", out);
}

/* Between two bars: the time from which on the right one counts. */
static void draw_edge(FILE *out, int at, int slot)
{
	draw_text(out, LEFT + at * BAR_WIDTH, TOP + 36 + HEIGHT, "text-anchor=\"middle\"");
	print_time(out, slot ? 2.0 * (1ULL << (slot - 1)) : 0);
	fputs("</text>\n", out);
}

/* With how many there are above it. */
static void draw_bar(FILE *out, int at, __u64 count, __u64 highest)
{
	int x = LEFT + at * BAR_WIDTH, height = (double)count * HEIGHT / highest;

	if (count && !height)
		height = 1;
	fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#2b6cb0\"/>\n",
		x + 3, TOP + 16 + HEIGHT - height, BAR_WIDTH - 6, height);
	if (count) {
		draw_text(out, x + BAR_WIDTH / 2, TOP + 10 + HEIGHT - height,
			  "text-anchor=\"middle\"");
		fprintf(out, "%llu</text>\n", (unsigned long long)count);
	}
}

void latency_plot(const struct latency *latency)
{
	int first = 64, last = -1, width;
	FILE *out = latency->plot;
	__u64 highest = 0;

	if (!out)
		return;
	for (int slot = 0; slot < 64; slot++) {
		if (!latency->slots[slot])
			continue;
		first = slot < first ? slot : first;
		last = slot;
		highest = latency->slots[slot] > highest ? latency->slots[slot] : highest;
	}
	width = 2 * LEFT + (last - first + 1) * BAR_WIDTH;
	width = last < 0 || width < WIDTH_MIN ? WIDTH_MIN : width;
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
		"font-family=\"sans-serif\" font-size=\"12\">\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
		width, TOP + 50 + HEIGHT, width);
	draw_title(latency, out);
	for (int slot = first; slot <= last; slot++)
		draw_bar(out, slot - first, latency->slots[slot], highest);
	for (int slot = first; last >= 0 && slot <= last + 1; slot++)
		draw_edge(out, slot - first, slot);
	fprintf(out, "<path d=\"M%d %dH%d\" stroke=\"#555\"/>\n</svg>\n", LEFT, TOP + 16 + HEIGHT,
		width - LEFT);
	if (fclose(out))
		log_error(-errno, "--latency-svg: %s", strerror(errno));
}
