/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Alpha over a known ground. A pixel C = a F + (1 - a) B lies on the ray from B
 * through F; with F known, a is how far along. F is one of the colours that the picture
 * has nearby: the nearest solid pixel, the strongest pixel on the same ray (a strand
 * of hair or a thin line has no solid pixel), or any of a palette of the whole picture. The first that the pixel is on the ray to is taken.
 */

#include <math.h>
#include <string.h>

#include "field.h"
#include "matting.h"
#include "palette.h"
#include "transmission.h"

/* Soft pixels of a sharp edge lie this close to the ground; pixels. */
#define EDGE 2.1F
/* Softer edges are followed while they rise by this, in 255ths a pixel, and by this
 * part of their steepest rise. */
#define RISE 1.0F
#define RISE_PART 0.25F
/* Rises are taken over so many pixels, or noise would rise. */
#define RISE_STEPS 3
/* An edge wider than this is soft; pixels. */
#define WIDE 4.5F
/* Where a glow ends it is this faint, in 255ths; what lets light through is near:
 * pixels. */
#define FAINT 30
#define NEAR 3
/* How far a solid colour is carried. */
#define REACH 40
/* The strongest on a ray is sought in this radius, within this angle (cosine). */
#define RADIUS 2
#define ALIGNED 0.97F
/* A pixel is on a ray within this: so many deviations of the noise, and this part of
 * its distance from the ground. */
#define NOISE 2.5F
#define SLACK 0.04F
/* Alpha this near to 0 and 1 is noise. */
#define CLEAR 0.015F
#define SOLID 0.975F

typedef struct {
	BurnishMatte *matte;
	const BurnishGround *ground;
	const float *light;
	const guint8 *mask;
	int width;
	int height;
	/* Away from the ground, 0 to 1, with its length in 255ths. */
	float *length;
	/* TRUE where alpha is to be found. */
	guint8 *unknown;
	/* How far from the ground, in fifths of a pixel. */
	gint16 *distance;
	/* The nearest solid pixel; -1 where none is in reach. */
	gint32 *nearest;
	/* What is seen through solid pixels. */
	float *transmission;
} Work;

static void
work_clear(Work *work)
{
	g_free(work->length);
	g_free(work->unknown);
	g_free(work->distance);
	g_free(work->nearest);
	g_free(work->transmission);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static float
get_ground(const Work *work, gsize i, int band)
{
	return work->ground->colour[i * 3 + band] * (work->light ? work->light[i] : 1);
}

static void
get_away(const Work *work, gsize i, float *away)
{
	for (int b = 0; b < 3; b++)
		away[b] = work->matte->colour[i * 3 + b] - get_ground(work, i, b);
}

static float
dot(const float *a, const float *b)
{
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
measure_length(Work *work)
{
	work->length = g_new0(float, work->matte->n);
	for (gsize i = 0; i < work->matte->n; i++) {
		float away[3];

		get_away(work, i, away);
		work->length[i] = sqrtf(dot(away, away));
	}
}

/* One pixel of the front that moves from the ground inwards. */
typedef struct {
	gint32 pixel;
	/* The lengths of the last pixels on its way, and the steepest rise. */
	float last[RISE_STEPS];
	float steepest;
} Front;

static gboolean
rises(const Work *work, const Front *from, gsize i, int distance, float *steepest)
{
	float rise = (work->length[i] - from->last[RISE_STEPS - 1]) / RISE_STEPS;

	*steepest = VIPS_MAX(from->steepest, rise);

	return distance <= EDGE * BURNISH_FIELD_PIXEL || (rise >= RISE && rise >= RISE_PART * *steepest);
}

static void
push(GArray *fronts, const Front *from, gint32 pixel, float length, float steepest)
{
	Front front = { .pixel = pixel, .steepest = steepest };

	for (int k = RISE_STEPS - 1; k > 0; k--)
		front.last[k] = from->last[k - 1];
	front.last[0] = length;
	g_array_append_val(fronts, front);
}

/* Mark what is unknown: the pixels next to the ground, and on from there as long as
 * the edge keeps rising. */
static void
mark_unknown(Work *work)
{
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };
	gint16 *distance = work->distance =
		burnish_field_distance(work->mask, TRUE, work->width, work->height);
	g_autoptr(GArray) fronts = g_array_new(FALSE, FALSE, sizeof(Front));
	Front ground = { 0 };

	work->unknown = g_new0(guint8, work->matte->n);
	for (gsize i = 0; i < work->matte->n; i++)
		if (distance[i] > 0 && distance[i] < 1.5F * BURNISH_FIELD_PIXEL) {
			work->unknown[i] = TRUE;
			push(fronts, &ground, i, work->length[i], work->length[i]);
		}
	for (guint k = 0; k < fronts->len; k++) {
		Front from = g_array_index(fronts, Front, k);
		int x = from.pixel % work->width;
		int y = from.pixel / work->width;

		for (int s = 0; s < 4; s++) {
			int u = x + dx[s];
			int v = y + dy[s];
			gsize j = (gsize) v * work->width + u;
			float steepest;

			if (u < 0 || v < 0 || u >= work->width || v >= work->height ||
				work->mask[j] || work->unknown[j] || !rises(work, &from, j, distance[j], &steepest))
				continue;
			work->unknown[j] = TRUE;
			push(fronts, &from, j, work->length[j], steepest);
		}
	}
}

/* Carry the index of solid pixels outwards, ring by ring. */
static void
find_nearest(Work *work)
{
	static const int dx[] = { -1, 1, 0, 0, -1, 1, -1, 1 };
	static const int dy[] = { 0, 0, -1, 1, -1, -1, 1, 1 };
	g_autoptr(GArray) ring = g_array_new(FALSE, FALSE, sizeof(gint32));
	gsize n = work->matte->n;
	guint start = 0;

	work->nearest = g_new0(gint32, n);
	for (gsize i = 0; i < n; i++) {
		gboolean solid = !work->mask[i] && !work->unknown[i] && work->transmission[i] <= 0;

		work->nearest[i] = solid ? (gint32) i : -1;
		if (solid) {
			gint32 pixel = i;
			g_array_append_val(ring, pixel);
		}
	}
	for (int r = 0; r < REACH; r++) {
		guint end = ring->len;

		for (guint k = start; k < end; k++) {
			gint32 i = g_array_index(ring, gint32, k);
			int x = i % work->width;
			int y = i / work->width;

			for (int s = 0; s < 8; s++) {
				int u = x + dx[s];
				int v = y + dy[s];
				gint32 j = v * work->width + u;

				if (u < 0 || v < 0 || u >= work->width || v >= work->height ||
					work->nearest[j] >= 0 || work->mask[j])
					continue;
				work->nearest[j] = work->nearest[i];
				g_array_append_val(ring, j);
			}
		}
		start = end;
	}
}

/* The pixel that is farthest from the ground in the same direction. */
static gsize
find_strongest(const Work *work, gsize i, const float *away)
{
	int x = i % work->width;
	int y = i / work->width;
	gsize best = i;

	for (int v = VIPS_MAX(0, y - RADIUS); v <= VIPS_MIN(work->height - 1, y + RADIUS); v++)
		for (int u = VIPS_MAX(0, x - RADIUS); u <= VIPS_MIN(work->width - 1, x + RADIUS); u++) {
			gsize j = (gsize) v * work->width + u;
			float other[3];

			if (work->mask[j] || work->length[j] <= work->length[best])
				continue;
			get_away(work, j, other);
			if (dot(away, other) >= ALIGNED * work->length[i] * work->length[j])
				best = j;
		}

	return best;
}

/* Alpha if the foreground is `colour`, and how far off the ray the pixel is. */
static float
try_colour(const Work *work, gsize i, const float *away, const float *colour, float *off)
{
	float f[3];

	for (int b = 0; b < 3; b++)
		f[b] = colour[b] - get_ground(work, i, b);
	float square = dot(f, f);
	float a = square > 1 ? VIPS_CLIP(0.0F, dot(away, f) / square, 1.0F) : 1;
	float sum = 0;
	for (int b = 0; b < 3; b++)
		sum += (away[b] - a * f[b]) * (away[b] - a * f[b]);
	*off = sqrtf(sum);

	return a;
}

/* The least alpha with which some colour gives this pixel. */
static float
least_alpha(const Work *work, gsize i, const float *away)
{
	float least = 0;

	for (int b = 0; b < 3; b++) {
		float ground = get_ground(work, i, b);
		float room = away[b] > 0 ? 255 - ground : ground;
		float need = fabsf(away[b]) - NOISE * (float) work->ground->noise;

		if (need > 0)
			least = VIPS_MAX(least, need / VIPS_MAX(room, need));
	}

	return least;
}

/* Alpha of a pixel of a wide, soft edge: a glow. Around it everything is as soft, so
 * the strongest pixel nearby is no foreground. */
static float
find_soft(const Work *work, const BurnishPalette *palette, gsize i, const float *away, float slack)
{
	float ground[3] = { get_ground(work, i, 0), get_ground(work, i, 1), get_ground(work, i, 2) };
	float off;
	float a = burnish_palette_alpha(palette, away, ground, 1, &off);

	if (off < slack)
		return a;

	return work->ground->pattern ? 1 : 0;
}

/* What is seen through the pixels around; 0 where that is unknown. */
static float
get_transmission_near(const Work *work, gsize i)
{
	int x = i % work->width;
	int y = i / work->width;
	float sum = 0;
	int n = 0;

	for (int v = VIPS_MAX(0, y - NEAR); v <= VIPS_MIN(work->height - 1, y + NEAR); v++)
		for (int u = VIPS_MAX(0, x - NEAR); u <= VIPS_MIN(work->width - 1, x + NEAR); u++) {
			float t = work->transmission[(gsize) v * work->width + u];

			sum += t;
			n += t > 0;
		}

	return n ? sum / n : 0;
}

static float
find_alpha(const Work *work, const BurnishPalette *palette, gsize i)
{
	float away[3];
	float slack = NOISE * work->ground->noise + SLACK * work->length[i] + 1;
	float off;

	get_away(work, i, away);
	float least = least_alpha(work, i, away);
	float along_nearest = 0;
	if (work->nearest[i] >= 0) {
		along_nearest = try_colour(work, i, away, work->matte->colour + (gsize) work->nearest[i] * 3, &off);
		if (off < slack)
			return VIPS_MAX(along_nearest, least);
	}
	if (work->transmission[i] > 0)
		return VIPS_MAX(1 - work->transmission[i], least);
	if (work->length[i] < FAINT && (off = get_transmission_near(work, i)) > 0.5F)
		return VIPS_MAX(1 - off, least);
	if (work->distance[i] > WIDE * BURNISH_FIELD_PIXEL)
		return VIPS_MAX(find_soft(work, palette, i, away, slack), least);

	/* A colour that is solid elsewhere, before one that may be solid nowhere. */
	float ground[3] = { get_ground(work, i, 0), get_ground(work, i, 1), get_ground(work, i, 2) };
	float best = burnish_palette_alpha(palette, away, ground, 1, &off);
	if (off > slack && work->length[i] < FAINT)
		/* The ringing of JPEG, on no ray at all. */
		best = along_nearest;
	else if (off > slack) {
		gsize strongest = find_strongest(work, i, away);

		best = try_colour(work, i, away, work->matte->colour + strongest * 3, &off);
	}

	return VIPS_MAX(best, least);
}

/* Alpha of what is no edge: 1, unless the ground is seen through it. */
static float
find_solid(const Work *work, gsize i)
{
	float away[3];

	if (work->transmission[i] <= 0)
		return 1;
	get_away(work, i, away);

	return VIPS_MAX(1 - work->transmission[i], least_alpha(work, i, away));
}

void
burnish_matting_run(BurnishMatte *matte, const BurnishGround *ground,
	const float *light, const guint8 *mask)
{
	g_auto(Work) work = { .matte = matte, .ground = ground, .light = light, .mask = mask, .width = matte->width, .height = matte->height };

	measure_length(&work);
	mark_unknown(&work);
	g_autoptr(BurnishPalette) palette = burnish_palette_new(matte, mask, work.unknown);
	g_autofree guint8 *sharp = g_new(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		sharp[i] = work.unknown[i] && work.distance[i] <= EDGE * BURNISH_FIELD_PIXEL;
	work.transmission = burnish_transmission_find(matte, ground, mask, sharp, palette);
	find_nearest(&work);

	for (gsize i = 0; i < matte->n; i++) {
		float a = 0;

		if (!mask[i])
			a = work.unknown[i] ? find_alpha(&work, palette, i) : find_solid(&work, i);
		matte->alpha[i] = a < CLEAR ? 0 : a > SOLID ? 255
													: a * 255;
	}
}
