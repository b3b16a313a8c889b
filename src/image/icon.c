/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* One size of an icon. Each is made of the whole picture, since a reduction of a reduction
 * is blurred twice.
 */

#include <math.h>

#include "../base/object.h"
#include "../base/reduce.h"
#include "icon.h"

/* Up to this side, an edge is a good part of the icon, and what reducing takes from it
 * shows. */
#define MAX_SHARPENED 48

/* How much of the difference to the surroundings is added: by eye, on icons of 16 to 48
 * pixels. More shows as a rim. */
#define AMOUNT 0.35

/* Four bands of 8-bit sRGB. */
static int
to_rgba(VipsImage *in, VipsImage **out)
{
	g_autoptr(VipsImage) rgb = NULL;

	if (vips_colourspace(in, &rgb, VIPS_INTERPRETATION_sRGB, NULL))
		return -1;
	if (vips_image_hasalpha(rgb)) {
		*out = g_steal_pointer(&rgb);
		return 0;
	}

	return vips_addalpha(rgb, out, NULL);
}

/* A sample as it is weighted with alpha, 0 outside. */
static double
weighted(VipsImage *image, int x, int y, int band)
{
	if (x < 0 || y < 0 || x >= image->Xsize || y >= image->Ysize)
		return 0;

	const VipsPel *p = VIPS_IMAGE_ADDR(image, x, y);

	return band == 3 ? p[3] : p[band] * p[3] / 255.0;
}

/* The difference to the mean of a pixel's surroundings, weighted by 1 2 1, added to it. What
 * is weighted with alpha has no colour of what nobody sees. */
static double
sharpened(VipsImage *image, int x, int y, int band)
{
	static const int weights[3] = { 1, 2, 1 };
	double mean = 0;

	for (int j = -1; j <= 1; j++)
		for (int i = -1; i <= 1; i++)
			/* The edge of the icon is no edge of what it shows. */
			mean += weights[i + 1] * weights[j + 1] / 16.0 *
				weighted(image, VIPS_CLIP(0, x + i, image->Xsize - 1), VIPS_CLIP(0, y + j, image->Ysize - 1), band);
	double value = weighted(image, x, y, band);

	return value + AMOUNT * (value - mean);
}

static VipsImage *
sharpen(VipsImage *in)
{
	VipsImage *out = vips_image_copy_memory(in);

	for (int y = 0; out && y < in->Ysize; y++)
		for (int x = 0; x < in->Xsize; x++) {
			VipsPel *q = VIPS_IMAGE_ADDR(out, x, y);
			double alpha = VIPS_CLIP(0, rint(sharpened(in, x, y, 3)), 255);

			for (int band = 0; band < 3 && alpha > 0; band++)
				q[band] = VIPS_CLIP(0, rint(sharpened(in, x, y, band) * 255 / alpha), 255);
			q[3] = alpha;
		}

	return out;
}

int
burnish_icon_draw(VipsImage *in, VipsImage **out, int side)
{
	double scale = (double) side / VIPS_MAX(in->Xsize, in->Ysize);
	int width = VIPS_MAX(1, rint(in->Xsize * scale));
	int height = VIPS_MAX(1, rint(in->Ysize * scale));
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 4);
	int result = to_rgba(in, &t[0]) ||
		burnish_reduce(t[0], &t[1], width, height) ||
		vips_embed(t[1], &t[2], (side - width) / 2, (side - height) / 2, side, side, NULL) ||
		!(t[3] = vips_image_copy_memory(t[2]));

	if (!result)
		*out = side <= MAX_SHARPENED && scale < 1 ? sharpen(t[3]) : g_object_ref(t[3]);
	g_object_unref(owner);

	return result || !*out ? -1 : 0;
}
