/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Bars and frames. A bar is a run of lines, from a side inwards, that are all of one
 * colour, up to noise, and end at once: along most of the next line, its ends included,
 * the picture begins. A plain ground does not end so: a subject rises from it here and
 * there; and where a thing with straight edges stands from side to side, a door or a
 * bookmark, its edges are as soft as all that a camera or a model draws, while a bar was
 * put there pixel by pixel.
 *
 * JPEG works on blocks, so that the last lines of a bar, those which share a block with
 * the picture, are stained by it. A run may end there, anywhere; so the line at which
 * colour jumps is looked for from the end of each run on, as far as a block reaches.
 */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../base/luma.h"
#include "../../base/object.h"
#include "borders.h"

/* How far, in steps of 8 bits, a pixel of a bar may be from its colour; runs are
 * looked for with each of these, from none for PNG to the ringing of a strong JPEG. */
static const float tolerance[] = { 1.5F, 4, 8, 16, 28 };
#define TOLERANCES ((int) G_N_ELEMENTS(tolerance))

/* The share of a line that may be further off and the line still be a bar's. */
#define STRAYS 0.005

/* The share of the first line of the picture that must be off, by more than so many times what
 * strays within the bar; and the share of its first and last tenth that must be half as far off:
 * corners are often dark. One of them is enough where that much of the line is off. */
#define BEGINS 0.50
#define STRAY_TO_LIMIT 2.5
#define BEGINS_AT_END 0.25
#define BEGINS_WIDELY 0.80

/* The same for a bar that is as wide as the one at the opposite side: bars come in
 * pairs, and a picture may be of their colour along much of one. */
#define BEGINS_EXPECTED 0.20

/* Where the picture begins, colour jumps by this much on average, and by so many times
 * what it strays within the bar. Ringing beside a jump of 100 steps strays by 2 to 6 at
 * JPEG qualities of 60 and more; colour that is spread and clipped, by up to a sixth of the jump. */
#define LEAST_STEP 2.0
#define STEP_TO_STRAY 3.0
#define STEP_TO_STRAY_BY_COLOUR 2.5
#define STRAY_MOST 10.0
#define STRAY_OF_STEP 0.15

/* A jump that is no higher than that may be a line of ringing, unless so much of it lasts. */
#define RINGING 24.0
#define LASTS 0.5

/* The first of several jumps is the end, unless the highest is so many times as high. */
#define BEST_TO_FIRST 5.0

/* The share of the jump that the first line of the picture has, of what there is two lines
 * further: 0.71 and more at 922 bars put beside real pictures, a third of them after JPEG; 0.3
 * and less at things as they are photographed and generated, which have noise. */
#define SHARP 0.65
#define SHARP_WITHOUT_NOISE 0.5
#define NOISE 0.05
#define AHEAD 3

/* JPEG spreads colour, so that what has so little of its jump in luma need not be sharp. */
#define COLOUR_ONLY 0.4

/* Models paint black bars, and softly; these are black, and alike to so many pixels. */
#define BLACK 16.0F
#define ALIKE 2

/* A first line of one colour throughout, to that mean distance, may be the edge of a drawn
 * thing; where that is in doubt, a bar is no wider than this share of the picture. */
#define FLAT 0.1
#define WIDEST_IN_DOUBT 0.2

/* The three thirds of a bar have the same mean: a vignette or a sky has not. Twice as
 * uneven are lines beside the end, as JPEG keeps colour in blocks of twice the size, and
 * spreads it by one line more; in the last block, anything may be. */
#define EVEN 1.5
#define FAIRLY_EVEN 3.0
#define BLOCK 8
#define BLOCK_OF_COLOUR 17

/* Pixels of a line that tell what it is like: all of them give the same bars. */
#define SAMPLES 512

/* A bar does not reach further than this. */
#define DEEPEST 0.45

/* Lines read at once: few at first, as most pictures have no bar. */
#define CHUNK 16
#define FIRST_CHUNK 2

/* What colour counts beside luma, where luma does not tell; and the lines over which
 * JPEG blurs it, with one to spare. */
#define CHROMA 0.5F
#define REFINED 3

/* Rounds of looking between what was found so far, until nothing changes. */
#define ROUNDS 4

/* One side, seen as lines counted inwards. */
typedef struct {
	VipsRegion *region;
	int side;
	/* Pixels of a line that are looked at, one of so many; lines there are, and lines to look at. */
	int length;
	int stride;
	int size;
	int depth;
	/* The part of each line that counts. */
	int first;
	int last;
	/* Pixels as luma, red-green and yellow-blue; of the bar, their means. */
	float *pixels;
	float colour[3];
	/* What colour counts beside luma. */
	float chroma;
	/* Whether the picture must begin at the ends of the line too. */
	gboolean strict;
	/* The width of the bar at the opposite side. */
	int expected;
} Lines;

/* What the outer lines are like. */
typedef struct {
	/* The mean distance from the bar of each line that was looked at. */
	float *away;
	int seen;
	/* How long the run is for each tolerance. */
	int run[TOLERANCES];
	/* Lines before these are even along their length, or fairly so. */
	int even;
	int fairly_even;
} Profile;

/* What is transparent is of no colour that a bar has. */
#define NO_LUMA -1e6F

static void
read_pixel(const VipsImage *image, const VipsPel *p, gboolean grey, float out[3])
{
	gboolean wide = image->BandFmt == VIPS_FORMAT_USHORT;
	int last = image->Bands - 1;
	float c[3];

	/* Grey or colour with alpha after it. */
	if (image->Bands % 2 == 0 && (wide ? ((const guint16 *) p)[last] < 65535 : p[last] < 255)) {
		out[0] = NO_LUMA;
		out[1] = out[2] = 0;
		return;
	}

	for (int k = 0; k < 3; k++) {
		int band = grey ? 0 : k;
		c[k] = wide ? ((const guint16 *) p)[band] / 257.0F : p[band];
	}
	/* The luma of BT.601, which JPEG keeps to the pixel whatever becomes of colour. */
	out[0] = burnish_luma_601(c[0], c[1], c[2]);
	out[1] = c[0] - c[1];
	out[2] = 0.5F * (c[0] + c[1]) - c[2];
}

/* Read `count` lines from line `from` on, one after another. */
static int
read_lines(Lines *lines, int from, int count)
{
	VipsImage *image = lines->region->im;
	gboolean grey = image->Bands <= 2;
	gboolean across = lines->side % 2;
	gboolean far_side = lines->side >= 2;
	int size = across ? image->Ysize : image->Xsize;
	int start = far_side ? size - from - count : from;
	VipsRect rect = across ? (VipsRect){ 0, start, image->Xsize, count }
						   : (VipsRect){ start, 0, count, image->Ysize };

	if (vips_region_prepare(lines->region, &rect))
		return -1;

	size_t step = across ? VIPS_IMAGE_SIZEOF_PEL(image) : VIPS_REGION_LSKIP(lines->region);
	int end = across ? image->Xsize : image->Ysize;
	for (int k = 0; k < count; k++) {
		int line = far_side ? start + count - 1 - k : start + k;
		float *out = lines->pixels + (size_t) k * lines->length * 3;

		const VipsPel *p = across ? VIPS_REGION_ADDR(lines->region, 0, line) : VIPS_REGION_ADDR(lines->region, line, 0);

		/* Not at even distances, at which a fine pattern may look plain. */
		for (int i = 0; i < lines->length; i++)
			read_pixel(image, p + VIPS_MIN(i * lines->stride + i % lines->stride, end - 1) * step, grey, out + 3 * i);
	}

	return 0;
}

/* How far a pixel is from the colour of the bar. */
static float
distance(const Lines *lines, const float *pixel)
{
	float luma = fabsf(pixel[0] - lines->colour[0]);

	return lines->chroma == 0 ? luma
							  : VIPS_MAX(luma, lines->chroma * VIPS_MAX(fabsf(pixel[1] - lines->colour[1]), fabsf(pixel[2] - lines->colour[2])));
}

/* The share of part of a line that is further than `limit` from the bar. */
static double
share_off(const Lines *lines, const float *line, int first, int last, double limit)
{
	int off = 0;

	for (int i = first; i < last; i++)
		off += distance(lines, line + 3 * i) > limit;

	return (double) off / VIPS_MAX(1, last - first);
}

static double
mean(const float *line, int band, int first, int last)
{
	double sum = 0;

	for (int i = first; i < last; i++)
		sum += line[3 * i + band];

	return sum / VIPS_MAX(1, last - first);
}

/* How far the mean of a third of a line is from the bar, at most. */
static double
unevenness(const Lines *lines, const float *line)
{
	int n = lines->last - lines->first;
	double most = 0;

	for (int third = 0; third < 3; third++) {
		double here = mean(line, 0, lines->first + third * n / 3, lines->first + (third + 1) * n / 3);

		most = VIPS_MAX(most, fabs(here - lines->colour[0]));
	}

	return most;
}

/* Look at the next line: how far it is from the bar, and which runs it goes on with. Whether
 * more is to be seen. */
static gboolean
survey_line(const Lines *lines, const float *line, Profile *profile)
{
	int at = profile->seen++;
	int n = lines->last - lines->first;
	int off[TOLERANCES] = { 0 };
	double sum = 0;
	int longest = 0;

	for (int i = lines->first; i < lines->last; i++) {
		float d = distance(lines, line + 3 * i);

		sum += d;
		for (int k = 0; k < TOLERANCES; k++)
			off[k] += d > tolerance[k];
	}
	profile->away[at] = sum / VIPS_MAX(1, n);
	for (int k = 0; k < TOLERANCES; k++) {
		if (profile->run[k] == at && off[k] <= STRAYS * n)
			profile->run[k]++;
		longest = VIPS_MAX(longest, profile->run[k]);
	}
	double uneven = unevenness(lines, line);
	if (profile->even == at && uneven <= EVEN)
		profile->even++;
	if (profile->fairly_even == at && uneven <= FAIRLY_EVEN)
		profile->fairly_even++;

	return longest > 0 && at < longest + BLOCK + AHEAD && at < profile->even + BLOCK_OF_COLOUR + AHEAD;
}

static int
survey(Lines *lines, Profile *profile)
{
	gboolean more = TRUE;

	for (int at = 0, count; at < lines->depth && more; at += count) {
		count = VIPS_MIN(at == 0 ? FIRST_CHUNK : CHUNK, lines->depth - at);

		if (read_lines(lines, at, count))
			return -1;
		for (int band = 0; band < 3 && at == 0; band++)
			lines->colour[band] = mean(lines->pixels, band, lines->first, lines->last);
		for (int k = 0; k < count && more; k++)
			more = survey_line(lines, lines->pixels + (size_t) k * lines->length * 3, profile);
	}

	return 0;
}

static gboolean
picture_begins(const Lines *lines, const float *line, int run, double limit)
{
	int tenth = (lines->last - lines->first) / 10;
	double off = share_off(lines, line, lines->first, lines->last, limit);

	if (run == lines->expected)
		return off >= BEGINS_EXPECTED;

	int ends = (share_off(lines, line, lines->first, lines->first + tenth, limit / 2) >= BEGINS_AT_END) +
		(share_off(lines, line, lines->last - tenth, lines->last, limit / 2) >= BEGINS_AT_END);

	return off >= BEGINS && (!lines->strict || ends == 2 || (ends == 1 && off >= BEGINS_WIDELY));
}

/* The mean distance of a line from the bar. */
static double
mean_distance(const Lines *lines, const float *line)
{
	double sum = 0;

	for (int i = lines->first; i < lines->last; i++)
		sum += distance(lines, line + 3 * i);

	return sum / (lines->last - lines->first);
}

/* Whether it is for colour alone that a line differs from the bar. */
static gboolean
is_by_colour(const Lines *lines, const float *line)
{
	Lines luma = *lines;

	luma.chroma = 0;

	return mean_distance(&luma, line) < COLOUR_ONLY * mean_distance(lines, line);
}

static gboolean
is_flat(const Lines *lines, const float *line)
{
	double middle = mean(line, 0, lines->first, lines->last);
	double sum = 0;

	for (int i = lines->first; i < lines->last; i++)
		sum += fabs(line[3 * i] - middle);

	return sum < FLAT * (lines->last - lines->first);
}

/* Whether a run may be the ground beside a thing with straight edges. `ahead` lines follow
 * its last. */
static gboolean
may_be_ground(const Lines *lines, int run, int ahead, double stray, double jump)
{
	const float *first = lines->pixels + (size_t) 3 * lines->length;
	const float *last = lines->pixels + (size_t) 3 * ahead * lines->length;
	gboolean sharp = jump - stray >= (stray < NOISE ? SHARP_WITHOUT_NOISE : SHARP) * (mean_distance(lines, last) - stray);

	if (lines->colour[0] <= BLACK)
		return !sharp && lines->strict && abs(run - lines->expected) > ALIKE;
	if (run <= WIDEST_IN_DOUBT * lines->size)
		return !sharp && !is_by_colour(lines, last);

	return !sharp || is_flat(lines, first);
}

/* Whether a bar may end before a line: a run ends there, or a block of JPEG earlier. */
static gboolean
is_near_end(const Profile *profile, int line)
{
	for (int k = 0; k < TOLERANCES; k++)
		if (profile->run[k] > 0 && line >= profile->run[k] && line < profile->run[k] + BLOCK)
			return profile->even >= line - BLOCK_OF_COLOUR && profile->fairly_even >= line - BLOCK;

	return FALSE;
}

/* Whether so much of a jump is there some lines further, and not to the other side of the bar: what
 * rings swings. */
static gboolean
lasts(const Lines *lines, const float *first, const float *last, double jump)
{
	double swung = 0;

	for (int i = 3 * lines->first; i < 3 * lines->last; i += 3)
		if ((first[i] - lines->colour[0]) * (last[i] - lines->colour[0]) < 0)
			swung += fabsf(first[i] - lines->colour[0]);

	return mean_distance(lines, last) >= LASTS * jump && swung < LASTS * jump * (lines->last - lines->first);
}

/* Whether the lines that were read, the last of a run and some ahead, are the end of a bar, as
 * far as single pixels tell. */
static gboolean
is_end(const Lines *lines, const Profile *profile, int run, int ahead, double stray, double jump)
{
	const float *last = lines->pixels + (size_t) 3 * ahead * lines->length;
	const float *picture = lines->chroma > 0 ? last : lines->pixels + (size_t) 3 * lines->length;
	double at_once = profile->away[run];

	if (jump <= RINGING && !lasts(lines, lines->pixels + (size_t) 3 * lines->length, last, jump))
		return FALSE;
	/* What is seen in luma has to jump from one line to the next. */
	if (lines->chroma > 0 && at_once < STEP_TO_STRAY * stray && !is_by_colour(lines, last))
		return FALSE;

	return picture_begins(lines, picture, run, VIPS_MAX(tolerance[0], STRAY_TO_LIMIT * stray)) &&
		!may_be_ground(lines, run, ahead, profile->away[run - 1], at_once);
}

/* How far colour jumps where a run of so many lines ends, on average; 0 when no picture begins
 * there. None of these lines is further than `stray` from the bar. */
static int
measure_step(Lines *lines, const Profile *profile, int run, double stray, double *step)
{
	int ahead = VIPS_MIN(AHEAD, lines->depth - run);
	/* As JPEG spreads colour, the picture is there only some lines further. */
	int first = lines->chroma > 0 ? ahead : 1;
	double ratio = lines->chroma > 0 ? STEP_TO_STRAY_BY_COLOUR : STEP_TO_STRAY;
	double jump = profile->away[VIPS_MIN(run + first, profile->seen) - 1];

	*step = 0;
	if (stray > VIPS_MAX(STRAY_MOST, STRAY_OF_STEP * jump) || jump - stray < LEAST_STEP || jump < ratio * stray)
		return 0;
	if (read_lines(lines, run - 1, 1 + ahead))
		return -1;
	if (is_end(lines, profile, run, ahead, stray, jump))
		*step = jump - stray;

	return 0;
}

/* The first line before which a bar may end with a step that is not small beside the highest;
 * or just that with the highest, where colour alone tells. */
static int
find_end(Lines *lines, const Profile *profile, int *bar)
{
	double ratio = lines->chroma > 0 ? 1 : BEST_TO_FIRST;
	double best = 0;
	double stray = 0;

	*bar = 0;
	for (int line = 1; line < profile->seen; line++) {
		double step;

		stray = VIPS_MAX(stray, profile->away[line - 1]);
		if (!is_near_end(profile, line))
			continue;
		if (measure_step(lines, profile, line, stray, &step))
			return -1;
		if (step > ratio * best) {
			best = step;
			*bar = line;
		}
	}

	return 0;
}

static int
find_best_run(Lines *lines, int *bar)
{
	g_autofree float *away = g_new(float, VIPS_MAX(1, lines->depth));
	Profile profile = { .away = away };

	*bar = 0;
	if (lines->last - lines->first < 3)
		return 0;

	return survey(lines, &profile) || (lines->colour[0] >= 0 && find_end(lines, &profile, bar)) ? -1 : 0;
}

/* JPEG blurs colour over two lines, so a run that was found by colour ends early: go on
 * to the line that is half way to the colour of the picture. */
static int
refine(Lines *lines, int *bar)
{
	double away[REFINED + 1] = { 0 };

	if (*bar == 0 || *bar + REFINED >= lines->depth)
		return 0;
	if (read_lines(lines, *bar, REFINED + 1))
		return -1;
	for (int k = 0; k <= REFINED; k++)
		for (int i = lines->first; i < lines->last; i++)
			away[k] += distance(lines, lines->pixels + 3 * ((size_t) k * lines->length + i));
	for (int k = 0; k < REFINED && away[k] < away[REFINED] / 2; k++)
		++*bar;

	return 0;
}

/* The bar at one side. JPEG keeps luma to the pixel, so luma alone is asked first. */
static int
find_bar(Lines *lines, int *bar)
{
	if (find_best_run(lines, bar))
		return -1;
	if (*bar > 0)
		return 0;
	lines->chroma = CHROMA;

	return find_best_run(lines, bar) || refine(lines, bar) ? -1 : 0;
}

/* Between what was found at the other sides. */
static int
find_side(VipsImage *image, int side, const int found[4], gboolean strict, int *bar)
{
	gboolean across = side % 2;
	int whole = across ? image->Xsize : image->Ysize;
	int size = across ? image->Ysize : image->Xsize;
	int stride = VIPS_MAX(1, whole / SAMPLES);
	int length = (whole + stride - 1) / stride;
	int before = found[across ? 0 : 1];
	int after = found[across ? 2 : 3];
	g_autofree float *pixels = g_new(float, (size_t) CHUNK *length * 3);
	Lines lines = {
		.region = vips_region_new(image),
		.side = side,
		.length = length,
		.stride = stride,
		.size = size,
		.depth = DEEPEST * size,
		.first = (before + stride - 1) / stride,
		.last = (whole - after + stride - 1) / stride,
		.pixels = pixels,
		.strict = strict,
		.expected = found[(side + 2) % 4],
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
