/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A tone curve and a base layer applied to pixels.
 *
 * The curve goes over each channel, which raises shadows as more light would: a
 * little paler, of the same hue. A curve that brightens flattens the detail in
 * what it lifts, though; `local` gives that back by lifting the base and keeping
 * the quotient of pixel and base. The base also tells what an 8-bit picture meant
 * between two codes, so that dark gradients are lifted without steps.
 */

#include <math.h>

#include "../base/depth.h"
#include "../base/object.h"
#include "relight.h"

/* A step of an 8-bit code. */
#define STEP (1 / 255.0F)

/* Steps are seen in the dark: above a quarter of the range, codes are near enough
 * to each other even when spread. */
#define MAX_SMOOTH 0.25F

/* A step is spread when it becomes more than one and a half. */
#define SPREAD 1.5F

/* The quotient of pixel and base needs a base. */
#define MIN_BASE STEP

/* The dark channel of a clear picture is not quite black: the share of haze that
 * is taken off at most (He, Sun and Tang, Single image haze removal using dark
 * channel prior, CVPR 2009, 0.95). */
#define MAX_HAZE 0.95F

typedef struct {
	const BurnishRelight *relight;
	/* Levels from here on are not spread, so need not be smoothed. */
	float smooth_below;
	gboolean always_base;
} Plan;

/* The level from which the curve is no longer steep. */
static float
find_unspread(const BurnishCurve *curve)
{
	int last = 0;

	for (int i = 0; i < BURNISH_CURVE_SIZE * MAX_SMOOTH; i++)
		if (curve->levels[i + 1] - curve->levels[i] > SPREAD / BURNISH_CURVE_SIZE)
			last = i + 1;

	return (float) last / BURNISH_CURVE_SIZE;
}

/* A number from 0 to 1 that a place always gets, whatever is computed around it. */
static inline float
noise(int x, int y)
{
	guint32 hash = (guint32) x * 0x9e3779b1u ^ (guint32) y * 0x85ebca77u;

	hash ^= hash >> 15;
	hash *= 0x2c1b3c6du;
	hash ^= hash >> 12;

	return (hash >> 8) / 16777216.0F;
}

/* What was rounded to a code may have been anything within half a step of it: take
 * what is nearest to the base. Beyond a step and a half it is detail. */
static inline float
unround(float level, float base, float *moved)
{
	float distance = base - level;
	float size = fabsf(distance);

	if (level <= 0)
		return level;

	if (size >= 1.5F * STEP)
		return level;
	float shift = size <= 0.5F * STEP ? size : 0.5F * (1.5F * STEP - size);
	*moved = VIPS_MAX(*moved, shift);

	return level + copysignf(shift, distance);
}

static inline float
lift_level(const BurnishRelight *relight, float level, float gain)
{
	float lifted = burnish_curve_get(&relight->curve, level);
	float more = relight->local * (level * gain - lifted);

	/* Detail may not be pushed beyond white. */
	if (more > 0 && lifted < 1)
		more *= (1 - lifted) / (1 - lifted + more);

	/* Nor below where the curve begins. */
	return VIPS_MAX(lifted + more, relight->curve.levels[0]);
}

/* Take off the veil of light that the darkest channel of the base shows. */
static inline BurnishVector
clear_haze(const BurnishRelight *relight, BurnishVector colour, BurnishVector *base)
{
	float dark = VIPS_MIN(VIPS_MIN((*base)[0], (*base)[1]), (*base)[2]);
	float share = relight->dehaze * MAX_HAZE * VIPS_MIN(dark / relight->white, 1);
	float veil = share * relight->white;

	*base = (*base - veil) / (1 - share);

	return (colour - veil) / (1 - share);
}

/* Returns how far the levels were moved within their codes. */
static inline float
relight_pixel(const Plan *plan, const BurnishBaseRow *row, int x, BurnishVector *colour)
{
	const BurnishRelight *relight = plan->relight;
	float luma = burnish_luma(*colour);
	BurnishVector v = *colour;
	float moved = 0;
	float gain = 0;

	if (plan->always_base || luma < plan->smooth_below) {
		BurnishVector base = burnish_base_get(row, x, v);

		if (luma < plan->smooth_below)
			for (int i = 0; i < 3; i++)
				v[i] = unround(v[i], base[i], &moved);
		if (relight->dehaze > 0)
			v = clear_haze(relight, v, &base);
		float level = VIPS_MAX(burnish_luma(base), MIN_BASE);
		gain = burnish_curve_get(&relight->curve, level) / level;
	}

	for (int i = 0; i < 3; i++)
		(*colour)[i] = lift_level(relight, v[i], gain);

	return moved;
}

#define RELIGHT_LINE(TYPE, MAX) \
	G_STMT_START \
	{ \
		const TYPE *p = (const TYPE *) VIPS_REGION_ADDR(in, r->left, y); \
		TYPE *q = (TYPE *) VIPS_REGION_ADDR(out, r->left, y); \
\
		for (int x = r->left; x < VIPS_RECT_RIGHT(r); x++, p += bands, q += bands) { \
			BurnishVector colour = bands == 1 \
				? (BurnishVector){ p[0], p[0], p[0], 0 } \
				: (BurnishVector){ p[0], p[1], p[2], 0 }; \
			colour *= 1 / (float) MAX; \
			float moved = relight_pixel(plan, &row, x, &colour); \
			float rounding = dither && moved > 0 ? noise(x, y) : 0.5F; \
\
			/* A float near 255 has no room for the largest noise: \
			 * the sum may be 256. */ \
			for (int i = 0; i < bands; i++) \
				q[i] = VIPS_MIN(VIPS_CLIP(0, colour[i], 1) * MAX + rounding, MAX); \
		} \
	} \
	G_STMT_END

static int
generate(VipsRegion *out, void *seq, void *a, void *b, gboolean *stop)
{
	VipsRegion *in = seq;
	const Plan *plan = b;
	VipsRect *r = &out->valid;
	int bands = in->im->Bands;
	gboolean dither = in->im->BandFmt == VIPS_FORMAT_UCHAR;

	if (vips_region_prepare(in, r))
		return -1;

	for (int y = r->top; y < VIPS_RECT_BOTTOM(r); y++) {
		BurnishBaseRow row;

		burnish_base_row(plan->relight->base, in->im->Xsize, in->im->Ysize, y, &row);
		if (dither)
			RELIGHT_LINE(guint8, UCHAR_MAX);
		else
			RELIGHT_LINE(guint16, USHRT_MAX);
	}

	return 0;
}

static void
plan_free(Plan *plan)
{
	BurnishRelight *relight = (BurnishRelight *) plan->relight;

	burnish_base_free(relight->base);
	g_free(relight);
	g_free(plan);
}

int
burnish_relight_apply(VipsImage *in, VipsImage **out, BurnishRelight *relight)
{
	g_autoptr(VipsImage) image = vips_image_new();
	Plan *plan = g_new0(Plan, 1);

	plan->relight = relight;
	/* Of 16 bits, what lies between the codes of 8 is there, and no rounding. */
	if (in->BandFmt == VIPS_FORMAT_UCHAR || vips_image_get_typeof(in, BURNISH_DEPTH_WAS_8))
		plan->smooth_below = find_unspread(&relight->curve);
	plan->always_base = relight->local > 0 || relight->dehaze > 0;
	g_signal_connect_swapped(image, "close", G_CALLBACK(plan_free), plan);

	if (vips_image_pio_input(in) ||
		vips_image_pipelinev(image, VIPS_DEMAND_STYLE_THINSTRIP, in, NULL) ||
		vips_image_generate(image, vips_start_one, generate, vips_stop_one, in, plan))
		return -1;

	*out = g_steal_pointer(&image);

	return 0;
}
