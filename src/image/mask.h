/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_MASK_H
#define BURNISH_MASK_H

#include "input.h"

/* Where a picture may be changed. In memory, a mask is one band of 8 bits: 255 change, 0 keep. */

/* A rectangle in pixels of the picture. */
typedef struct {
	int x;
	int y;
	int width;
	int height;
} BurnishBox;

/* "X,Y,WIDTH,HEIGHT". -1 with vips_error(). */
int burnish_box_parse(const char *text, BurnishBox *box);

/* Read a mask. A file with transparency in it says "change" by that, any other by its lightness:
 * white is to be changed, black to be kept. At the size of the file. Unref it. */
VipsImage *burnish_mask_open(const char *path, const BurnishLimits *limits);

/* A mask of that size with a box to be changed, which must lie in it. */
VipsImage *burnish_mask_new_box(const BurnishBox *box, int width, int height);

/* Bring a mask to the size of a picture; it must have its shape. *out is in memory. -1 with
 * vips_error(), also when nothing is left to be changed. */
int burnish_mask_fit(VipsImage *mask, int width, int height, VipsImage **out);

/* As the API wants it: a PNG of the mask's size, transparent where to change, opaque where to
 * keep. NULL with vips_error(). */
GBytes *burnish_mask_encode(VipsImage *mask);

#endif /*BURNISH_MASK_H*/
