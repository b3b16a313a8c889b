/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bars and frames. A bar is a run of lines, from a side inwards, that are all of one
 * luma, up to the noise of a JPEG, and end at once: along most of the next line, its
 * both ends included, the picture begins. A plain ground does not end so: a subject
 * rises from it here and there.
 */

#include <math.h>
#include <string.h>

#include "../../base/object.h"
#include "borders.h"

/* How far, in steps of 8-bit luma, a pixel of a bar may be from its colour; a bar is
 * looked for with each of these, from none for PNG to the ringing of a strong JPEG. */
static const float tolerance[] = { 1.5F, 4, 8, 16, 28 };
#define TOLERANCES ((int) G_N_ELEMENTS(tolerance))

/* The share of a line that may be further off and the line still be a bar's. */
#define STRAYS 0.005

/* The share of the first line of the picture, and of its first and last tenth, that
 * must be further off. */
#define BEGINS 0.50
#define BEGINS_AT_END 0.25

/* Where the picture begins, luma jumps by this much on average, and by so many times
 * what it strays within the bar. */
#define LEAST_STEP 3.0
#define STEP_TO_STRAY 4.0

/* The three thirds of a bar, beyond the reach of a JPEG block at its end, have the
 * same mean: a vignette or a sky has not. */
#define EVEN 1.5
#define BLOCK 8

/* A bar does not reach further than this. */
#define DEEPEST 0.45

/* Lines read at once: few at first, as most pictures have no bar. */
#define CHUNK 16
#define FIRST_CHUNK 2

/* Rounds of looking between what was found so far, until nothing changes. */
#define ROUNDS 4

/* One side, seen as lines counted inwards. */
typedef struct {
	VipsRegion *region;
	int side;
	/* Pixels in a line, and lines to look at. */
	int length;
	int depth;
	/* The part of each line that counts. */
	int first;
	int last;
	float *luma;
	double colour;
	/* Whether the picture must begin at the ends of the line too. */
	gboolean strict;
} Lines;

/* What the outer lines are like: how long the run is for each tolerance. */
typedef struct {
	int run[TOLERANCES];
	/* Lines before this one are even along their length. */
	int even;
} Runs;

static float
luma_at(const VipsImage *image, const VipsPel *p)
{
	gboolean wide = image->BandFmt == VIPS_FORMAT_USHORT;
	int bands = image->Bands - (vips_image_hasalpha((VipsImage *) image) ? 1 : 0);
	float c[3];

	for (int k = 0; k < 3; k++) {
		int band = bands == 1 ? 0 : k;
		c[k] = wide ? ((const guint16 *) p)[band] / 257.0F : p[band];
	}

	return 0.2126F * c[0] + 0.7152F * c[1] + 0.0722F * c[2];
}

/* Read `count` lines from line `from` on into lines->luma, line by line. */
static int
read_lines(Lines *lines, int from, int count)
{
	VipsImage *image = lines->region->im;
	gboolean across = lines->side % 2;
	gboolean far_side = lines->side >= 2;
	int size = across ? image->Ysize : image->Xsize;
	int start = far_side ? size - from - count : from;
	VipsRect rect = across ? (VipsRect){ 0, start, image->Xsize, count }
						   : (VipsRect){ start, 0, count, image->Ysize };

	if (vips_region_prepare(lines->region, &rect))
		return -1;
	for (int k = 0; k < count; k++) {
		int line = far_side ? start + count - 1 - k : start + k;
		float *out = lines->luma + (size_t) k * lines->length;

		for (int i = 0; i < lines->length; i++)
			out[i] = luma_at(image, across ? VIPS_REGION_ADDR(lines->region, i, line)
										   : VIPS_REGION_ADDR(lines->region, line, i));
	}

	return 0;
}

/* The share of part of a line that is further than `limit` from a colour. */
static double
share_off(const float *line, int first, int last, double colour, double limit)
{
	int off = 0;

	for (int i = first; i < last; i++)
		off += fabs(line[i] - colour) > limit;

	return (double) off / VIPS_MAX(1, last - first);
}

static double
mean(const float *line, int first, int last)
{
	double sum = 0;

	for (int i = first; i < last; i++)
		sum += line[i];

	return sum / VIPS_MAX(1, last - first);
}

static gboolean
is_even(const Lines *lines, const float *line)
{
	int n = lines->last - lines->first;

	for (int third = 0; third < 3; third++)
		if (fabs(mean(line, lines->first + third * n / 3, lines->first + (third + 1) * n / 3) - lines->colour) > EVEN)
			return FALSE;

	return TRUE;
}

static int
find_runs(Lines *lines, Runs *runs)
{
	int alive = TOLERANCES;
	gboolean even = TRUE;

	*runs = (Runs){ 0 };
	for (int at = 0, count; at < lines->depth && alive > 0; at += count) {
		count = VIPS_MIN(at == 0 ? FIRST_CHUNK : CHUNK, lines->depth - at);

		if (read_lines(lines, at, count))
			return -1;
		if (at == 0)
			lines->colour = mean(lines->luma, lines->first, lines->last);
		for (int k = 0; k < count && alive > 0; k++) {
			const float *line = lines->luma + (size_t) k * lines->length;

			even = even && is_even(lines, line);
			if (even)
				runs->even = at + k + 1;
			alive = 0;
			for (int i = 0; i < TOLERANCES; i++)
				if (runs->run[i] == at + k &&
					share_off(line, lines->first, lines->last, lines->colour, tolerance[i]) <= STRAYS) {
					runs->run[i]++;
					alive++;
				}
		}
	}

	return 0;
}

static gboolean
picture_begins(const Lines *lines, const float *line, double limit)
{
	int tenth = (lines->last - lines->first) / 10;

	return share_off(line, lines->first, lines->last, lines->colour, limit) >= BEGINS &&
		(!lines->strict ||
			(share_off(line, lines->first, lines->first + tenth, lines->colour, limit) >= BEGINS_AT_END &&
				share_off(line, lines->last - tenth, lines->last, lines->colour, limit) >= BEGINS_AT_END));
}

/* How far luma jumps where a run ends, on average; 0 when no picture begins there. */
static int
measure_step(Lines *lines, int run, float limit, double *step)
{
	int n = lines->last - lines->first;
	double stray = 0;
	double jump = 0;

	*step = 0;
	if (run == 0 || run >= lines->depth || n < 3)
		return 0;
	if (read_lines(lines, run - 1, 2))
		return -1;

	const float *bar = lines->luma;
	const float *picture = bar + lines->length;
	for (int i = lines->first; i < lines->last; i++) {
		stray += fabs(bar[i] - lines->colour) / n;
		jump += fabs(picture[i] - lines->colour) / n;
	}
	if (jump - stray >= LEAST_STEP && jump >= STEP_TO_STRAY * stray && picture_begins(lines, picture, limit))
		*step = jump - stray;

	return 0;
}

/* The bar at one side: the run with the highest step at its end. */
static int
find_bar(Lines *lines, int *bar)
{
	Runs runs;
	double best = 0;

	*bar = 0;
	if (find_runs(lines, &runs))
		return -1;
	for (int i = 0; i < TOLERANCES; i++) {
		double step;

		if (measure_step(lines, runs.run[i], tolerance[i], &step))
			return -1;
		if (step > best && runs.even >= runs.run[i] - BLOCK) {
			best = step;
			*bar = runs.run[i];
		}
	}

	return 0;
}

/* Between what was found at the other sides. */
static int
find_side(VipsImage *image, int side, const int found[4], gboolean strict, int *bar)
{
	gboolean across = side % 2;
	int length = across ? image->Xsize : image->Ysize;
	int size = across ? image->Ysize : image->Xsize;
	g_autofree float *luma = g_new(float, (size_t) CHUNK *length);
	Lines lines = {
		.region = vips_region_new(image),
		.side = side,
		.length = length,
		.depth = DEEPEST * size,
		.first = found[across ? 0 : 1],
		.last = length - found[across ? 2 : 3],
		.luma = luma,
		.strict = strict,
	};
	int result = find_bar(&lines, bar);

	g_object_unref(lines.region);

	return result;
}

int
burnish_borders_find(VipsImage *image, int cut[4])
{
	int found[4] = { 0 };

	/* In a frame all round, the bars of the other sides are in the way of the
	 * ends of the lines: so the first look is not strict. */
	for (int round = 0; round < ROUNDS; round++) {
		int next[4];

		for (int side = 0; side < 4; side++)
			if (find_side(image, side, found, round > 0, &next[side]))
				return -1;
		if (memcmp(next, found, sizeof(found)) == 0)
			break;
		memcpy(found, next, sizeof(found));
	}
	memcpy(cut, found, sizeof(found));

	return 0;
}
