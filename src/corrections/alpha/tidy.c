/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Mending an alpha channel that is nearly right. What decides is never the value of a
 * pixel alone but what it is part of: the same 5 of 255 is dust on an empty
 * canvas, and the last trace of a glow where a slope leads down to it.
 */

#include <math.h>
#include <stdlib.h>
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
/* Of no less than these pixels: a quarter of a disc of that depth, in a corner. */
#define SHADE_AREA 9

/* How many of a pixel and its neighbours are in a mask; what is outside is. */
static int
count_around(const guint8 *mask, int width, int height, int x, int y)
{
	int n = 0;

	for (int v = y - 1; v <= y + 1; v++)
		for (int u = x - 1; u <= x + 1; u++)
			n += u < 0 || v < 0 || u >= width || v >= height || mask[(gsize) v * width + u];

	return n;
}

static void
set_alpha(BurnishMatte *matte, GArray *pixels, float alpha)
{
	for (guint k = 0; k < pixels->len; k++)
		matte->alpha[g_array_index(pixels, gint32, k)] = alpha;
}

gsize
burnish_tidy_opaque(BurnishMatte *matte, double high, double enough)
{
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	g_autoptr(GArray) near = g_array_new(FALSE, FALSE, sizeof(gint32));
	float limit = high;

	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] >= limit;

	for (int y = 0; y < matte->height; y++)
		for (int x = 0; x < matte->width; x++) {
			gint32 i = y * matte->width + x;

			if (mask[i] && matte->alpha[i] < 255 &&
				count_around(mask, matte->width, matte->height, x, y) > OPAQUE_NEIGHBOURS)
				g_array_append_val(near, i);
		}
	if (near->len >= enough)
		set_alpha(matte, near, 255);

	return near->len;
}

/* The largest alpha of a pixel and its neighbours. */
static float
get_top(const BurnishMatte *matte, gint32 i)
{
	int x = i % matte->width;
	int y = i / matte->width;
	float top = 0;

	for (int v = VIPS_MAX(0, y - 1); v <= VIPS_MIN(matte->height - 1, y + 1); v++)
		for (int u = VIPS_MAX(0, x - 1); u <= VIPS_MIN(matte->width - 1, x + 1); u++)
			top = VIPS_MAX(top, matte->alpha[(gsize) v * matte->width + u]);

	return top;
}

static GArray *
list_faint(const BurnishMatte *matte, double high)
{
	GArray *faint = g_array_new(FALSE, FALSE, sizeof(gint32));
	float limit = high;

	for (gint32 i = 0; i < (gint32) matte->n; i++)
		if (matte->alpha[i] > 0 && matte->alpha[i] <= limit)
			g_array_append_val(faint, i);

	return faint;
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
mark_supported(const BurnishMatte *matte, GArray *faint, double low)
{
	int width = matte->width;
	g_autofree gint32 *source = g_new0(gint32, matte->n);
	guint8 *mark = g_new0(guint8, matte->n);
	g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (guint k = 0; k < faint->len; k++) {
		gint32 i = g_array_index(faint, gint32, k);

		if (matte->alpha[i] > low && get_top(matte, i) - matte->alpha[i] <= GENTLE) {
			source[i] = i;
			g_array_append_val(queue, i);
		}
	}

	for (guint k = 0; k < queue->len; k++) {
		gint32 i = g_array_index(queue, gint32, k);
		int x = i % width;
		int y = i / width;

		for (int v = VIPS_MAX(0, y - 1); v <= VIPS_MIN(matte->height - 1, y + 1); v++)
			for (int u = VIPS_MAX(0, x - 1); u <= VIPS_MIN(width - 1, x + 1); u++) {
				gint32 j = v * width + u;
				float a = matte->alpha[j];

				if (a <= 0 || a > low || mark[j] || a > matte->alpha[i] ||
					get_top(matte, j) - a > GENTLE || !has_colour_of(matte, j, source[i]))
					continue;
				mark[j] = TRUE;
				source[j] = source[i];
				g_array_append_val(queue, j);
			}
	}

	return mark;
}

gsize
burnish_tidy_clear(BurnishMatte *matte, double low, double enough)
{
	/* A slope is sought up to here. */
	g_autoptr(GArray) faint = list_faint(matte, 3 * low);
	g_autofree guint8 *supported = mark_supported(matte, faint, low);
	g_autoptr(GArray) dust = g_array_new(FALSE, FALSE, sizeof(gint32));
	gsize found = 0;

	for (guint k = 0; k < faint->len; k++) {
		gint32 i = g_array_index(faint, gint32, k);

		if (matte->alpha[i] > low || supported[i])
			continue;
		g_array_append_val(dust, i);
		/* Traces beside an edge are how every edge ends. */
		found += get_top(matte, i) <= low;
	}
	if (found > 0 && found >= enough)
		set_alpha(matte, dust, 0);

	return found;
}

static gboolean
is_shade(const BurnishMatte *matte, gsize i)
{
	const float *c = matte->colour + i * 3;
	float high = VIPS_MAX(VIPS_MAX(c[0], c[1]), c[2]);
	float low = VIPS_MIN(VIPS_MIN(c[0], c[1]), c[2]);

	/* The colour of the faintest is hardly more than rounding. */
	return matte->alpha[i] < FAINTEST || (high < SHADE_DARK && high - low < SHADE_NEUTRAL);
}

static guint8 *
mark_shade(const BurnishMatte *matte)
{
	guint8 *shade = g_new0(guint8, matte->n);

	for (gsize i = 0; i < matte->n; i++)
		if (matte->alpha[i] > 0 && matte->alpha[i] < SHADE_THICK)
			shade[i] = is_shade(matte, i);

	return shade;
}

/* Mark the parts that may be deep enough: those with pixels enough and one that is no
 * dust. */
static guint8 *
choose_parts(const BurnishMatte *matte, const BurnishComponents *parts, gboolean *any)
{
	guint8 *chosen = g_new0(guint8, parts->n);

	*any = FALSE;
	for (guint r = 0; r < parts->n_runs; r++) {
		const BurnishMaskRun *run = &parts->runs[r];
		const float *alpha = matte->alpha + (gsize) run->y * matte->width;

		if (parts->items[run->label].area < SHADE_AREA || chosen[run->label])
			continue;
		for (int x = run->left; x < run->right; x++)
			if (alpha[x] > FAINTEST)
				*any = chosen[run->label] = TRUE;
	}

	return chosen;
}

gsize
burnish_tidy_haze(BurnishMatte *matte, double high, double enough)
{
	gboolean any;
	g_autofree guint8 *shade = mark_shade(matte);
	g_autoptr(BurnishComponents) parts =
		burnish_components_new(shade, matte->width, matte->height, 4);
	g_autofree guint8 *chosen = choose_parts(matte, parts, &any);
	if (!any)
		return 0;

	g_autofree gint16 *depth = burnish_field_distance(shade, FALSE, matte->width, matte->height);
	g_autofree float *thickest = g_new0(float, parts->n);
	g_autoptr(GArray) haze = g_array_new(FALSE, FALSE, sizeof(gint32));

	for (guint r = 0; r < parts->n_runs; r++) {
		const BurnishMaskRun *run = &parts->runs[r];
		gsize row = (gsize) run->y * matte->width;

		/* At the very edge of the picture's solid part both mix. */
		for (int x = run->left; x < run->right && chosen[run->label]; x++)
			if (depth[row + x] > SHADE_DEPTH * BURNISH_FIELD_PIXEL)
				thickest[run->label] = VIPS_MAX(thickest[run->label], matte->alpha[row + x]);
	}
	for (guint r = 0; r < parts->n_runs; r++) {
		const BurnishMaskRun *run = &parts->runs[r];

		if (thickest[run->label] > high || thickest[run->label] <= FAINTEST)
			continue;
		for (gint32 x = run->left; x < run->right; x++) {
			gint32 i = run->y * matte->width + x;
			g_array_append_val(haze, i);
		}
	}
	if (haze->len >= enough)
		set_alpha(matte, haze, 0);

	return haze->len;
}

typedef struct {
	double mass;
	double peak;
	double colour[3];
} Part;

/* The colour only of what is smaller than `size`. */
static Part *
measure_parts(const BurnishMatte *matte, const BurnishComponents *components, double size)
{
	Part *parts = g_new0(Part, components->n);

	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];
		const float *alpha = matte->alpha + (gsize) run->y * matte->width;
		float mass = 0;
		float peak = 0;

		for (int x = run->left; x < run->right; x++) {
			mass += alpha[x];
			peak = VIPS_MAX(peak, alpha[x]);
		}
		parts[run->label].mass += mass / 255;
		parts[run->label].peak = VIPS_MAX(parts[run->label].peak, peak);
	}
	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];
		Part *part = &parts[run->label];

		for (int x = run->left; x < run->right && part->mass < size; x++) {
			gsize i = (gsize) run->y * matte->width + x;

			for (int b = 0; b < 3; b++)
				part->colour[b] += matte->colour[i * 3 + b] * matte->alpha[i] / 255 / VIPS_MAX(part->mass, 1e-6);
		}
	}

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

/* Remove the parts that are stray, with the traces around them. */
static void
remove_parts(BurnishMatte *matte, const BurnishComponents *components, const guint8 *stray)
{
	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];

		if (!stray[run->label])
			continue;
		for (int y = VIPS_MAX(0, run->y - 1); y <= VIPS_MIN(matte->height - 1, run->y + 1); y++)
			for (int x = VIPS_MAX(0, run->left - 1); x < VIPS_MIN(matte->width, run->right + 1); x++) {
				gsize i = (gsize) y * matte->width + x;
				guint32 k = components->label[i];

				if (!k || stray[k])
					matte->alpha[i] = 0;
			}
	}
}

gsize
burnish_tidy_islands(BurnishMatte *matte, double size, double low)
{
	float limit = low;
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] > limit;

	g_autoptr(BurnishComponents) components =
		burnish_components_new(mask, matte->width, matte->height, 8);
	g_autofree Part *parts = measure_parts(matte, components, size);
	g_autofree guint8 *stray = g_new0(guint8, components->n);
	g_autoptr(GArray) small = g_array_new(FALSE, FALSE, sizeof(guint32));
	gsize found = 0;

	for (guint32 k = 1; k < components->n; k++)
		if (parts[k].mass < size)
			g_array_append_val(small, k);
	/* A picture of nothing but small parts is a picture of small parts. */
	if (small->len + 1 == components->n)
		return 0;

	for (guint s = 0; s < small->len; s++) {
		guint32 k = g_array_index(small, guint32, s);

		stray[k] = is_stray(matte, components, parts, small, k, size);
		found += stray[k];
	}
	if (found > 0)
		remove_parts(matte, components, stray);

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

/* Chamfer 5-7-11 in the plane, in fifths of a pixel. */
static int
get_chamfer(int dx, int dy)
{
	int far = VIPS_MAX(abs(dx), abs(dy));
	int near = VIPS_MIN(abs(dx), abs(dy));

	return 2 * near <= far ? 5 * far + near : 4 * far + 3 * near;
}

/* Whether what is no small hole comes close to a pixel. */
static gboolean
is_near_open(const BurnishMatte *matte, const BurnishComponents *components, const guint8 *small, int x, int y)
{
	for (int v = VIPS_MAX(0, y - SOLID_AROUND); v <= VIPS_MIN(matte->height - 1, y + SOLID_AROUND); v++)
		for (int u = VIPS_MAX(0, x - SOLID_AROUND); u <= VIPS_MIN(matte->width - 1, x + SOLID_AROUND); u++) {
			guint32 k = components->label[(gsize) v * matte->width + u];

			if (k && !small[k] && get_chamfer(u - x, v - y) < SOLID_AROUND * BURNISH_FIELD_PIXEL)
				return TRUE;
		}

	return FALSE;
}

/* The holes that may be filled by their size. */
static guint8 *
mark_small(const BurnishMatte *matte, const BurnishComponents *components, double size)
{
	g_autofree double *mass = g_new0(double, components->n);
	guint8 *small = g_new0(guint8, components->n);

	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];
		const float *alpha = matte->alpha + (gsize) run->y * matte->width;

		if (components->items[run->label].border)
			continue;
		for (int x = run->left; x < run->right; x++)
			mass[run->label] += 1 - alpha[x] / 255;
	}
	for (guint32 k = 1; k < components->n; k++)
		small[k] = mass[k] < size && !components->items[k].border;

	return small;
}

gsize
burnish_tidy_pinholes(BurnishMatte *matte, double size, double high)
{
	float limit = high;
	g_autofree guint8 *mask = g_new0(guint8, matte->n);
	for (gsize i = 0; i < matte->n; i++)
		mask[i] = matte->alpha[i] < limit;

	g_autoptr(BurnishComponents) components =
		burnish_components_new(mask, matte->width, matte->height, 8);
	g_autofree guint8 *small = mark_small(matte, components, size);
	g_autofree guint8 *keep = g_new0(guint8, components->n);
	gsize found = 0;

	for (guint r = 0; r < components->n_runs; r++) {
		const BurnishMaskRun *run = &components->runs[r];

		for (int x = run->left; x < run->right && small[run->label] && !keep[run->label]; x++)
			keep[run->label] = is_near_open(matte, components, small, x, run->y);
	}
	for (guint32 k = 1; k < components->n; k++)
		if (small[k] && !keep[k]) {
			fill_hole(matte, components, k);
			found++;
		}

	return found;
}
