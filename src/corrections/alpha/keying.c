/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From a picture over a known ground to alpha. What looks like the ground and hangs
 * together with the border is ground; what looks like it and is enclosed is decided
 * area by area; the pixels between the ground and what is surely solid are matted
 * (matting.c); and the colours are freed from the ground (foreground.c).
 */

#include <math.h>
#include <string.h>

#include "components.h"
#include "field.h"
#include "foreground.h"
#include "ground.h"
#include "keying.h"
#include "matting.h"
#include "shade.h"

/* A picture has something on its ground, and ground around it: shares of all
 * pixels. */
#define SHARE_LOW 0.02
#define SHARE_HIGH 0.9995
/* Smaller areas look like the ground by chance; pixels. */
#define ENCLOSED_AREA 64
/* A gap between hairs is no larger, in pixels of 512 x 512. */
#define GAP 400
/* What is around an area is off the ground by this many tolerances. */
#define EDGE 2.2
/* What parts an enclosed area from the ground around is thin, as hair is: pixels; and
 * where the ground is white and might be part of the picture. */
#define THIN 5.0F
#define THIN_WHITE 3.0F
/* White that cannot be told from the white of an eye. */
#define WHITE 249
/* Lines of a checkerboard are where they should be up to this, in pixels. */
#define LINE 2.0F
/* Both squares of a checkerboard show in an area: share of its pixels. */
#define BOTH 0.1
/* An area in one dark square alone is ground, if that is no near-white: share, and
 * contrast of the squares. */
#define DARK 0.8
/* And the slope of what is seen over what should be. */
#define SLOPE 0.6
#define CONTRAST 30

/* Near the line between two squares everything between both greys is right. */
static gboolean
is_on_line(const BurnishMatte *matte, const BurnishGround *ground, gsize i)
{
	float share = (matte->colour[i * 3 + 1] - ground->dark[1]) / (ground->light[1] - ground->dark[1]);
	float slack = ground->tolerance / (ground->light[1] - ground->dark[1]);

	if (fabsf(ground->pattern[i]) > LINE)
		return FALSE;
	for (int b = 0; b < 3; b++)
		if (fabs(ground->dark[b] + share * (ground->light[b] - ground->dark[b]) - matte->colour[i * 3 + b]) > ground->tolerance)
			return FALSE;

	return share > -slack && share < 1 + slack;
}

/* Add the pixels on lines, where the squares beside them are ground. */
static void
add_lines(const BurnishMatte *matte, const BurnishGround *ground, guint8 *mask)
{
	g_autofree float *votes = g_new(float, matte->n);

	/* A product, which the compiler can do many of at once. */
	for (gsize i = 0; i < matte->n; i++)
		votes[i] = (float) (fabsf(ground->pattern[i]) > LINE) * (2.0F * mask[i] - 1.0F);
	burnish_field_box_sum(votes, matte->width, matte->height, 3);
	for (gsize i = 0; i < matte->n; i++)
		if (!mask[i] && votes[i] > 0 && is_on_line(matte, ground, i))
			mask[i] = TRUE;
}

/* White where a dark square should be (or dark where a light one should): a
 * solid area in the grey of one square. There the other squares, which it
 * would hide in, are solid too. */
static void
unmask_flat(const BurnishMatte *matte, const BurnishGround *ground, guint8 *mask)
{
	int radius = VIPS_MAX(2, (int) (0.75 * (ground->period[0] + ground->period[1]) / 2));
	g_autofree float *proof = g_new(float, matte->n);
	float contrast = ground->light[1] - ground->dark[1];

	for (int sign = -1; sign <= 1; sign += 2) {
		/* Ground in squares of the other grey speaks for ground; this
		 * grey in squares of the other, against. */
		for (gsize i = 0; i < matte->n; i++) {
			float off = matte->colour[i * 3 + 1] - ground->colour[i * 3 + 1];

			proof[i] = 0;
			if (ground->pattern[i] * sign < -1.4F) {
				if (mask[i])
					proof[i] = -1;
				else if (fabsf(off * sign - contrast) < ground->tolerance + 0.25F * contrast)
					proof[i] = 1;
			}
		}
		burnish_field_box_sum(proof, matte->width, matte->height, radius);
		for (gsize i = 0; i < matte->n; i++)
			if (mask[i] && ground->pattern[i] * sign > -1.4F && proof[i] > 0)
				mask[i] = FALSE;
	}
}

typedef struct {
	gsize area;
	double sum;
	double square;
	gsize light;
	gsize dark;
	double base;
	/* How far what is around it is from the ground. */
	double ring;
	gsize ring_n;
	/* Seen against ground, for the slope. */
	double x;
	double y;
	double xx;
	double xy;
} Area;

/* What is two pixels outside of each area. */
static void
measure_rings(const BurnishMatte *matte, const BurnishGround *ground,
	const BurnishComponents *parts, Area *areas)
{
	int width = matte->width;

	for (int y = 2; y < matte->height - 2; y++)
		for (int x = 2; x < width - 2; x++) {
			gsize i = (gsize) y * width + x;
			gsize sides[4] = { i - 2, i + 2, i - 2 * (gsize) width, i + 2 * (gsize) width };

			if (parts->label[i])
				continue;
			for (int s = 0; s < 4; s++) {
				guint32 k = parts->label[sides[s]];

				if (k && !parts->items[k].border) {
					areas[k].ring += burnish_ground_difference(matte, ground, i);
					areas[k].ring_n++;
				}
			}
		}
}

static void
measure_pixel(const BurnishMatte *matte, const BurnishGround *ground, gsize i, Area *area)
{
	const float *seen = matte->colour + i * 3;
	const float *base = ground->colour + i * 3;
	double d = (seen[0] - base[0] + seen[1] - base[1] + seen[2] - base[2]) / 3;

	area->area++;
	area->sum += d;
	area->square += d * d;
	area->base += VIPS_MIN(VIPS_MIN(base[0], base[1]), base[2]);
	if (ground->pattern) {
		double x = base[1] - ground->dark[1];
		double y = seen[1] - ground->dark[1];

		area->light += ground->pattern[i] > 1;
		area->dark += ground->pattern[i] < -1;
		area->x += x;
		area->y += y;
		area->xx += x * x;
		area->xy += x * y;
	}
}

/* What each enclosed area of ground is like. */
static Area *
measure_areas(const BurnishMatte *matte, const BurnishGround *ground,
	const BurnishComponents *parts)
{
	Area *areas = g_new0(Area, parts->n);

	for (guint r = 0; r < parts->n_runs; r++) {
		const BurnishMaskRun *run = &parts->runs[r];

		for (int x = run->left; x < run->right && !parts->items[run->label].border; x++)
			measure_pixel(matte, ground, (gsize) run->y * matte->width + x, &areas[run->label]);
	}
	measure_rings(matte, ground, parts, areas);

	return areas;
}

/* Whether an area ends at an edge: a shading that passes the colour of the ground does
 * not. */
static gboolean
has_edge(const BurnishGround *ground, const Area *area)
{
	return area->ring > EDGE * ground->tolerance * area->ring_n;
}

/* Whether an area is just like the ground. */
static gboolean
is_like_ground(const BurnishGround *ground, const Area *area)
{
	double n = area->area;
	double mean = fabs(area->sum / n);
	double spread = sqrt(VIPS_MAX(0, area->square / n - mean * mean));

	if (!ground->pattern)
		return mean < VIPS_MAX(0.8, 0.8 * ground->noise) && spread < 1.3 * ground->noise + 0.3;
	if (area->light > BOTH * n && area->dark > BOTH * n)
		return area->xy - area->x * area->y / n > SLOPE * (area->xx - area->x * area->x / n);

	return area->dark > DARK * n && ground->light[1] - ground->dark[1] > CONTRAST;
}

/* Whether an enclosed area is ground: it is when it cannot be anything else. */
static gboolean
is_ground(const BurnishGround *ground, const Area *area, BurnishEnclosed enclosed)
{
	if (enclosed != BURNISH_ENCLOSED_AUTO)
		return enclosed == BURNISH_ENCLOSED_REMOVE;

	return area->area >= ENCLOSED_AREA && has_edge(ground, area) && (ground->pattern || area->base / area->area < WHITE) &&
		is_like_ground(ground, area);
}

/* Add the areas that are parted from ground by thin things only: small ones,
 * or any that are just like it. */
static void
add_near(const guint8 *mask, const BurnishComponents *parts, const Area *areas,
	const BurnishGround *ground, int width, int height, guint8 *goes)
{
	gsize n = (gsize) width * height;
	gboolean white = !ground->pattern && VIPS_MIN(VIPS_MIN(ground->light[0], ground->light[1]), ground->light[2]) >= WHITE;
	float reach = (white ? THIN_WHITE : THIN) / 2;
	g_autofree gint16 *distance = burnish_field_distance(mask, TRUE, width, height);
	g_autofree guint8 *near = g_new(guint8, n);
	for (gsize i = 0; i < n; i++)
		near[i] = distance[i] <= reach * BURNISH_FIELD_PIXEL;
	g_autoptr(BurnishComponents) wide = burnish_components_new(near, width, height, 8);
	g_autofree guint8 *open = g_new0(guint8, wide->n);

	for (gsize i = 0; i < n; i++)
		open[wide->label[i]] |= goes[parts->label[i]];
	double gap = GAP * VIPS_MAX(1, n / (512.0 * 512.0));
	for (gsize i = 0; i < n; i++) {
		guint32 k = parts->label[i];

		if (k && !goes[k] && open[wide->label[i]] && has_edge(ground, &areas[k]) &&
			(areas[k].area < gap || (!white && is_like_ground(ground, &areas[k]))))
			goes[k] = TRUE;
	}
}

/* Mark the ground where it surely is, and what looks like it but is to be kept. */
static guint8 *
mark(const BurnishMatte *matte, const BurnishGround *ground, BurnishEnclosed enclosed,
	guint8 *kept, BurnishCleaning *cleaning)
{
	guint8 *mask = g_new(guint8, matte->n);
	float tolerance = ground->tolerance;

	for (gsize i = 0; i < matte->n; i++)
		mask[i] = burnish_ground_difference(matte, ground, i) < tolerance;
	if (ground->pattern) {
		unmask_flat(matte, ground, mask);
		add_lines(matte, ground, mask);
	}

	g_autoptr(BurnishComponents) parts =
		burnish_components_new(mask, matte->width, matte->height, 4);
	g_autofree Area *areas = measure_areas(matte, ground, parts);
	g_autofree guint8 *goes = g_new0(guint8, parts->n);
	for (guint32 k = 1; k < parts->n; k++)
		goes[k] = parts->items[k].border || is_ground(ground, &areas[k], enclosed);
	if (enclosed == BURNISH_ENCLOSED_AUTO)
		add_near(mask, parts, areas, ground, matte->width, matte->height, goes);

	gsize n = 0;
	for (guint32 k = 1; k < parts->n; k++)
		cleaning->enclosed += goes[k] && !parts->items[k].border;
	for (gsize i = 0; i < matte->n; i++) {
		mask[i] = goes[parts->label[i]];
		kept[i] = enclosed == BURNISH_ENCLOSED_KEEP && parts->label[i] && !mask[i];
		n += mask[i];
	}
	cleaning->ground_share = (double) n / matte->n;

	return mask;
}

static void
report(const BurnishGround *ground, BurnishCleaning *cleaning)
{
	cleaning->keyed = ground->checkerboard ? BURNISH_GROUND_CHECKERBOARD : BURNISH_GROUND_PLAIN;
	for (int b = 0; b < 3; b++)
		cleaning->ground[b] = ground->light[b];
	cleaning->period[0] = ground->period[0];
	cleaning->period[1] = ground->period[1];
	cleaning->phase[0] = ground->phase[0];
	cleaning->phase[1] = ground->phase[1];
	cleaning->greys[0] = ground->dark[1];
	cleaning->greys[1] = ground->light[1];
}

/* The shadow as black under the picture; or the light as it would be without. */
static void
add_shadow(BurnishMatte *matte, const float *light, gboolean keep)
{
	if (!keep)
		return;
	for (gsize i = 0; i < matte->n; i++)
		matte->alpha[i] = 255 - (255 - matte->alpha[i]) * light[i];
}

static gboolean
find_ground(const BurnishMatte *matte, BurnishGroundChoice choice, BurnishGround *ground,
	BurnishCleaning *cleaning)
{
	if (choice != BURNISH_GROUND_PLAIN) {
		if (burnish_ground_find_checkerboard(matte, ground))
			return TRUE;
		burnish_ground_clear(ground);
		*ground = (BurnishGround){ 0 };
	}
	if (choice == BURNISH_GROUND_KEY || choice == BURNISH_GROUND_PLAIN) {
		if (burnish_ground_find_plain(matte, ground))
			return TRUE;
		cleaning->refusal = "no plain ground around the picture";
	}
	else if (choice == BURNISH_GROUND_CHECKERBOARD)
		cleaning->refusal = "no painted checkerboard";

	return FALSE;
}

void
burnish_keying_run(BurnishMatte *matte, const BurnishCleaningOptions *options,
	BurnishCleaning *cleaning)
{
	g_auto(BurnishGround) ground = { 0 };

	if (!find_ground(matte, options->ground, &ground, cleaning))
		return;

	g_autofree guint8 *kept = g_new0(guint8, matte->n);
	g_autofree guint8 *mask = mark(matte, &ground, options->enclosed, kept, cleaning);
	if (cleaning->ground_share < SHARE_LOW || cleaning->ground_share > SHARE_HIGH) {
		cleaning->refusal = "a ground with nothing on it";
		cleaning->ground_share = 0;
		cleaning->enclosed = 0;
		return;
	}
	g_autofree float *light = burnish_shade_find(matte, &ground, mask);
	burnish_matting_run(matte, &ground, light, mask);
	for (gsize i = 0; i < matte->n; i++)
		if (kept[i])
			matte->alpha[i] = 255;
	if (light)
		add_shadow(matte, light, options->shadow == BURNISH_SHADOW_KEEP);
	if (options->decontaminate != BURNISH_PART_OFF)
		burnish_foreground_estimate(matte, ground.colour, 3);
	report(&ground, cleaning);
}
