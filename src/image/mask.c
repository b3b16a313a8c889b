/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Masks, as people make them and as the API wants them. Painting programs and other models have
 * white for "change", the API has transparency: both are understood.
 */

#include <math.h>
#include <stdlib.h>

#include "../base/depth.h"
#include "../base/error.h"
#include "../base/memory.h"
#include "mask.h"

/* Two shapes are the same when rounding to whole pixels can explain the difference; programs that
 * reduce a picture round each edge for itself. */
#define SHAPE_TOLERANCE 0.02

int
burnish_box_parse(const char *text, BurnishBox *box)
{
	int numbers[4];
	const char *at = text;

	for (int i = 0; i < 4; i++) {
		char *end;
		gint64 number = g_ascii_strtoll(at, &end, 10);

		if (end == at || *end != (i < 3 ? ',' : '\0') || number < 0 || number > VIPS_MAX_COORD) {
			vips_error(NULL, "\"%s\" is no box: X,Y,WIDTH,HEIGHT in pixels", text);
			return -1;
		}
		numbers[i] = (int) number;
		at = end + 1;
	}
	if (numbers[2] == 0 || numbers[3] == 0) {
		vips_error(NULL, "\"%s\" is a box without an area", text);
		return -1;
	}
	*box = (BurnishBox){ numbers[0], numbers[1], numbers[2], numbers[3] };

	return 0;
}

/* 255 for transparent. NULL without an error when nothing is. */
static VipsImage *
from_alpha(VipsImage *image, gboolean *failed)
{
	g_autoptr(VipsImage) alpha = NULL;
	double least;
	VipsImage *out;

	*failed = vips_extract_band(image, &alpha, image->Bands - 1, NULL) || vips_min(alpha, &least, NULL);
	if (*failed || least == 255)
		return NULL;
	*failed = vips_invert(alpha, &out, NULL) != 0;

	return *failed ? NULL : out;
}

static VipsImage *
from_lightness(VipsImage *image)
{
	g_autoptr(VipsImage) colours = NULL;
	g_autoptr(VipsImage) grey = NULL;
	VipsImage *out;

	/* Transparent nowhere, or that would have been taken. */
	if (vips_extract_band(image, &colours, 0, "n", image->Bands > 2 ? 3 : 1, NULL) ||
		vips_colourspace(colours, &grey, VIPS_INTERPRETATION_B_W, NULL) ||
		vips_extract_band(grey, &out, 0, NULL))
		return NULL;

	return out;
}

VipsImage *
burnish_mask_open(const char *path, const BurnishLimits *limits)
{
	g_autoptr(BurnishInput) input = burnish_input_open(path, limits);
	g_autoptr(VipsImage) lazy = NULL;
	g_autoptr(VipsImage) eight = NULL;
	g_autoptr(VipsImage) memory = NULL;
	g_autoptr(VipsImage) mask = NULL;
	gboolean failed = FALSE;

	if (input &&
		(lazy = burnish_input_load(input, VIPS_ACCESS_SEQUENTIAL, 0)) &&
		burnish_depth_set(lazy, &eight, 8) == 0 &&
		(memory = burnish_memory_read(eight))) {
		if (input->alpha)
			mask = from_alpha(memory, &failed);
		if (!mask && !failed)
			mask = from_lightness(memory);
	}
	VipsImage *out = mask ? vips_image_copy_memory(mask) : NULL;
	if (!out)
		burnish_error_prefix("%s: ", path ? path : "standard input");

	return out;
}

VipsImage *
burnish_mask_new_box(const BurnishBox *box, int width, int height)
{
	g_autoptr(VipsImage) black = NULL;
	g_autoptr(VipsImage) memory = NULL;

	if (box->x + (gint64) box->width > width || box->y + (gint64) box->height > height) {
		vips_error(NULL, "the box %d,%d,%d,%d goes beyond the picture of %d x %d", box->x, box->y, box->width, box->height, width, height);
		return NULL;
	}
	if (vips_black(&black, width, height, NULL) ||
		!(memory = vips_image_copy_memory(black)) ||
		vips_draw_rect1(memory, 255, box->x, box->y, box->width, box->height, "fill", TRUE, NULL))
		return NULL;

	return g_steal_pointer(&memory);
}

static int
resize(VipsImage *mask, int width, int height, VipsImage **out)
{
	double across = (double) width / mask->Xsize;
	double down = (double) height / mask->Ysize;

	if (mask->Xsize == width && mask->Ysize == height) {
		*out = g_object_ref(mask);
		return 0;
	}
	/* An edge off by less than rounding explains is the same shape. */
	if (fabs(across / down - 1) > VIPS_MAX(SHAPE_TOLERANCE, 1.0 / VIPS_MIN(mask->Xsize, mask->Ysize))) {
		vips_error(NULL, "the mask of %d x %d has another shape than the picture of %d x %d", mask->Xsize, mask->Ysize, width, height);
		return -1;
	}

	/* Linear: no ringing that would leave grey in what is to be kept. */
	return vips_resize(mask, out, across, "vscale", down, "kernel", VIPS_KERNEL_LINEAR, NULL);
}

int
burnish_mask_fit(VipsImage *mask, int width, int height, VipsImage **out)
{
	g_autoptr(VipsImage) resized = NULL;
	double most;

	if (resize(mask, width, height, &resized) || vips_max(resized, &most, NULL))
		return -1;
	if (most < 128) {
		vips_error(NULL, "the mask leaves nothing to be changed: what is white or transparent in it is changed");
		return -1;
	}

	return (*out = vips_image_copy_memory(resized)) ? 0 : -1;
}

GBytes *
burnish_mask_encode(VipsImage *mask)
{
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) black = NULL;
	g_autoptr(VipsImage) joined = NULL;
	g_autoptr(VipsImage) tagged = NULL;
	void *data;
	size_t length;

	/* Half a change is none: the API knows two states. */
	if (vips_less_const1(mask, &alpha, 128, NULL) ||
		vips_black(&black, mask->Xsize, mask->Ysize, "bands", 3, NULL) ||
		vips_bandjoin2(black, alpha, &joined, NULL) ||
		vips_copy(joined, &tagged, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) ||
		vips_pngsave_buffer(tagged, &data, &length, NULL))
		return NULL;

	return g_bytes_new_take(data, length);
}
