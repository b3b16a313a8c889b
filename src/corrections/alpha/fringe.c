/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The halo of an old ground. A soft pixel that was never separated from it
 * holds C = a F + (1 - a) B. With F from the solid pixels next to it, each soft
 * pixel names a B. Where there is no halo these are as many colours as the edge has;
 * where there is one, they agree, whatever the edge looks like.
 */

#include <math.h>

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
/* B of two pixels agree, and B and F differ, at this distance in RGB. */
#define AGREE 36
#define DIFFER 44
/* Fewer pixels than this prove nothing. */
#define ENOUGH 60
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

/* The nearest pixel that is solid and away from any edge; -1 for none. */
static gssize
find_inner(const BurnishMatte *matte, const float *depth, float deep, int x, int y)
{
	gssize best = -1;
	int nearest = SEARCH * SEARCH + 1;

	for (int v = VIPS_MAX(0, y - SEARCH); v <= VIPS_MIN(matte->height - 1, y + SEARCH); v++)
		for (int u = VIPS_MAX(0, x - SEARCH); u <= VIPS_MIN(matte->width - 1, x + SEARCH); u++) {
			gssize j = (gssize) v * matte->width + u;
			int d = (u - x) * (u - x) + (v - y) * (v - y);

			if (d < nearest && depth[j] >= deep) {
				nearest = d;
				best = j;
			}
		}

	return best;
}

static float *
get_depth(const BurnishMatte *matte)
{
	g_autofree guint8 *solid = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		solid[i] = matte->alpha[i] >= SOLID;

	return burnish_field_distance(solid, FALSE, matte->width, matte->height);
}

static GArray *
call_witnesses(const BurnishMatte *matte, const float *depth, float deep)
{
	GArray *witnesses = g_array_new(FALSE, FALSE, sizeof(Witness));

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;
			float a = matte->alpha[i];
			gssize j = a > SOFT_LOW && a < SOFT_HIGH ? find_inner(matte, depth, deep, x, y) : -1;

			if (j < 0)
				continue;
			float share = 1 - a / 255;
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
get_rim(const BurnishMatte *matte, const float *depth, gsize i)
{
	if (matte->alpha[i] < SOLID)
		return -1;
	for (int k = 0; k < 3; k++)
		if (depth[i] < rim_reach[k])
			return k;

	return -1;
}

static void
measure_rim(const BurnishMatte *matte, const float *depth, BurnishFringe *fringe)
{
	double sum[3] = { 0 };
	double weight[3] = { 0 };

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;
			int k = get_rim(matte, depth, i);
			gssize j = k < 0 ? -1 : find_inner(matte, depth, DEEP, x, y);

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
hear(const BurnishMatte *matte, const float *depth, float deep, BurnishFringe *fringe)
{
	g_autoptr(GArray) witnesses = call_witnesses(matte, depth, deep);
	int n = 0;

	find_peak(witnesses, fringe->ground);
	for (int i = 0; i < 3; i++)
		fringe->share = refine(witnesses, fringe->ground, &n);
	fringe->found = n >= ENOUGH && fringe->share >= SHARE && is_mixture(witnesses, fringe->ground);
}

void
burnish_fringe_find(const BurnishMatte *matte, BurnishFringe *fringe)
{
	g_autofree float *depth = get_depth(matte);
	BurnishFringe shallow = { 0 };

	*fringe = (BurnishFringe){ 0 };
	hear(matte, depth, DEEP, fringe);
	hear(matte, depth, SHALLOW, &shallow);
	if (shallow.found && (!fringe->found || shallow.share > fringe->share))
		*fringe = shallow;
	if (fringe->found)
		measure_rim(matte, depth, fringe);
}

void
burnish_fringe_remove(BurnishMatte *matte, const BurnishFringe *fringe)
{
	g_autofree float *depth = get_depth(matte);
	g_autofree float *ground = g_new(float, matte->n * 3);

	for (gsize i = 0; i < matte->n; i++) {
		int k = get_rim(matte, depth, i);
		double rim = k < 0 ? 0 : fringe->rim[k];

		for (int b = 0; b < 3; b++) {
			ground[i * 3 + b] = fringe->ground[b];
			if (rim > 0)
				matte->colour[i * 3 + b] =
					VIPS_CLIP(0, (matte->colour[i * 3 + b] - rim * fringe->ground[b]) / (1 - rim), 255);
		}
	}
	burnish_foreground_estimate(matte, ground);
}
