/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The small copy of a picture that all measuring looks at. A box filter by a
 * whole factor: no ringing, so no colour that was not in the picture, and the
 * cheapest reduction there is.
 */

#include "../base/object.h"
#include "proxy.h"

static int
shrink_opaque(VipsImage *in, VipsImage **out, int factor)
{
	return vips_shrink(in, out, factor, factor, "ceil", TRUE, NULL);
}

static int
shrink_with_alpha(VipsImage *in, VipsImage **out, int factor)
{
	g_autoptr(VipsImage) premultiplied = NULL;
	g_autoptr(VipsImage) small = NULL;
	g_autoptr(VipsImage) straight = NULL;
	g_autoptr(VipsImage) rounded = NULL;

	return vips_premultiply(in, &premultiplied, NULL) ||
			shrink_opaque(premultiplied, &small, factor) ||
			vips_unpremultiply(small, &straight, NULL) ||
			vips_rint(straight, &rounded, NULL) ||
			vips_cast(rounded, out, in->BandFmt, NULL)
		? -1
		: 0;
}

int
burnish_proxy_new(VipsImage *in, VipsImage **proxy)
{
	int longest = VIPS_MAX(in->Xsize, in->Ysize);
	int factor = (longest + BURNISH_PROXY_SIZE - 1) / BURNISH_PROXY_SIZE;
	g_autoptr(VipsImage) small = NULL;

	if (factor <= 1)
		return (*proxy = vips_image_copy_memory(in)) ? 0 : -1;

	if (vips_image_hasalpha(in) ? shrink_with_alpha(in, &small, factor)
								: shrink_opaque(in, &small, factor))
		return -1;

	return (*proxy = vips_image_copy_memory(small)) ? 0 : -1;
}
