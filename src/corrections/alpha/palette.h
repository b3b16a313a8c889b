/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_PALETTE_H
#define BURNISH_PALETTE_H

#include "matte.h"

/* The commonest solid colours of a picture: so many at most. */
#define BURNISH_PALETTE_SIZE 96

typedef struct {
	float colour[3][BURNISH_PALETTE_SIZE];
	int n;
} BurnishPalette;

/* Of the pixels in neither mask. */
BurnishPalette *burnish_palette_new(const BurnishMatte *matte, const guint8 *ground, const guint8 *unknown);
void burnish_palette_free(BurnishPalette *palette);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BurnishPalette, burnish_palette_free)

/* Alpha of a pixel that is `away` from `ground`, if its foreground is in the palette:
 * the nearest colour on its ray that gives no more than `most`. *off is how far the pixel
 * is from that ray. */
float burnish_palette_alpha(const BurnishPalette *palette, const float *away,
	const float *ground, float most, float *off);

#endif /*BURNISH_PALETTE_H*/
