/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Mending an alpha channel that is nearly right. What decides is never the value of a
 * pixel alone but what it is part of: the same 5 of 255 is dust on an empty
 * canvas, and the last trace of a glow where a slope leads down to it.
 */

#include <math.h>
#include <string.h>

#include "components.h"
#include "field.h"
#include "tidy.h"

/* Neighbours that must be nearly opaque too: those of a pixel on a straight
 * edge. */
#define OPAQUE_NEIGHBOURS 5
/* The steepest slope, in 255ths a pixel, by which a glow or shadow runs out; what
 * drops faster is an edge. Measured at alpha below 25 on glows and shadows of 6
 * pixels and more. */
#define GENTLE 4
/* And the most by which its colour differs from where it comes from, summed over three
 * colours: that of dust is noise. */
#define SAME_GLOW 72
/* Nothing is so faint at its strongest and still meant, if it is small. */
#define FAINT 64
/* Colours this close (distance in RGB) are of one kind. */
#define SAME_COLOUR 30
/* Dots as similar as this and as many are a pattern: sparkles, a dotted line. */
#define FAMILY 3
#define FAMILY_SIZE 1.5
/* What is around a hole must be solid this far, in pixels, or the hole is the eye of
 * a letter or the mesh of a net. */
#define SOLID_AROUND 4

/* A shade: no more than this of 255 in its largest colour, in the difference of
 * its colours, in alpha; and wider than the edge of something dark: pixels. */
#define SHADE_DARK 60
#define SHADE_NEUTRAL 24
#define SHADE_THICK 128
#define SHADE_DEPTH 2.5F
#define FAINTEST 8

gsize
burnish_tidy_opaque(BurnishMatte *matte, double high)
{
	int width = matte->width;
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	gsize found = 0;

	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] >= high;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) y * width + x;
			int around = 0;

			if (!mask[i] || matte->alpha[i] == 255)
				continue;
			for (int v = y - 1; v <= y + 1; v++)
				for (int u = x - 1; u <= x + 1; u++)
					around += u < 0 || v < 0 || u >= width || v >= matte->height ||
						mask[(gsize) v * width + u];
			if (around > OPAQUE_NEIGHBOURS) {
				matte->alpha[i] = 255;
				found++;
			}
		}

	return found;
}

/* The largest alpha of a pixel and its neighbours. */
static float *
dilate(const BurnishMatte *matte)
{
	float *rows = g_new0(float, matte->n);
	g_autofree float *line = g_new0(float, matte->n);
	int width = matte->width;

	for (gsize i = 0; i < matte->n; i++) {
		int x = i % width;

		line[i] = matte->alpha[i];
		if (x > 0)
			line[i] = VIPS_MAX(line[i], matte->alpha[i - 1]);
		if (x < width - 1)
			line[i] = VIPS_MAX(line[i], matte->alpha[i + 1]);
	}
	for (gsize i = 0; i < matte->n; i++) {
		rows[i] = line[i];
		if (i >= (gsize) width)
			rows[i] = VIPS_MAX(rows[i], line[i - width]);
		if (i + width < matte->n)
			rows[i] = VIPS_MAX(rows[i], line[i + width]);
	}

	return rows;
}

static gboolean
has_colour_of(const BurnishMatte *matte, gsize i, gsize source)
{
	float sum = 0;

	for (int b = 0; b < 3; b++)
		sum += fabsf(matte->colour[i * 3 + b] - matte->colour[source * 3 + b]);

	return sum <= SAME_GLOW;
}

/* Mark what can be reached from a gentle slope above `low` without climbing. */
static guint8 *
mark_supported(const BurnishMatte *matte, const float *top, double low)
{
	int width = matte->width;
	g_autofree gint32 *source = g_new0(gint32, matte->n);
	guint8 *mark = g_new0(guint8, matte->n);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (gsize i = 0; i < matte->n; i++) {
		float a = matte->alpha[i];
		gint32 pixel = i;

		mark[i] = a > low;
		source[i] = pixel;
		if (a > low && a <= 3 * low && top[i] - a <= GENTLE)
			g_array_append_val(queue, pixel);
	}

	for (guint k = 0; k < queue->len; k++) {
		gint32 i = g_array_index(queue, gint32, k);
		int x = i % width;
		int y = i / width;

		for (int v = VIPS_MAX(0, y - 1); v <= VIPS_MIN(matte->height - 1, y + 1); v++)
			for (int u = VIPS_MAX(0, x - 1); u <= VIPS_MIN(width - 1, x + 1); u++) {
				gint32 j = v * width + u;
				float a = matte->alpha[j];

				if (mark[j] || a <= 0 || a > matte->alpha[i] || top[j] - a > GENTLE ||
					!has_colour_of(matte, j, source[i]))
					continue;
				mark[j] = TRUE;
				source[j] = source[i];
				g_array_append_val(queue, j);
			}
	}

	return mark;
}

gsize
burnish_tidy_clear(BurnishMatte *matte, double low)
{
	g_autofree float *top = dilate(matte);
	g_autofree guint8 *supported = mark_supported(matte, top, low);
	gsize found = 0;

	/* Traces beside an edge are how every edge ends. */
	for (gsize i = 0; i < matte->n; i++)
		found += !supported[i] && matte->alpha[i] > 0 && top[i] <= low;
	if (found == 0)
		return 0;

	for (gsize i = 0; i < matte->n; i++)
		if (!supported[i])
			matte->alpha[i] = 0;

	return found;
}

static guint8 *
mark_shade(const BurnishMatte *matte)
{
	guint8 *shade = g_new(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++) {
		const float *c = matte->colour + i * 3;
		float high = VIPS_MAX(VIPS_MAX(c[0], c[1]), c[2]);
		float low = VIPS_MIN(VIPS_MIN(c[0], c[1]), c[2]);

		/* The colour of the faintest is hardly more than rounding. */
		shade[i] = matte->alpha[i] > 0 && matte->alpha[i] < SHADE_THICK &&
			(matte->alpha[i] < FAINTEST || (high < SHADE_DARK && high - low < SHADE_NEUTRAL));
	}

	return shade;
}

gsize
burnish_tidy_haze(BurnishMatte *matte, double high)
{
	g_autofree guint8 *shade = mark_shade(matte);
	if (!memchr(shade, TRUE, matte->n))
		return 0;

	g_autofree float *depth = burnish_field_distance(shade, FALSE, matte->width, matte->height);
	g_autoptr(BurnishComponents) parts =
		burnish_components_new(shade, TRUE, matte->width, matte->height, 4);
	g_autofree float *thickest = g_new0(float, parts->n);
	g_autofree float *deepest = g_new0(float, parts->n);
	gsize found = 0;

	for (gsize i = 0; i < matte->n; i++) {
		guint32 k = parts->label[i];

		deepest[k] = VIPS_MAX(deepest[k], depth[i]);
		/* At the very edge of the picture's solid part both mix. */
		if (depth[i] > SHADE_DEPTH)
			thickest[k] = VIPS_MAX(thickest[k], matte->alpha[i]);
	}
	for (gsize i = 0; i < matte->n; i++) {
		guint32 k = parts->label[i];

		if (k && deepest[k] > SHADE_DEPTH && thickest[k] <= high && thickest[k] > FAINTEST) {
			matte->alpha[i] = 0;
			found++;
		}
	}

	return found;
}

typedef struct {
	double mass;
	double peak;
	double colour[3];
} Part;

static Part *
measure_parts(const BurnishMatte *matte, const BurnishComponents *components)
{
	Part *parts = g_new0(Part, components->n);

	for (gsize i = 0; i < matte->n; i++) {
		Part *part = &parts[components->label[i]];

		part->mass += matte->alpha[i] / 255;
		part->peak = VIPS_MAX(part->peak, matte->alpha[i]);
		for (int b = 0; b < 3; b++)
			part->colour[b] += matte->colour[i * 3 + b] * matte->alpha[i] / 255;
	}
	for (guint32 k = 0; k < components->n; k++)
		for (int b = 0; b < 3; b++)
			parts[k].colour[b] /= VIPS_MAX(parts[k].mass, 1e-6);

	return parts;
}

static gboolean
is_same_colour(const double *a, const double *b)
{
	return hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]) < SAME_COLOUR;
}

/* Whether a small part stands close to a large one of its colour, as the dot
 * of an i does. */
static gboolean
has_anchor(const BurnishMatte *matte, const BurnishComponents *components,
	const Part *parts, guint32 k, double size)
{
	const BurnishComponent *item = &components->items[k];
	int extent = VIPS_MAX(item->right - item->left, item->bottom - item->top) + 1;
	int reach = extent + extent / 2 + 2;

	for (int y = VIPS_MAX(0, item->top - reach); y <= VIPS_MIN(matte->height - 1, item->bottom + reach); y++)
		for (int x = VIPS_MAX(0, item->left - reach); x <= VIPS_MIN(matte->width - 1, item->right + reach); x++) {
			gsize i = (gsize) y * matte->width + x;
			guint32 other = components->label[i];

			if (!other || other == k || parts[other].mass < size || matte->alpha[i] < 128)
				continue;
			double colour[3] = { matte->colour[i * 3], matte->colour[i * 3 + 1], matte->colour[i * 3 + 2] };
			if (is_same_colour(colour, parts[k].colour))
				return TRUE;
		}

	return FALSE;
}

/* Whether it is one of several alike. */
static gboolean
has_family(const Part *parts, const guint32 *small, guint n_small, guint32 k)
{
	int alike = 0;

	for (guint s = 0; s < n_small && alike < FAMILY; s++) {
		const Part *other = &parts[small[s]];

		alike += other->mass < parts[k].mass * FAMILY_SIZE && other->mass * FAMILY_SIZE > parts[k].mass &&
			is_same_colour(other->colour, parts[k].colour);
	}

	return alike >= FAMILY;
}

static gboolean
is_stray(const BurnishMatte *matte, const BurnishComponents *components,
	const Part *parts, GArray *small, guint32 k, double size)
{
	if (parts[k].peak < FAINT)
		return TRUE;
	if (has_anchor(matte, components, parts, k, size))
		return FALSE;

	/* What is smaller than a third of the limit makes no pattern. */
	return parts[k].peak < 230 || parts[k].mass < size / 3 ||
		!has_family(parts, (const guint32 *) (void *) small->data, small->len, k);
}

gsize
burnish_tidy_islands(BurnishMatte *matte, double size, double low)
{
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] > low;

	g_autoptr(BurnishComponents) components =
		burnish_components_new(mask, TRUE, matte->width, matte->height, 8);
	g_autofree Part *parts = measure_parts(matte, components);
	g_autofree guint8 *stray = g_new0(guint8, components->n);
	g_autoptr(GArray) small = g_array_new(FALSE, FALSE, sizeof(guint32));
	gsize found = 0;
	gsize large = 0;

	for (guint32 k = 1; k < components->n; k++)
		if (parts[k].mass < size)
			g_array_append_val(small, k);
		else
			large++;
	/* A picture of nothing but small parts is a picture of small parts. */
	if (large == 0)
		return 0;

	for (guint s = 0; s < small->len; s++) {
		guint32 k = g_array_index(small, guint32, s);

		stray[k] = is_stray(matte, components, parts, small, k, size);
		found += stray[k];
	}
	if (found == 0)
		return 0;

	/* With the traces around them. */
	g_autofree guint8 *traces = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		traces[i] = components->label[i] && stray[components->label[i]];
	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gsize i = (gsize) y * matte->width + x;

			for (int v = VIPS_MAX(0, y - 1); v <= VIPS_MIN(matte->height - 1, y + 1); v++)
				for (int u = VIPS_MAX(0, x - 1); u <= VIPS_MIN(matte->width - 1, x + 1); u++)
					if (traces[(gsize) v * matte->width + u] && (traces[i] || !mask[i]))
						matte->alpha[i] = 0;
		}

	return found;
}

/* Make up the colours of a hole from what is around it. */
static void
fill_hole(BurnishMatte *matte, const BurnishComponents *components, guint32 k)
{
	const BurnishComponent *item = &components->items[k];
	int left = VIPS_MAX(0, item->left - SOLID_AROUND);
	int top = VIPS_MAX(0, item->top - SOLID_AROUND);
	int width = VIPS_MIN(matte->width, item->right + SOLID_AROUND + 1) - left;
	int height = VIPS_MIN(matte->height, item->bottom + SOLID_AROUND + 1) - top;
	g_autofree float *patch = g_new(float, (gsize) width *height * 3);
	g_autofree float *weight = g_new(float, (gsize) width *height);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) (top + y) * matte->width + left + x;
			gsize j = (gsize) y * width + x;

			weight[j] = components->label[i] == 0;
			memcpy(patch + j * 3, matte->colour + i * 3, 3 * sizeof(float));
		}
	burnish_field_fill(patch, weight, width, height, 3);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++) {
			gsize i = (gsize) (top + y) * matte->width + left + x;

			if (components->label[i] != k)
				continue;
			matte->alpha[i] = 255;
			memcpy(matte->colour + i * 3, patch + ((gsize) y * width + x) * 3, 3 * sizeof(float));
		}
}

gsize
burnish_tidy_pinholes(BurnishMatte *matte, double size, double high)
{
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] < high;

	g_autoptr(BurnishComponents) components =
		burnish_components_new(mask, TRUE, matte->width, matte->height, 8);
	g_autofree double *mass = g_new0(double, components->n);
	for (gsize i = 0; i < matte->n; i++)
		mass[components->label[i]] += 1 - matte->alpha[i] / 255;

	gsize small = 0;
	for (guint32 k = 1; k < components->n; k++)
		small += mass[k] < size && !components->items[k].border;
	if (small == 0)
		return 0;

	/* How far each hole is from what is no small hole. */
	g_autofree guint8 *open = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++) {
		guint32 k = components->label[i];
		open[i] = k && (mass[k] >= size || components->items[k].border);
	}
	g_autofree float *distance = burnish_field_distance(open, TRUE, matte->width, matte->height);
	g_autofree guint8 *keep = g_new0(guint8, components->n);
	for (gsize i = 0; i < matte->n; i++)
		keep[components->label[i]] |= distance[i] < SOLID_AROUND;

	gsize found = 0;
	for (guint32 k = 1; k < components->n; k++)
		if (!keep[k]) {
			fill_hole(matte, components, k);
			found++;
		}

	return found;
}
