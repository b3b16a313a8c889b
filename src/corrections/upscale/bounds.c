/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What keeps enlarged edges from ringing. A network that was trained on photographs draws a
 * rim along hard edges on plain ground, more of one where the picture was sharpened before.
 */

#include <math.h>
#include <string.h>

#include "bounds.h"

#define ART_REACH 1
#define PHOTO_REACH 4

/* The mean distance to the nearer of the two extremes of a neighbourhood, in shares of what is
 * between these: 0 for two levels, 1/4 where all values are alike. Up to the first, ringing is
 * held back in full; from the second on, not at all. */
#define TWO_LEVELS 0.12F
#define MANY_LEVELS 0.20F

/* Code values between the extremes, likewise: fainter edges ring too faintly to be seen. */
#define FAINT 50.0F
#define STRONG 80.0F

/* Pixels of a row that are looked at together, for where nothing is strong there is nothing
 * to do. */
#define PART 32

BurnishBounds *
burnish_bounds_new(int max_side, gboolean is_art)
{
	BurnishBounds *bounds = g_new0(BurnishBounds, 1);
	size_t plane = (size_t) max_side * max_side;

	bounds->max_side = max_side;
	bounds->reach = is_art ? ART_REACH : PHOTO_REACH;
	bounds->low = g_new(float, plane);
	bounds->high = g_new(float, plane);
	bounds->weight = g_new(float, plane);
	for (int i = 0; i < 2; i++)
		bounds->columns[i] = g_new(float, max_side + 2 * bounds->reach);
	if (is_art)
		for (size_t i = 0; i < plane; i++)
			bounds->weight[i] = 1;

	return bounds;
}

void
burnish_bounds_free(BurnishBounds *bounds)
{
	if (!bounds)
		return;

	g_free(bounds->low);
	g_free(bounds->high);
	g_free(bounds->weight);
	for (int i = 0; i < 2; i++)
		g_free(bounds->columns[i]);
	g_free(bounds);
}

/* The extremes around each pixel of a row: down, then across. */
static void
find_extremes(const BurnishBounds *bounds, const float *luma, int stride, int width, float *restrict low, float *restrict high)
{
	int reach = bounds->reach;
	float *restrict lowest = bounds->columns[0];
	float *restrict highest = bounds->columns[1];

	for (int x = 0; x < width + 2 * reach; x++) {
		lowest[x] = G_MAXFLOAT;
		highest[x] = -G_MAXFLOAT;
	}
	for (int dy = -reach; dy <= reach; dy++) {
		const float *p = luma + (ptrdiff_t) dy * stride - reach;

		for (int x = 0; x < width + 2 * reach; x++) {
			lowest[x] = p[x] < lowest[x] ? p[x] : lowest[x];
			highest[x] = p[x] > highest[x] ? p[x] : highest[x];
		}
	}

	memcpy(low, lowest, width * sizeof(float));
	memcpy(high, highest, width * sizeof(float));
	for (int dx = 1; dx <= 2 * reach; dx++)
		for (int x = 0; x < width; x++) {
			low[x] = lowest[x + dx] < low[x] ? lowest[x + dx] : low[x];
			high[x] = highest[x + dx] > high[x] ? highest[x + dx] : high[x];
		}
}

/* How far a part of a row is of two levels. */
static void
find_weights(const BurnishBounds *bounds, const float *luma, int stride, int width,
	const float *restrict low, const float *restrict high, float *restrict weight)
{
	int reach = bounds->reach;
	int n = (2 * reach + 1) * (2 * reach + 1);
	float widest = 0;

	memset(weight, 0, width * sizeof(float));
	for (int x = 0; x < width; x++)
		widest = high[x] - low[x] > widest ? high[x] - low[x] : widest;
	if (widest <= FAINT)
		return;

	for (int dy = -reach; dy <= reach; dy++)
		for (int dx = -reach; dx <= reach; dx++) {
			const float *p = luma + (ptrdiff_t) dy * stride + dx;

			for (int x = 0; x < width; x++) {
				float above = p[x] - low[x];
				float below = high[x] - p[x];

				weight[x] += above < below ? above : below;
			}
		}

	for (int x = 0; x < width; x++) {
		float range = high[x] - low[x];
		float between = weight[x] / (n * fmaxf(range, 1));
		float two = CLAMP((MANY_LEVELS - between) / (MANY_LEVELS - TWO_LEVELS), 0, 1);

		weight[x] = two * CLAMP((range - FAINT) / (STRONG - FAINT), 0, 1);
	}
}

void
burnish_bounds_find(BurnishBounds *bounds, const float *luma, int stride, int width, int height)
{
	for (int y = 0; y < height; y++) {
		const float *row = luma + (size_t) y * stride;
		size_t place = (size_t) y * bounds->max_side;

		find_extremes(bounds, row, stride, width, bounds->low + place, bounds->high + place);
		if (bounds->reach == ART_REACH)
			continue;
		for (int x = 0; x < width; x += PART)
			find_weights(bounds, row + x, stride, MIN(PART, width - x),
				bounds->low + place + x, bounds->high + place + x, bounds->weight + place + x);
	}
}
