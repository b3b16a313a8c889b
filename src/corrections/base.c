/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The base layer as a bilateral grid (Chen, Paris and Durand, Real-time
 * edge-aware image processing with the bilateral grid, SIGGRAPH 2007): pixels are
 * gathered into coarse cells over place and luma, the cells are blurred, and a
 * base is read between them. A grid is some hundred kilobytes for any picture,
 * needs no neighbours when it is read, and does not blur across edges, since the
 * two sides of an edge lie in different cells.
 */

#include <math.h>

#include "base.h"
#include "proxy.h"

/* Proxy pixels to a cell: a grid of at most 32 cells along the longest side. What
 * is larger than some 5 % of the picture is light and shade, and what is smaller
 * is detail. */
#define CELL 16

/* Cells over luma. The blur reaches a cell and a half, so edges of more than a
 * fifth of the range are kept apart. */
#define LEVELS 12

/* Less of a pixel than this near by is nothing: detail that the proxy has lost. */
#define MIN_WEIGHT 1e-4F

/* One cell more at each end, so that reading never leaves the grid. */
#define PAD 1

struct BurnishBase {
	/* Cells, with padding. */
	int width;
	int height;
	double cells_x;
	double cells_y;

	/* Level is the fastest, then x, then y. */
	BurnishVector *cells;
};

/* Where a coordinate falls: a cell, and how far it is to the next. */
static inline int
split(float coordinate, float *fraction)
{
	int cell = coordinate;

	*fraction = coordinate - cell;

	return cell;
}

static inline float
level_of(float luma)
{
	return PAD + luma * (LEVELS - 1 - 2 * PAD);
}

static void
add(BurnishBase *base, float x, float y, BurnishVector colour, float weight)
{
	float f[3];
	int cx = split(x, &f[0]);
	int cy = split(y, &f[1]);
	int level = split(level_of(burnish_luma(colour)), &f[2]);
	BurnishVector value = colour * weight;
	value[3] = weight;

	for (int i = 0; i < 8; i++) {
		int dx = i & 1;
		int dy = i >> 1 & 1;
		int dl = i >> 2;
		float share = (dx ? f[0] : 1 - f[0]) * (dy ? f[1] : 1 - f[1]) * (dl ? f[2] : 1 - f[2]);

		base->cells[((cy + dy) * base->width + cx + dx) * LEVELS + level + dl] += share * value;
	}
}

/* Blur by 1 2 1 along one axis of `n` cells, `step` apart, from `cell` on. */
static void
blur_line(BurnishVector *cell, int n, int step)
{
	BurnishVector before = { 0 };

	for (int i = 0; i < n; i++, cell += step) {
		BurnishVector here = *cell;
		BurnishVector after = i + 1 < n ? cell[step] : (BurnishVector){ 0 };

		*cell = 0.25F * before + 0.5F * here + 0.25F * after;
		before = here;
	}
}

static void
blur(BurnishBase *base)
{
	int row = base->width * LEVELS;

	for (int y = 0; y < base->height; y++)
		for (int x = 0; x < base->width; x++)
			blur_line(base->cells + y * row + x * LEVELS, LEVELS, 1);
	for (int y = 0; y < base->height; y++)
		for (int level = 0; level < LEVELS; level++)
			blur_line(base->cells + y * row + level, base->width, LEVELS);
	for (int x = 0; x < row; x++)
		blur_line(base->cells + x, base->height, row);
}

BurnishBase *
burnish_base_new(VipsImage *proxy)
{
	BurnishBase *base = g_new0(BurnishBase, 1);

	base->cells_x = (double) proxy->Xsize / CELL;
	base->cells_y = (double) proxy->Ysize / CELL;
	base->width = ceil(base->cells_x) + 1 + 2 * PAD;
	base->height = ceil(base->cells_y) + 1 + 2 * PAD;
	size_t n = (size_t) base->width * base->height * LEVELS;
	base->cells = g_aligned_alloc0(n, sizeof(BurnishVector), 64);

	for (int y = 0; y < proxy->Ysize; y++)
		for (int x = 0; x < proxy->Xsize; x++) {
			float rgb[3];
			float weight = burnish_proxy_read(proxy, x, y, rgb);
			BurnishVector colour = { rgb[0], rgb[1], rgb[2], 0 };

			if (weight > 0)
				add(base, PAD + (x + 0.5F) / CELL, PAD + (y + 0.5F) / CELL, colour, weight);
		}
	blur(base);

	return base;
}

void
burnish_base_free(BurnishBase *base)
{
	if (!base)
		return;

	g_aligned_free(base->cells);
	g_free(base);
}

void
burnish_base_row(const BurnishBase *base, int width, int height, int y, BurnishBaseRow *row)
{
	int cell = split(PAD + (y + 0.5) / height * base->cells_y, &row->fraction);

	row->base = base;
	row->scale = base->cells_x / width;
	row->rows[0] = base->cells + cell * base->width * LEVELS;
	row->rows[1] = row->rows[0] + base->width * LEVELS;
}

BurnishVector
burnish_base_get(const BurnishBaseRow *row, int x, BurnishVector colour)
{
	float fx;
	float fl;
	int at = split(PAD + (x + 0.5F) * row->scale, &fx) * LEVELS +
		split(level_of(burnish_luma(colour)), &fl);
	BurnishVector line[2];

	for (int i = 0; i < 2; i++) {
		const BurnishVector *cell = row->rows[i] + at;
		BurnishVector left = cell[0] + fl * (cell[1] - cell[0]);
		BurnishVector right = cell[LEVELS] + fl * (cell[LEVELS + 1] - cell[LEVELS]);

		line[i] = left + fx * (right - left);
	}
	BurnishVector sum = line[0] + row->fraction * (line[1] - line[0]);

	return sum[3] > MIN_WEIGHT ? sum / sum[3] : colour;
}
