/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* libvips converts between 8 and 16 bits by shifting, which darkens everything
 * by half a step on the way down and makes white 65280 on the way up.
 */

#include "depth.h"
#include "object.h"

static VipsInterpretation
interpretation(const VipsImage *in, int depth)
{
	if (in->Bands <= 2)
		return depth == 8 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_GREY16;
	if (in->Type == VIPS_INTERPRETATION_CMYK)
		return VIPS_INTERPRETATION_CMYK;

	return depth == 8 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_RGB16;
}

int
burnish_depth_set(VipsImage *in, VipsImage **out, int depth)
{
	VipsBandFormat format = depth == 8 ? VIPS_FORMAT_UCHAR : VIPS_FORMAT_USHORT;
	double scale = depth == 8 ? 1 / 257.0 : 257.0;
	/* A cast cuts off. */
	double offset = depth == 8 ? 0.5 : 0.0;
	g_autoptr(VipsImage) scaled = NULL;
	g_autoptr(VipsImage) cast = NULL;

	if (in->BandFmt == format) {
		*out = g_object_ref(in);
		return 0;
	}

	if (vips_linear1(in, &scaled, scale, offset, NULL) ||
		vips_cast(scaled, &cast, format, NULL) ||
		vips_copy(cast, out, "interpretation", interpretation(in, depth), NULL))
		return -1;
	if (depth == 16)
		vips_image_set_int(*out, BURNISH_DEPTH_WAS_8, TRUE);
	else
		vips_image_remove(*out, BURNISH_DEPTH_WAS_8);

	return 0;
}
