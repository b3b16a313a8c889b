/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Tiles of an enlargement: reading them with what is around them, writing them, and the
 * image that they make up.
 */

#include "grid.h"

int
burnish_grid_read(VipsRegion *region, const VipsRect *needed, float *const *planes, int stride)
{
	const VipsImage *in = region->im;
	VipsRect all = { 0, 0, in->Xsize, in->Ysize };
	VipsRect there;

	vips_rect_intersectrect((VipsRect *) needed, &all, &there);
	if (vips_region_prepare(region, &there))
		return -1;

	for (int y = 0; y < needed->height; y++) {
		int row = VIPS_CLIP(there.top, needed->top + y, VIPS_RECT_BOTTOM(&there) - 1);

		for (int x = 0; x < needed->width; x++) {
			int column = VIPS_CLIP(there.left, needed->left + x, VIPS_RECT_RIGHT(&there) - 1);
			VipsPel *p = VIPS_REGION_ADDR(region, column, row);
			size_t place = (size_t) y * stride + x;

			for (int i = 0; i < in->Bands; i++)
				planes[i][place] = in->BandFmt == VIPS_FORMAT_UCHAR ? p[i] : ((guint16 *) p)[i] / 257.0F;
		}
	}

	return 0;
}

void
burnish_grid_write(const BurnishGrid *grid, VipsRegion *out, const VipsRect *tile,
	const float *const *results, const float *const *details, float gain, int stride)
{
	int scale = grid->scale;
	int bands = out->im->Bands;
	VipsRect done = { tile->left * scale, tile->top * scale, tile->width * scale, tile->height * scale };
	VipsRect r;

	vips_rect_intersectrect(&done, &out->valid, &r);
	for (int y = 0; y < r.height; y++) {
		VipsPel *q = VIPS_REGION_ADDR(out, r.left, r.top + y);
		size_t begin = (size_t) (r.top + y - done.top) * stride + r.left - done.left;

		for (int i = 0; i < bands; i++) {
			const float *detail = details[i] + begin;
			const float *result = results[i] + begin;

			if (grid->format == VIPS_FORMAT_UCHAR)
				for (int x = 0; x < r.width; x++)
					q[x * bands + i] = VIPS_CLIP(0, result[x] + gain * detail[x], 255) + 0.5F;
			else
				for (int x = 0; x < r.width; x++)
					((guint16 *) q)[x * bands + i] =
						VIPS_CLIP(0, result[x] + gain * detail[x], 255) * 257 + 0.5F;
		}
	}
}

/* The tiles that an area touches. */
static int
generate(VipsRegion *out, void *sequence, void *a, void *b, gboolean *stop)
{
	const VipsImage *in = a;
	const BurnishGrid *grid = b;
	const VipsRect *r = &out->valid;
	int width = grid->tile_width * grid->scale;
	int height = grid->tile_height * grid->scale;

	for (int y = r->top / height; y * height < VIPS_RECT_BOTTOM(r); y++)
		for (int x = r->left / width; x * width < VIPS_RECT_RIGHT(r); x++) {
			VipsRect all = { 0, 0, in->Xsize, in->Ysize };
			VipsRect tile = { x * grid->tile_width, y * grid->tile_height, grid->tile_width, grid->tile_height };

			vips_rect_intersectrect(&tile, &all, &tile);
			if (grid->make(out, sequence, &tile, grid))
				return -1;
		}

	return 0;
}

int
burnish_grid_run(const BurnishGrid *grid, VipsImage *tiles, VipsImage *in, VipsImage **out)
{
	gboolean grey = in->Bands - vips_image_hasalpha(in) == 1;
	int width = grid->tile_width * grid->scale;

	if (vips_image_pio_input(in) ||
		vips_image_pipelinev(tiles, VIPS_DEMAND_STYLE_SMALLTILE, in, NULL))
		return -1;
	tiles->Xsize = in->Xsize * grid->scale;
	tiles->Ysize = in->Ysize * grid->scale;
	tiles->BandFmt = grid->format;
	tiles->Type = grid->format == VIPS_FORMAT_UCHAR
		? (grey ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB)
		: (grey ? VIPS_INTERPRETATION_GREY16 : VIPS_INTERPRETATION_RGB16);
	/* As long as it may be read. */
	vips_object_local(tiles, g_object_ref(in));
	if (vips_image_generate(tiles, grid->start, generate, grid->stop, in, (void *) grid))
		return -1;

	/* Each tile once: two rows of them, and as many as threads may be at. */
	if (vips_tilecache(tiles, out,
			"tile_width", width,
			"tile_height", grid->tile_height * grid->scale,
			"max_tiles", 2 * ((tiles->Xsize + width - 1) / width) + 2 * vips_concurrency_get(),
			"access", VIPS_ACCESS_RANDOM,
			"threaded", TRUE,
			NULL))
		return -1;
	/* In whole rows. Asked for in pieces smaller than a tile, all threads would want the same one,
	 * and wait for the first of them to make it. */
	(*out)->dhint = VIPS_DEMAND_STYLE_FATSTRIP;

	return 0;
}
