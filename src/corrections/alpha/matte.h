/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MATTE_H
#define BURNISH_MATTE_H

#include <vips/vips.h>

/* A whole picture as floats: three colours and alpha, 0 to 255 whatever the
 * depth, straight (not premultiplied). A sample that nobody changes comes back
 * as it was, bit for bit. */
typedef struct {
	int width;
	int height;
	gsize n;
	float *colour;
	float *alpha;
} BurnishMatte;

/* `in` has one or three colour bands of uchar or ushort, with or without
 * alpha. NULL with vips_error(). */
BurnishMatte *burnish_matte_new(VipsImage *in);
void burnish_matte_free(BurnishMatte *matte);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishMatte, burnish_matte_free)

/* A picture in memory with the colour bands and format of `like`; alpha is left
 * out where `like` has none and every pixel is opaque. */
VipsImage *burnish_matte_to_image(const BurnishMatte *matte, VipsImage *like);

/* Another size of the canvas: `left` and `top` say where the old origin
 * goes; what was not there is clear. */
void burnish_matte_set_canvas(BurnishMatte *matte, int left, int top, int width, int height);

#endif /*BURNISH_MATTE_H*/
