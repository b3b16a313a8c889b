/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* From how much ink there is to clean strokes.
 */

#include <math.h>
#include <string.h>

#include "../alpha/components.h"
#include "../distance.h"
#include "strokes.h"

/* A speck that is this much paler than a line, and up to so many times as large, is dirt. */
#define PALE 0.55
#define PALE_SIZE 3
/* Of the size of a speck. */
#define HOLE (1.0 / 3)
/* What lies between two ends, in pixels: two long, by a stroke of up to five. */
#define GAP 10
/* The least slope of ink, a pixel, that is one. */
#define LEAST_SLOPE 0.25F
/* Clean: tones this near to black and white, 0 to 1; next to an edge of this contrast; but
 * for so many of the pixels. */
#define CLEAN_TONE 0.06F
#define CLEAN_EDGE 0.5F
#define CLEAN_SHARE 0.0005

static guint8 *
get_mask(const BurnishPlane *ink, gboolean black)
{
	guint8 *mask = g_new(guint8, ink->n);

	for (gsize i = 0; i < ink->n; i++)
		mask[i] = (ink->data[i] >= 0.5F) == black;

	return mask;
}

static int
remove_specks(BurnishInk *ink, double size)
{
	BurnishPlane *plane = ink->ink;
	g_autofree guint8 *mask = get_mask(plane, TRUE);
	g_autoptr(BurnishComponents) parts = burnish_components_new(mask, plane->width, plane->height, 8);
	g_autofree float *darkest = g_new0(float, parts->n);
	int removed = 0;

	for (gsize i = 0; i < plane->n; i++)
		if (parts->label[i])
			darkest[parts->label[i]] = VIPS_MAX(darkest[parts->label[i]], ink->dark->data[i]);
	for (guint32 k = 1; k < parts->n; k++) {
		BurnishComponent *part = &parts->items[k];
		double limit = darkest[k] < PALE * ink->full ? PALE_SIZE * size : size;

		if (part->area < limit) {
			/* Marks it. */
			part->area = 0;
			removed++;
		}
	}
	for (gsize i = 0; removed && i < plane->n; i++)
		if (parts->label[i] && parts->items[parts->label[i]].area == 0)
			plane->data[i] = 0;

	return removed;
}

static int
close_holes(BurnishPlane *plane, double size)
{
	g_autofree guint8 *mask = get_mask(plane, FALSE);
	g_autoptr(BurnishComponents) parts = burnish_components_new(mask, plane->width, plane->height, 4);
	int closed = 0;

	for (guint32 k = 1; k < parts->n; k++)
		if (!parts->items[k].border && parts->items[k].area <= size)
			closed++;
	for (gsize i = 0; closed && i < plane->n; i++) {
		const BurnishComponent *part = &parts->items[parts->label[i]];

		if (parts->label[i] && !part->border && part->area <= size)
			plane->data[i] = 1;
	}

	return closed;
}

/* What a closing by 3 x 3 adds to the strokes: notches, and gaps of up to two pixels. */
static guint8 *
find_gaps(const BurnishPlane *plane)
{
	BurnishPlane *closed = burnish_plane_copy(plane);
	guint8 *gaps = g_new(guint8, plane->n);

	burnish_plane_dilate(closed, 1);
	burnish_plane_erode(closed, 1);
	for (gsize i = 0; i < plane->n; i++)
		gaps[i] = closed->data[i] >= 0.5F && plane->data[i] < 0.5F;
	burnish_plane_free(closed);

	return gaps;
}

/* In how many pieces the strokes are in the box around a gap, without what is farther off. */
static guint32
count_ends(const BurnishPlane *plane, const BurnishComponent *gap)
{
	int left = VIPS_MAX(0, gap->left - 1);
	int top = VIPS_MAX(0, gap->top - 1);
	int width = VIPS_MIN(plane->width - 1, gap->right + 1) - left + 1;
	int height = VIPS_MIN(plane->height - 1, gap->bottom + 1) - top + 1;
	g_autofree guint8 *mask = g_new(guint8, (gsize) width * height);

	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			mask[y * width + x] = plane->data[(gsize) (top + y) * plane->width + left + x] >= 0.5F;
	g_autoptr(BurnishComponents) pieces = burnish_components_new(mask, width, height, 8);

	return pieces->n - 1;
}

/* Fill the gaps that have strokes on two sides. */
static int
join_ends(BurnishPlane *plane)
{
	g_autofree guint8 *mask = find_gaps(plane);
	g_autoptr(BurnishComponents) gaps = burnish_components_new(mask, plane->width, plane->height, 8);
	int joined = 0;

	for (guint32 k = 1; k < gaps->n; k++) {
		BurnishComponent *gap = &gaps->items[k];

		if (gap->area <= GAP && !gap->border && count_ends(plane, gap) > 1)
			joined++;
		else
			gap->area = 0;
	}
	for (gsize i = 0; joined && i < plane->n; i++)
		if (gaps->label[i] && gaps->items[gaps->label[i]].area > 0)
			plane->data[i] = 1;

	return joined;
}

BurnishMended
burnish_strokes_clean(BurnishInk *ink, double size)
{
	BurnishMended mended;

	/* Ends first: a dot of a broken line is no speck. */
	mended.joined = join_ends(ink->ink);
	mended.specks = remove_specks(ink, size);
	mended.holes = close_holes(ink->ink, HOLE * size);

	return mended;
}

static float
at(const BurnishPlane *plane, int x, int y)
{
	return plane->data[(gsize) VIPS_CLIP(0, y, plane->height - 1) * plane->width + VIPS_CLIP(0, x, plane->width - 1)];
}

/* Whether black and white meet at a pixel. */
static gboolean
is_edge(const BurnishPlane *ink, int x, int y)
{
	gboolean black = at(ink, x, y) >= 0.5F;

	for (int v = y - 1; v <= y + 1; v++)
		for (int u = x - 1; u <= x + 1; u++)
			if ((at(ink, u, v) >= 0.5F) != black)
				return TRUE;

	return FALSE;
}

void
burnish_strokes_draw(BurnishPlane *ink, double edge, double weight)
{
	g_autoptr(BurnishPlane) drawn = burnish_plane_new(ink->width, ink->height);
	/* Moving an edge needs to know where in a pixel it is. */
	float soft = weight != 0 ? VIPS_MAX(edge, 1) : edge;

	for (int y = 0; y < ink->height; y++)
		for (int x = 0; x < ink->width; x++) {
			gsize i = (gsize) y * ink->width + x;
			float value = ink->data[i];

			if (soft == 0 || !is_edge(ink, x, y)) {
				drawn->data[i] = value >= 0.5F;
				continue;
			}
			float slope = hypotf(at(ink, x + 1, y) - at(ink, x - 1, y), at(ink, x, y + 1) - at(ink, x, y - 1)) / 2;
			drawn->data[i] = VIPS_CLIP(0.0F, 0.5F + (value - 0.5F) / VIPS_MAX(slope, LEAST_SLOPE) / (2 * soft), 1.0F);
		}
	memcpy(ink->data, drawn->data, ink->n * sizeof(float));
	if (weight != 0)
		burnish_distance_grow(ink->data, ink->width, ink->height, weight / 2);
	for (gsize i = 0; weight != 0 && edge == 0 && i < ink->n; i++)
		ink->data[i] = ink->data[i] >= 0.5F;
}

gboolean
burnish_strokes_are_clean(const BurnishPlane *grey, gboolean bilevel)
{
	gsize n = 0;

	for (int y = 0; y < grey->height; y++)
		for (int x = 0; x < grey->width; x++) {
			float value = at(grey, x, y);
			float low = 1;
			float high = 0;

			if (bilevel ? value == 0 || value == 1 : value <= CLEAN_TONE || value >= 1 - CLEAN_TONE)
				continue;
			for (int v = y - 1; v <= y + 1; v++)
				for (int u = x - 1; u <= x + 1; u++) {
					low = VIPS_MIN(low, at(grey, u, v));
					high = VIPS_MAX(high, at(grey, u, v));
				}
			n += bilevel || high - low < CLEAN_EDGE;
		}

	return bilevel ? n == 0 : n <= CLEAN_SHARE * grey->n;
}
