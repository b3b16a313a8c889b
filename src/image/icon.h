/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_ICON_H
#define BURNISH_ICON_H

#include <vips/vips.h>

/* Make a small square of a picture in 8-bit sRGB or grey: in linear light, weighted with
 * alpha, a little sharpened where it gets very small. What is not square gets transparent
 * sides. *out is in memory, of four bands. -1 with vips_error(). */
int burnish_icon_draw(VipsImage *in, VipsImage **out, int side);

#endif /*BURNISH_ICON_H*/
