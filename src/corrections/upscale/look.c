/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Telling pixel art, flat art and everything else apart.
 *
 * Pixel art that was enlarged before has all its edges on a grid. Pixel art in its own
 * size is small, and has few colours. In flat art most pixels are like their neighbours,
 * and where they are not, they differ much.
 */

#include "../../base/depth.h"
#include "../../base/object.h"
#include "grain.h"
#include "look.h"

/* What is looked at, at most. */
#define SIDE 1024

/* Blocks of pixel art. */
#define MAX_BLOCK 64

/* Edges that may be off the grid, and columns or rows with edges that there must be: a
 * few rectangles have all edges on some grid by chance. */
#define OFF_GRID 0.01
#define MIN_LINES 8

/* Sizes of sprites and of their palettes. */
#define SPRITE_SIDE 160
#define SPRITE_COLOURS 32

/* Neighbours that differ by more than this are an edge of pixel art: beyond what JPEG
 * leaves of a flat area. */
#define EDGE 24

/* Code values between neighbours: of flat areas, with a little grain; of any contour;
 * of an edge of black on white, a pixel of which is in between. */
#define FLAT 5
#define CONTOUR 16
#define STRONG 70

/* Shares that make flat art, between those of photographs with much sky and of text
 * and line art. */
#define MIN_FLAT 0.55
#define MIN_STRONG 0.4

static int
difference(const VipsPel *a, const VipsPel *b, int bands)
{
	int largest = 0;

	for (int i = 0; i < bands; i++)
		largest = VIPS_MAX(largest, abs(a[i] - b[i]));

	return largest;
}

/* Whether edges lie at every n-th place only, for an n above 1. */
static gboolean
is_on_grid(const int *edges, int size)
{
	gint64 all = 0;
	int lines = 0;

	for (int i = 1; i < size; i++) {
		all += edges[i];
		lines += edges[i] > 0;
	}
	if (lines < MIN_LINES)
		return FALSE;

	for (int block = 2; block <= VIPS_MIN(MAX_BLOCK, size / 4); block++)
		for (int offset = 0; offset < block; offset++) {
			gint64 on = 0;

			for (int i = offset; i < size; i += block)
				on += edges[i];
			if (on >= (1 - OFF_GRID) * all)
				return TRUE;
		}

	return FALSE;
}

static gboolean
is_enlarged_pixel_art(VipsImage *image)
{
	g_autofree int *columns = g_new0(int, image->Xsize);
	g_autofree int *rows = g_new0(int, image->Ysize);
	int bands = image->Bands;
	size_t line = VIPS_IMAGE_SIZEOF_LINE(image);

	for (int y = 0; y < image->Ysize; y++) {
		VipsPel *p = VIPS_IMAGE_ADDR(image, 0, y);

		for (int x = 0; x < image->Xsize; x++, p += bands) {
			columns[x] += x > 0 && difference(p, p - bands, bands) > EDGE;
			rows[y] += y > 0 && difference(p, p - line, bands) > EDGE;
		}
	}

	return is_on_grid(columns, image->Xsize) && is_on_grid(rows, image->Ysize);
}

static gboolean
is_sprite(VipsImage *image)
{
	guint32 colours[SPRITE_COLOURS];
	int n = 0;

	if (VIPS_MAX(image->Xsize, image->Ysize) > SPRITE_SIDE)
		return FALSE;
	for (int y = 0; y < image->Ysize; y++)
		for (int x = 0; x < image->Xsize; x++) {
			const VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);
			guint32 colour = 0;
			int i;

			for (i = 0; i < image->Bands; i++)
				colour = colour << 8 | p[i];
			for (i = 0; i < n && colours[i] != colour; i++)
				;
			if (i == n) {
				if (n == SPRITE_COLOURS)
					return FALSE;
				colours[n++] = colour;
			}
		}

	/* One colour is no art. */
	return n > 1;
}

static gboolean
is_flat_art(VipsImage *image)
{
	int bands = image->Bands;
	size_t line = VIPS_IMAGE_SIZEOF_LINE(image);
	gint64 flat = 0;
	gint64 contour = 0;
	gint64 strong = 0;

	for (int y = 1; y < image->Ysize; y++) {
		VipsPel *p = VIPS_IMAGE_ADDR(image, 1, y);

		for (int x = 1; x < image->Xsize; x++, p += bands) {
			int step = VIPS_MAX(difference(p, p - bands, bands), difference(p, p - line, bands));

			flat += step <= FLAT;
			contour += step > CONTOUR;
			strong += step > STRONG;
		}
	}
	gint64 all = (gint64) (image->Xsize - 1) * (image->Ysize - 1);

	return contour > 0 && flat >= MIN_FLAT * all && strong >= MIN_STRONG * contour;
}

int
burnish_look(VipsImage *in, BurnishUpscaleMode *kind, double *grain)
{
	int width = VIPS_MIN(in->Xsize, SIDE);
	int height = VIPS_MIN(in->Ysize, SIDE);
	g_autoptr(VipsImage) middle = NULL;
	g_autoptr(VipsImage) lazy = NULL;
	g_autoptr(VipsImage) image = NULL;

	if (vips_extract_area(in, &middle, (in->Xsize - width) / 2, (in->Ysize - height) / 2, width, height, NULL) ||
		burnish_depth_set(middle, &lazy, 8) ||
		!(image = vips_image_copy_memory(lazy)))
		return -1;

	*kind = is_enlarged_pixel_art(image) || is_sprite(image) ? BURNISH_UPSCALE_PIXEL
		: is_flat_art(image)                                 ? BURNISH_UPSCALE_ART
															 : BURNISH_UPSCALE_PHOTO;
	*grain = burnish_grain_find(image);

	return 0;
}
