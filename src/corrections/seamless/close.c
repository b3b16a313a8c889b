/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Closing a texture: rolled by half its width, its edges meet in the middle, and what is
 * there is covered by a strip from elsewhere in it, whose own edges run where it matches
 * best (the minimum error boundary cut of Efros and Freeman 2001). What is left of the
 * difference is blended in two bands, the slow one wide and the fast one narrow (Burt and
 * Adelson 1983, Brown and Lowe 2007). Then it is rolled back: the middle of the picture
 * is where it was, and the size, too.
 */

#include <math.h>
#include <string.h>

#include "texture.h"

#define BANDS BURNISH_TEXTURE_BANDS

/* Of the width: half of the strip; of that, what always covers the seam, on each side; and
 * the radius of the slow band, which must not reach from a cut to the seam. */
#define HALF_STRIP (1.0 / 6)
#define CORE 0.25
#define SLOW 0.125
/* Strips that are tried. */
#define CANDIDATES 12
/* Boxes that make the slow band. */
#define BOXES 2

/* Where the strip goes, and where it comes from. */
typedef struct {
	const BurnishTexture *texture;
	int left;
	int width;
	/* Columns in which a cut may run: from which on, from either side, and how many; and
	 * how far the slow band reaches to both sides of it. */
	int margin;
	int overlap;
	int reach;
	int from;
} Strip;

/* A pixel of the texture, rolled by half its width. */
static const float *
get_rolled(const Strip *strip, int x, int y)
{
	const BurnishTexture *texture = strip->texture;
	int column = (strip->left + x + texture->width / 2) % texture->width;

	return texture->data + ((gsize) y * texture->width + column) * BANDS;
}

static const float *
get_patch(const Strip *strip, int x, int y)
{
	return strip->texture->data + ((gsize) y * strip->texture->width + strip->from + x) * BANDS;
}

static float
get_error(const Strip *strip, int x, int y)
{
	const float *a = get_rolled(strip, x, y);
	const float *b = get_patch(strip, x, y);
	float sum = 0;

	for (int k = 0; k < BANDS; k++)
		sum += (a[k] - b[k]) * (a[k] - b[k]);

	return sum;
}

/* The best path from the top to the bottom of an overlap that begins at column `start` of
 * the strip; at both ends in column `fixed`, if that is not negative. Returns its cost,
 * and in path[], one a row, where it runs. */
static double
find_path(const Strip *strip, int start, int fixed, int *path)
{
	int w = strip->overlap;
	int h = strip->texture->height;
	g_autofree float *cost = g_new(float, (gsize) w *h);

	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			float *c = cost + (gsize) y * w + x;
			const float *above = c - w;

			*c = get_error(strip, start + x, y);
			if ((y == 0 || y == h - 1) && fixed >= 0 && x != fixed)
				*c = INFINITY;
			if (y > 0) {
				float best = above[0];
				best = x > 0 ? VIPS_MIN(best, above[-1]) : best;
				best = x + 1 < w ? VIPS_MIN(best, above[1]) : best;
				*c += best;
			}
		}

	const float *last = cost + (gsize) (h - 1) * w;
	int at = 0;
	for (int x = 1; x < w; x++)
		if (last[x] < last[at])
			at = x;
	double total = last[at];
	for (int y = h - 1; y >= 0; y--) {
		path[y] = start + at;
		if (y == 0)
			break;
		const float *above = cost + (gsize) (y - 1) * w;
		int next = at;
		if (at > 0 && above[at - 1] < above[next])
			next = at - 1;
		if (at + 1 < w && above[at + 1] < above[next])
			next = at + 1;
		at = next;
	}

	return total;
}

/* The cut has to close in a tiling, too: through the middle of the best open one. */
static double
find_cut(const Strip *strip, int start, int *path)
{
	int h = strip->texture->height;

	find_path(strip, start, -1, path);

	return find_path(strip, start, path[h / 2] - start, path);
}

/* The mean over 2 * radius + 1 pixels of a row, cut off at its ends, or of a column, which
 * goes on at the other end. */
static void
blur_line(const float *from, float *to, int n, gsize step, int radius, gboolean wraps)
{
	double sum = 0;
	int count = 0;

	for (int k = -radius; k < n + radius; k++) {
		int in = k;
		int out = k - 2 * radius - 1;

		if (wraps || (in >= 0 && in < n)) {
			sum += from[((in % n + n) % n) * step];
			count++;
		}
		if (out >= -radius && (wraps || (out >= 0 && out < n))) {
			sum -= from[((out % n + n) % n) * step];
			count--;
		}
		if (k >= radius && k - radius < n)
			to[(k - radius) * step] = sum / count;
	}
}

static void
blur(float *data, int width, int height, int bands, int radius)
{
	g_autofree float *copy = g_new(float, (gsize) width *height *bands);

	for (int k = 0; k < BOXES; k++) {
		for (int y = 0; y < height; y++)
			for (int b = 0; b < bands; b++)
				blur_line(data + (gsize) y * width * bands + b, copy + (gsize) y * width * bands + b, width, bands, radius, FALSE);
		for (int x = 0; x < width * bands; x++)
			blur_line(copy + x, data + x, height, (gsize) width * bands, radius, TRUE);
	}
}

/* How much of each pixel of the strip is not covered. */
static float *
make_mask(const Strip *strip, const int *left, const int *right)
{
	float *mask = g_new(float, (gsize) strip->width * strip->texture->height);

	for (int y = 0; y < strip->texture->height; y++)
		for (int x = 0; x < strip->width; x++)
			mask[(gsize) y * strip->width + x] = x < left[y] || x > right[y];

	return mask;
}

/* What the strip becomes. */
static float *
make_blend(const Strip *strip, const int *left, const int *right)
{
	int w = strip->width;
	int h = strip->texture->height;
	gsize n = (gsize) w * h;
	int radius = VIPS_MAX(1, strip->reach / BOXES);
	float *blend = g_new(float, n *BANDS);
	g_autofree float *slow = g_new(float, n *BANDS);
	g_autofree float *fast_mask = make_mask(strip, left, right);
	g_autofree float *slow_mask = g_new(float, n);

	memcpy(slow_mask, fast_mask, n * sizeof(float));
	blur(slow_mask, w, h, 1, radius);
	blur(fast_mask, w, h, 1, 1);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++)
			for (int b = 0; b < BANDS; b++)
				slow[((gsize) y * w + x) * BANDS + b] = get_rolled(strip, x, y)[b] - get_patch(strip, x, y)[b];
	blur(slow, w, h, BANDS, radius);
	for (int y = 0; y < h; y++)
		for (int x = 0; x < w; x++) {
			gsize i = (gsize) y * w + x;
			const float *rolled = get_rolled(strip, x, y);
			const float *patch = get_patch(strip, x, y);

			for (int b = 0; b < BANDS; b++)
				blend[i * BANDS + b] = patch[b] + fast_mask[i] * (rolled[b] - patch[b] - slow[i * BANDS + b]) +
					slow_mask[i] * slow[i * BANDS + b];
		}

	return blend;
}

/* The strip that matches best on both sides. */
static void
choose_strip(Strip *strip, int *left, int *right)
{
	int room = strip->texture->width - strip->width;
	int start = strip->width - strip->margin - strip->overlap;
	int best = room / 2;
	double least = INFINITY;

	for (int k = 0; k < CANDIDATES; k++) {
		strip->from = (gint64) room * k / (CANDIDATES - 1);
		double cost = find_path(strip, strip->margin, -1, left) + find_path(strip, start, -1, right);
		if (cost < least) {
			least = cost;
			best = strip->from;
		}
	}
	strip->from = best;
	find_cut(strip, strip->margin, left);
	find_cut(strip, start, right);
}

void
burnish_texture_close(BurnishTexture *texture)
{
	int half = HALF_STRIP * texture->width;
	g_autofree int *left = g_new(int, texture->height);
	g_autofree int *right = g_new(int, texture->height);
	int reach = VIPS_MAX(BOXES, SLOW * half);
	int core = CORE * half;
	Strip strip = {
		.texture = texture,
		.left = texture->width - texture->width / 2 - half,
		.width = 2 * half,
		.margin = reach,
		.overlap = VIPS_MAX(1, half - core - reach),
		.reach = reach,
	};

	choose_strip(&strip, left, right);
	g_autofree float *blend = make_blend(&strip, left, right);
	for (int y = 0; y < texture->height; y++)
		for (int x = 0; x < strip.width; x++) {
			int column = (strip.left + x + texture->width / 2) % texture->width;
			memcpy(texture->data + ((gsize) y * texture->width + column) * BANDS,
				blend + ((gsize) y * strip.width + x) * BANDS, BANDS * sizeof(float));
		}
}
