/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PALETTE_H
#define BURNISH_PALETTE_H

#include <vips/vips.h>

/* The picture as a PNG with a palette, exactly, or NULL when it has more colours than a
 * palette holds, or when a palette takes as many bits as the picture. image: in memory,
 * 8-bit grey or sRGB, with alpha or without. compression: 0 to 9, zlib's. */
GBytes *burnish_palette_encode(VipsImage *image, int compression);

#endif /*BURNISH_PALETTE_H*/
