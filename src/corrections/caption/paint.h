/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PAINT_H
#define BURNISH_PAINT_H

#include <vips/vips.h>

/* Layers of paint over a part of a picture, the plate lowest. Masks are as large as that
 * part and have one band of uchar; colours are sRGB, 0..1. */
typedef struct {
	VipsRect rect;

	/* NULL for none; the opacity is in the masks. */
	VipsImage *plate;
	double plate_color[3];
	VipsImage *stroke;
	double stroke_color[3];

	/* Of four bands of uchar: with colours of its own, alpha last. */
	VipsImage *letters;
} BurnishPaint;

/* Lay it over a picture of one to four bands of 8 or 16 bits; alpha becomes what is under
 * or over it. Pixels that get none stay as they are. The images of `paint` are referred
 * to, not itself. Lazy. */
int burnish_paint_apply(VipsImage *in, VipsImage **out, const BurnishPaint *paint);

#endif /*BURNISH_PAINT_H*/
