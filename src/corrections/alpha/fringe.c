/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The halo of an old ground. A soft pixel that was never separated from it
 * holds C = a F + (1 - a) B. With F from the solid pixels next to it, each soft
 * pixel names a B. Where there is no halo these are as many colours as the edge has;
 * where there is one, they agree, whatever the edge looks like.
 */

#include <math.h>
#include <stdlib.h>

#include "field.h"
#include "foreground.h"
#include "fringe.h"

/* Pixels of this alpha know B well enough: 1 / (1 - a) does not blow the error up,
 * and a is not so small that its own rounding counts. */
#define SOFT_LOW 40
#define SOFT_HIGH 215
/* The rim of glass is meant as solid, but is not quite. */
#define SOLID 236
/* Where to look for the colour of the solid: beyond two pixels that the old ground may
 * have bled into; or right at the edge, where an outline is thinner than that. */
#define DEEP 2.6F
#define SHALLOW 1.0F
#define SEARCH 5
#define SIDE (2 * SEARCH + 1)
#define STEPS (SIDE * SIDE)
/* B of two pixels agree, and B and F differ, at this distance in RGB. */
#define AGREE 36
#define DIFFER 44
/* Fewer pixels than this prove nothing. */
#define ENOUGH 60
/* And of more than these it is enough to ask every second, or third, ... */
#define WITNESSES 8000
/* An edge of one colour agrees by chance on a few. */
#define SHARE 0.5
/* Colours outside the gamut by more than this are no ground. */
#define OUTSIDE 24
/* How the share of the ground in a pixel must go with 1 - a: a halo has slope 1 and
 * nothing at a = 1; a glow of one colour on a core of another has slope 0. */
#define SLOPE 0.65
#define SLOPE_TOP 1.35
#define OFFSET 0.2
/* It takes edges of all shares to see that: the variance, 1/12 at most for an even
 * spread. */
#define RANGE 0.015
/* Less in the rim than this cannot be seen. */
#define RIM 0.04
#define BINS 16

static const float rim_reach[3] = { 1.2F, 1.9F, 2.5F };

typedef struct {
	float ground[3];
	float colour[3];
	/* 1 - a, and the weight that it gives. */
	float share;
	float weight;
} Witness;

static gboolean
is_colour(const float *c)
{
	for (int b = 0; b < 3; b++)
		if (c[b] < -OUTSIDE || c[b] > 255 + OUTSIDE)
			return FALSE;

	return TRUE;
}

static float
distance(const float *a, const double *b)
{
	return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

/* What is around a pixel, nearest first. */
typedef struct {
	gint8 dx;
	gint8 dy;
	guint8 square;
} Step;

static int
compare_steps(const void *a, const void *b)
{
	const Step *one = a;
	const Step *two = b;

	return one->square != two->square ? one->square - two->square : one->dy != two->dy ? one->dy - two->dy
																					   : one->dx - two->dx;
}

static void
make_steps(Step *steps)
{
	for (int k = 0; k < STEPS; k++) {
		int dx = k % SIDE - SEARCH;
		int dy = k / SIDE - SEARCH;

		steps[k] = (Step){ dx, dy, dx * dx + dy * dy };
	}
	qsort(steps, STEPS, sizeof(*steps), compare_steps);
}

/* The nearest pixel that is solid and away from any edge; -1 for none. */
static gssize
find_inner(const BurnishMatte *matte, const gint16 *depth, float deep, const Step *steps, gint32 i)
{
	int x = i % matte->width;
	int y = i / matte->width;
	int least = (int) ceilf(deep * BURNISH_FIELD_PIXEL);

	for (int k = 0; k < STEPS; k++) {
		int u = x + steps[k].dx;
		int v = y + steps[k].dy;
		gssize j = (gssize) v * matte->width + u;

		if (u >= 0 && v >= 0 && u < matte->width && v < matte->height && depth[j] >= least)
			return j;
	}

	return -1;
}

static gint16 *
get_depth(const BurnishMatte *matte)
{
	g_autofree guint8 *solid = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		solid[i] = matte->alpha[i] >= SOLID;

	return burnish_field_distance(solid, FALSE, matte->width, matte->height);
}

/* Of so many pixels every how manieth is asked. */
static guint
get_stride(guint n)
{
	return n / WITNESSES + 1;
}

/* A sample of the soft pixels. */
static GArray *
list_soft(const BurnishMatte *matte)
{
	GArray *soft = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (gint32 i = 0; i < (gint32) matte->n; i++)
		if (matte->alpha[i] > SOFT_LOW && matte->alpha[i] < SOFT_HIGH)
			g_array_append_val(soft, i);

	guint stride = get_stride(soft->len);
	guint n = 0;
	for (guint k = 0; k < soft->len; k += stride)
		g_array_index(soft, gint32, n++) = g_array_index(soft, gint32, k);

	return g_array_set_size(soft, n);
}

static GArray *
call_witnesses(const BurnishMatte *matte, const gint16 *depth, GArray *soft, float deep)
{
	GArray *witnesses = g_array_new(FALSE, FALSE, sizeof(Witness));
	Step steps[STEPS];

	make_steps(steps);
	for (guint k = 0; k < soft->len; k++) {
		gint32 i = g_array_index(soft, gint32, k);
		gssize j = find_inner(matte, depth, deep, steps, i);

		if (j < 0)
			continue;
		float share = 1 - matte->alpha[i] / 255;
		Witness witness = { .share = share, .weight = share * share };
		for (int b = 0; b < 3; b++) {
			witness.colour[b] = matte->colour[j * 3 + b];
			witness.ground[b] = witness.colour[b] +
				(matte->colour[i * 3 + b] - witness.colour[b]) / share;
		}
		g_array_append_val(witnesses, witness);
	}

	return witnesses;
}

/* The colour that most of them name, of those that do not just name their own. */
static void
find_peak(GArray *witnesses, double *ground)
{
	g_autofree float *bins = g_new0(float, BINS *BINS *BINS);
	int best = 0;

	for (guint k = 0; k < witnesses->len; k++) {
		const Witness *w = &g_array_index(witnesses, Witness, k);
		double colour[3] = { w->colour[0], w->colour[1], w->colour[2] };
		int bin = 0;

		if (distance(w->ground, colour) < DIFFER || !is_colour(w->ground))
			continue;
		for (int b = 0; b < 3; b++)
			bin = bin * BINS + VIPS_CLIP(0, (int) (w->ground[b] * BINS / 256), BINS - 1);
		bins[bin] += w->weight;
	}

	for (int i = 0; i < BINS * BINS * BINS; i++)
		best = bins[i] > bins[best] ? i : best;
	for (int b = 0; b < 3; b++)
		ground[b] = ((best >> (4 * (2 - b))) % BINS + 0.5) * 256 / BINS;
}

/* Move the colour to the mean of those that agree with it; their share of those who
 * can tell it from their own. */
static double
refine(GArray *witnesses, double *ground, int *n)
{
	double sum[3] = { 0 };
	double agree = 0;
	double all = 0;

	*n = 0;
	for (guint k = 0; k < witnesses->len; k++) {
		const Witness *w = &g_array_index(witnesses, Witness, k);

		if (distance(w->colour, ground) < DIFFER)
			continue;
		all += w->weight;
		if (distance(w->ground, ground) > AGREE)
			continue;
		(*n)++;
		agree += w->weight;
		for (int b = 0; b < 3; b++)
			sum[b] += w->weight * w->ground[b];
	}
	if (agree > 0)
		for (int b = 0; b < 3; b++)
			ground[b] = VIPS_CLIP(0, sum[b] / agree, 255);

	return all > 0 ? agree / all : 0;
}

/* Whether the colours go from the solid's to the ground's as alpha goes. */
static gboolean
is_mixture(GArray *witnesses, const double *ground)
{
	double n = 0, x = 0, y = 0, xx = 0, xy = 0;

	for (guint k = 0; k < witnesses->len; k++) {
		const Witness *w = &g_array_index(witnesses, Witness, k);
		double along = 0;
		double length = 0;

		if (distance(w->colour, ground) < DIFFER)
			continue;
		for (int b = 0; b < 3; b++) {
			double away = ground[b] - w->colour[b];

			along += (w->ground[b] - w->colour[b]) * w->share * away;
			length += away * away;
		}
		along = VIPS_CLIP(-1, along / length, 2);
		n++;
		x += w->share;
		y += along;
		xx += w->share * w->share;
		xy += w->share * along;
	}

	double spread = n * xx - x * x;
	double slope = spread > 0 ? (n * xy - x * y) / spread : 0;
	double offset = n > 0 ? (y - slope * x) / n : 0;

	return spread > RANGE * n * n && slope > SLOPE && slope < SLOPE_TOP && fabs(offset) < OFFSET;
}

/* Which of the rim's distances a solid pixel is at; -1 for none. */
static int
get_rim(const BurnishMatte *matte, const gint16 *depth, gsize i)
{
	if (depth[i] == 0 || depth[i] > rim_reach[2] * BURNISH_FIELD_PIXEL || matte->alpha[i] < SOLID)
		return -1;
	for (int k = 0; k < 3; k++)
		if (depth[i] < rim_reach[k] * BURNISH_FIELD_PIXEL)
			return k;

	return -1;
}

static void
measure_rim(const BurnishMatte *matte, const gint16 *depth, BurnishFringe *fringe)
{
	double sum[3] = { 0 };
	double weight[3] = { 0 };
	Step steps[STEPS];

	make_steps(steps);
	for (gint32 i = 0; i < (gint32) matte->n; i++) {
		int k = get_rim(matte, depth, i);
		gssize j = k < 0 ? -1 : find_inner(matte, depth, DEEP, steps, i);

		if (j < 0 || distance(&matte->colour[j * 3], fringe->ground) < DIFFER)
			continue;
		for (int b = 0; b < 3; b++) {
			double away = fringe->ground[b] - matte->colour[j * 3 + b];

			sum[k] += (matte->colour[i * 3 + b] - matte->colour[j * 3 + b]) * away;
			weight[k] += away * away;
		}
	}
	for (int k = 0; k < 3; k++) {
		double rim = weight[k] > 0 ? sum[k] / weight[k] : 0;
		fringe->rim[k] = rim > RIM ? VIPS_MIN(rim, 0.6) : 0;
	}
}

static void
hear(const BurnishMatte *matte, const gint16 *depth, GArray *soft, float deep, BurnishFringe *fringe)
{
	g_autoptr(GArray) witnesses = call_witnesses(matte, depth, soft, deep);
	int n = 0;

	find_peak(witnesses, fringe->ground);
	for (int i = 0; i < 3; i++)
		fringe->share = refine(witnesses, fringe->ground, &n);
	fringe->found = n >= ENOUGH && fringe->share >= SHARE && is_mixture(witnesses, fringe->ground);
}

void
burnish_fringe_find(const BurnishMatte *matte, BurnishFringe *fringe)
{
	g_autoptr(GArray) soft = list_soft(matte);
	BurnishFringe shallow = { 0 };

	*fringe = (BurnishFringe){ 0 };
	if (soft->len == 0)
		return;

	g_autofree gint16 *depth = get_depth(matte);
	hear(matte, depth, soft, DEEP, fringe);
	hear(matte, depth, soft, SHALLOW, &shallow);
	if (shallow.found && (!fringe->found || shallow.share > fringe->share))
		*fringe = shallow;
	if (fringe->found)
		measure_rim(matte, depth, fringe);
}

void
burnish_fringe_remove(BurnishMatte *matte, const BurnishFringe *fringe)
{
	g_autofree gint16 *depth = get_depth(matte);
	float ground[3] = { fringe->ground[0], fringe->ground[1], fringe->ground[2] };

	for (gsize i = 0; i < matte->n; i++) {
		int k = get_rim(matte, depth, i);
		double rim = k < 0 ? 0 : fringe->rim[k];

		for (int b = 0; b < 3 && rim > 0; b++)
			matte->colour[i * 3 + b] =
				VIPS_CLIP(0, (matte->colour[i * 3 + b] - rim * fringe->ground[b]) / (1 - rim), 255);
	}
	burnish_foreground_estimate(matte, ground, 0);
}
