/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_GRID_H
#define BURNISH_GRID_H

#include <vips/vips.h>

/* A lazy picture that is a whole number of times as large as another, made in tiles of a
 * fixed grid: the result is the same however it is asked for. The first member of what the
 * functions work with, and get as their last argument. */
typedef struct BurnishGrid {
	int scale;

	/* Of a tile, in pixels of the input. */
	int tile_width;
	int tile_height;

	/* Of the result: uchar or ushort. */
	VipsBandFormat format;

	/* What a thread needs, as for vips_image_generate(). */
	VipsStartFn start;
	VipsStopFn stop;

	/* Make what `out` shows of a tile. */
	int (*make)(VipsRegion *out, void *sequence, const VipsRect *tile, const struct BurnishGrid *grid);
} BurnishGrid;

/* `tiles` is a new image, as long as which `grid` is there; it keeps `in`. */
int burnish_grid_run(const BurnishGrid *grid, VipsImage *tiles, VipsImage *in, VipsImage **out);

/* Read an area of a picture of uchar or ushort into planes of code values of 8 bits; beyond
 * the picture its outermost pixels go on. */
int burnish_grid_read(VipsRegion *region, const VipsRect *needed, float *const *planes, int stride);

/* Write what `out` shows of a tile: for each band, results and a multiple of what is to be
 * added to them, with rows `stride` apart. */
void burnish_grid_write(const BurnishGrid *grid, VipsRegion *out, const VipsRect *tile,
	const float *const *results, const float *const *details, float gain, int stride);

#endif /*BURNISH_GRID_H*/
