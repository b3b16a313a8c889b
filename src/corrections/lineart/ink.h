/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_INK_H
#define BURNISH_INK_H

#include "plane.h"

typedef enum {
	BURNISH_SOURCE_AUTO,
	/* Has lines on paper, painted over or not. */
	BURNISH_SOURCE_DRAWING,
	/* Has none: they are where it gets darker. */
	BURNISH_SOURCE_PICTURE,
} BurnishSource;

typedef enum {
	BURNISH_FILLS_AUTO,
	BURNISH_FILLS_KEEP,
	BURNISH_FILLS_OUTLINE,
} BurnishFills;

typedef struct {
	/* What it was taken for. */
	BurnishSource source;
	/* How much ink each pixel has, 0 to 1: the edge of a stroke is at one half. */
	BurnishPlane *ink;
	/* How dark it is beside the paper around it, 0 to 1. */
	BurnishPlane *dark;
	/* Its luminance, 0 to 1; and whether there is any colour. */
	BurnishPlane *grey;
	gboolean coloured;
	/* What counts as clearly drawn, on that scale. */
	double full;
} BurnishInk;

/* Find what is drawn. `in` is sRGB or grey of 8 or 16 bits; alpha is on white. NULL with
 * vips_error(). */
BurnishInk *burnish_ink_find(VipsImage *in, BurnishSource source, BurnishFills fills);
void burnish_ink_free(BurnishInk *ink);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishInk, burnish_ink_free)

#endif /*BURNISH_INK_H*/
