/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Averages of light, not of code values: fine white lines on black would darken.
 */

#include "object.h"
#include "reduce.h"

/* Colour to linear light, weighted with alpha, reduced, and back. */
static int
reduce_bands(VipsImage *colour, VipsImage *alpha, VipsImage **out, double across, double down)
{
	double most = colour->BandFmt == VIPS_FORMAT_USHORT ? 65535 : 255;
	VipsImage *owner = vips_image_new();
	VipsImage **t = (VipsImage **) vips_object_local_array(VIPS_OBJECT(owner), 12);
	int result = vips_colourspace(colour, &t[0], VIPS_INTERPRETATION_scRGB, NULL);

	if (!result && !alpha)
		result = vips_resize(t[0], &t[1], across, "vscale", down, NULL) ||
			vips_colourspace(t[1], out, colour->Type, NULL);
	else if (!result)
		result = vips_bandjoin2(t[0], alpha, &t[1], NULL) ||
			vips_premultiply(t[1], &t[2], "max_alpha", most, NULL) ||
			vips_resize(t[2], &t[3], across, "vscale", down, NULL) ||
			vips_unpremultiply(t[3], &t[4], "max_alpha", most, NULL) ||
			vips_extract_band(t[4], &t[5], 0, "n", 3, NULL) ||
			vips_extract_band(t[4], &t[6], 3, NULL) ||
			vips_copy(t[5], &t[7], "interpretation", VIPS_INTERPRETATION_scRGB, NULL) ||
			vips_colourspace(t[7], &t[8], colour->Type, NULL) ||
			vips_rint(t[6], &t[9], NULL) ||
			vips_cast(t[9], &t[10], colour->BandFmt, NULL) ||
			vips_bandjoin2(t[8], t[10], out, NULL);
	g_object_unref(owner);

	return result ? -1 : 0;
}

int
burnish_reduce(VipsImage *in, VipsImage **out, int width, int height)
{
	/* Resizing rounds down where the product is a hair below. */
	double across = (width + 1e-6) / in->Xsize;
	double down = (height + 1e-6) / in->Ysize;
	g_autoptr(VipsImage) colour = NULL;
	g_autoptr(VipsImage) alpha = NULL;
	g_autoptr(VipsImage) known = NULL;

	if (width == in->Xsize && height == in->Ysize) {
		*out = g_object_ref(in);
		return 0;
	}

	/* Grey may come without a name for its space. */
	if (vips_copy(in, &known, "interpretation", vips_image_guess_interpretation(in), NULL))
		return -1;
	if (!vips_image_hasalpha(in))
		return reduce_bands(known, NULL, out, across, down);

	return vips_extract_band(known, &colour, 0, "n", in->Bands - 1, NULL) ||
			vips_extract_band(known, &alpha, in->Bands - 1, NULL) ||
			reduce_bands(colour, alpha, out, across, down)
		? -1
		: 0;
}
