/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_DEPTH_H
#define BURNISH_DEPTH_H

#include <vips/vips.h>

/* The field of a picture of 16 bits that had 8 before. */
#define BURNISH_DEPTH_WAS_8 "burnish-was-8-bits"

/* Change the bits a sample, 8 or 16, of a picture in the working space (sRGB or
 * grey of uchar or ushort, alpha included), by exact scaling with rounding:
 * there and back is the identity. Lazy. -1 with vips_error(). */
int burnish_depth_set(VipsImage *in, VipsImage **out, int depth);

#endif /*BURNISH_DEPTH_H*/
