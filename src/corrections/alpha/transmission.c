/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What is seen through: glass, glow, smoke. A checkerboard shows by its contrast:
 * the slope of what is seen over what is behind it is 1 - a. A saturated key colour
 * shows by its excess over the other colours (Vlahos), but there a thing of a similar
 * colour looks the same; so only what is mostly key is taken for glass, and what
 * hangs together with it.
 */

#include <math.h>
#include <string.h>

#include "components.h"
#include "field.h"
#include "transmission.h"

/* The slope must be this many standard errors, and at least this. */
#define SURE 4.0
#define LEAST 0.15F
/* It is opaque where slope and error are less than this. */
#define MAYBE 0.3
#define OPAQUE -1
/* A key colour has such an excess, of 255. */
#define KEY 90
/* Of the ground's excess: surely glass, if it is even; surely the end of a glow, if it is
 * no edge; maybe. */
#define MUCH 0.6F
#define NEARLY_ALL 0.9F
#define SOME 0.2F
/* Glass is even: the standard deviation of what passes through a part of it; and no
 * speck: pixels. */
#define EVEN 0.03
#define SPECK 100
#define LAYER 2.3F
#define BESIDE 7
/* How far, in 255ths and of its distance from the ground, glass is from a mixture. */
#define ON_RAY 3
#define ON_RAY_PART 0.04F

static float
get_grey(const float *colour, gsize i)
{
	return (colour[i * 3] + colour[i * 3 + 1] + colour[i * 3 + 2]) / 3;
}

enum {
	N,
	X,
	Y,
	XX,
	XY,
	YY,
	SUMS
};

/* The slope in a window around each pixel. */
static float *
find_contrast(const BurnishMatte *matte, const BurnishGround *ground,
	const guint8 *mask, const guint8 *soft)
{
	float period = (ground->period[0] + ground->period[1]) / 2;
	int radius = VIPS_MAX(3, (int) (0.9F * period));
	float middle = (ground->dark[1] + ground->light[1]) / 2;
	float *sums[SUMS];
	float *transmission = g_new0(float, matte->n);

	for (int k = 0; k < SUMS; k++)
		sums[k] = g_new0(float, matte->n);
	for (gsize i = 0; i < matte->n; i++) {
		sums[N][i] = !mask[i] && !soft[i] && fabsf(ground->pattern[i]) > 1.4F;
		sums[XX][i] = sums[X][i] = sums[N][i] * (get_grey(ground->colour, i) - middle);
		sums[YY][i] = sums[Y][i] = sums[N][i] * (get_grey(matte->colour, i) - middle);
	}
	g_autofree guint8 *used = g_new(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		used[i] = sums[N][i] > 0;

	/* Against the mean around, so that soft shading does not count. */
	for (int k = 0; k <= Y; k++)
		burnish_field_box_sum(sums[k], matte->width, matte->height, radius);
	for (gsize i = 0; i < matte->n; i++) {
		float n = VIPS_MAX(sums[N][i], 1);
		float x = used[i] ? sums[XX][i] - sums[X][i] / n : 0;
		float y = used[i] ? sums[YY][i] - sums[Y][i] / n : 0;

		sums[N][i] = used[i];
		sums[X][i] = x;
		sums[Y][i] = y;
		sums[XX][i] = x * x;
		sums[XY][i] = x * y;
		sums[YY][i] = y * y;
	}
	for (int k = 0; k < SUMS; k++)
		burnish_field_box_sum(sums[k], matte->width, matte->height, radius);

	for (gsize i = 0; i < matte->n; i++) {
		double n = sums[N][i];

		if (mask[i] || n < period * period / 2)
			continue;
		double xx = sums[XX][i] - sums[X][i] * sums[X][i] / n;
		double xy = sums[XY][i] - sums[X][i] * sums[Y][i] / n;
		double yy = sums[YY][i] - sums[Y][i] * sums[Y][i] / n;
		if (xx < n * 2)
			continue;
		double slope = xy / xx;
		/* Pixels of a square are no independent witnesses. */
		double free = VIPS_MAX(2, 4 * n / (period * period));
		double error = sqrt(VIPS_MAX(0, yy - slope * xy) / n / (xx / n) / free);
		if (slope > LEAST && slope > SURE * error)
			transmission[i] = VIPS_MIN(1, slope);
		else if (slope + error < MAYBE)
			transmission[i] = OPAQUE;
	}
	for (int k = 0; k < SUMS; k++)
		g_free(sums[k]);

	return transmission;
}

/* Which colours make the key: those of the ground above its middle. */
static gboolean
find_key(const BurnishGround *ground, gboolean *key)
{
	double high = VIPS_MAX(VIPS_MAX(ground->light[0], ground->light[1]), ground->light[2]);
	double low = VIPS_MIN(VIPS_MIN(ground->light[0], ground->light[1]), ground->light[2]);

	for (int b = 0; b < 3; b++)
		key[b] = ground->light[b] > (high + low) / 2;

	return high - low > KEY;
}

/* The least of the key's colours less the largest of the others. */
static float
get_excess(const float *colour, const gboolean *key)
{
	float least = 255;
	float most = 0;

	for (int b = 0; b < 3; b++)
		if (key[b])
			least = VIPS_MIN(least, colour[b]);
		else
			most = VIPS_MAX(most, colour[b]);

	return least - most;
}

/* Add where nearly all passes in a layer beside the ground too deep for an edge. */
static void
add_faint(const BurnishMatte *matte, const guint8 *mask, const float *transmission, guint8 *much)
{
	g_autofree guint8 *faint = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		faint[i] = transmission[i] > NEARLY_ALL;
	if (!memchr(faint, TRUE, matte->n))
		return;
	g_autofree gint16 *depth = burnish_field_distance(faint, FALSE, matte->width, matte->height);
	g_autofree gint16 *distance = burnish_field_distance(mask, TRUE, matte->width, matte->height);
	for (gsize i = 0; i < matte->n; i++)
		much[i] |= depth[i] > LAYER * BURNISH_FIELD_PIXEL && distance[i] < BESIDE * BURNISH_FIELD_PIXEL;
}

typedef struct {
	double transmission;
	double square;
	double colour[3];
	double ground[3];
} Part;

/* Whether a part is glass: even, and of a colour that is solid elsewhere, as that
 * of its rim, mixed with the ground. */
static gboolean
is_glass(const Part *part, double area, const BurnishPalette *palette)
{
	double mean = part->transmission / area;
	float away[3];
	float ground[3];
	float length = 0;
	float off;

	if (area < SPECK || part->square / area - mean * mean >= EVEN * EVEN)
		return FALSE;
	for (int b = 0; b < 3; b++) {
		ground[b] = part->ground[b] / area;
		away[b] = part->colour[b] / area - ground[b];
		length += away[b] * away[b];
	}
	burnish_palette_alpha(palette, away, ground, 1 - MUCH / 2, &off);

	return off < ON_RAY + ON_RAY_PART * sqrtf(length);
}

/* Mark the parts that let much through. */
static guint8 *
find_glass(const BurnishMatte *matte, const BurnishGround *ground, const guint8 *mask,
	const BurnishPalette *palette, const float *transmission)
{
	guint8 *much = g_new0(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		much[i] = transmission[i] > MUCH;
	g_autoptr(BurnishComponents) components =
		burnish_components_new(much, matte->width, matte->height, 4);
	g_autofree Part *parts = g_new0(Part, components->n);
	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];
		Part *part = &parts[run->label];

		for (int x = run->left; x < run->right; x++) {
			gsize i = (gsize) run->y * matte->width + x;

			part->transmission += transmission[i];
			part->square += transmission[i] * transmission[i];
			for (int b = 0; b < 3; b++) {
				part->colour[b] += matte->colour[i * 3 + b];
				part->ground[b] += ground->colour[i * 3 + b];
			}
		}
	}
	g_autofree guint8 *glass = g_new0(guint8, components->n);
	for (guint32 k = 1; k < components->n; k++)
		glass[k] = is_glass(&parts[k], components->items[k].area, palette);
	for (gsize i = 0; i < matte->n; i++)
		much[i] = glass[components->label[i]];
	add_faint(matte, mask, transmission, much);

	return much;
}

/* Spread from what is surely glass to what may be. */
static void
spread(const BurnishMatte *matte, const BurnishGround *ground, const guint8 *mask,
	const BurnishPalette *palette, float *transmission)
{
	int width = matte->width;
	int height = matte->height;
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };
	gsize n = matte->n;
	g_autofree guint8 *seen = find_glass(matte, ground, mask, palette, transmission);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (gsize i = 0; i < n; i++)
		if (seen[i]) {
			gint32 pixel = i;
			g_array_append_val(queue, pixel);
		}
	for (guint q = 0; q < queue->len; q++) {
		gint32 i = g_array_index(queue, gint32, q);

		for (int s = 0; s < 4; s++) {
			int u = i % width + dx[s];
			int v = i / width + dy[s];
			gint32 j = v * width + u;

			if (u < 0 || v < 0 || u >= width || v >= height || mask[j] || seen[j] || transmission[j] < SOME)
				continue;
			seen[j] = TRUE;
			g_array_append_val(queue, j);
		}
	}
	for (gsize i = 0; i < n; i++)
		if (!seen[i])
			transmission[i] = 0;
}

/* What a pixel would be with the transmission of another, and that one's
 * foreground. */
static gboolean
is_continued(const BurnishMatte *matte, const BurnishGround *ground, gsize from, gsize to, float t)
{
	float slack = 3 * (float) ground->noise + 2;

	if (fabsf(ground->pattern[to]) < 2 || fabsf(ground->pattern[from]) < 2)
		slack += 0.5F * t * (float) (ground->light[1] - ground->dark[1]);
	for (int b = 0; b < 3; b++) {
		float expected = matte->colour[from * 3 + b] +
			t * (ground->colour[to * 3 + b] - ground->colour[from * 3 + b]);

		if (fabsf(matte->colour[to * 3 + b] - expected) > slack)
			return FALSE;
	}

	return TRUE;
}

/* A window that is half on something else says nothing: carry what is known on, as
 * far as the picture goes on as it would. */
static void
carry_on(const BurnishMatte *matte, const BurnishGround *ground, const guint8 *mask, float *transmission)
{
	static const int dx[] = { -1, 1, 0, 0 };
	static const int dy[] = { 0, 0, -1, 1 };
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (gsize i = 0; i < matte->n; i++) {
		gint32 pixel = i;

		if (transmission[i] > 0)
			g_array_append_val(queue, pixel);
	}
	int reach = ground->period[0];
	guint end = queue->len;
	for (guint q = 0; q < queue->len && reach > 0; q++) {
		gint32 i = g_array_index(queue, gint32, q);
		int x = i % matte->width;
		int y = i / matte->width;

		for (int s = 0; s < 4; s++) {
			int u = x + dx[s];
			int v = y + dy[s];
			gint32 j = v * matte->width + u;

			if (u < 0 || v < 0 || u >= matte->width || v >= matte->height || mask[j] || transmission[j] != 0 ||
				!is_continued(matte, ground, i, j, transmission[i]))
				continue;
			transmission[j] = transmission[i];
			g_array_append_val(queue, j);
		}
		if (q + 1 == end) {
			end = queue->len;
			reach--;
		}
	}
	for (gsize i = 0; i < matte->n; i++)
		transmission[i] = VIPS_MAX(transmission[i], 0);
}

float *
burnish_transmission_find(const BurnishMatte *matte, const BurnishGround *ground,
	const guint8 *mask, const guint8 *soft, const BurnishPalette *palette)
{
	gboolean key[3];

	if (ground->pattern) {
		float *contrast = find_contrast(matte, ground, mask, soft);

		carry_on(matte, ground, mask, contrast);
		return contrast;
	}

	float *transmission = g_new0(float, matte->n);
	if (!find_key(ground, key))
		return transmission;
	for (gsize i = 0; i < matte->n; i++) {
		float all = get_excess(ground->colour + i * 3, key);

		if (!mask[i] && all > 0)
			transmission[i] = VIPS_CLIP(0.0F, get_excess(matte->colour + i * 3, key) / all, 1.0F);
	}
	spread(matte, ground, mask, palette, transmission);

	return transmission;
}
