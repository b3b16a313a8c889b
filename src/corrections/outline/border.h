/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_BORDER_H
#define BURNISH_BORDER_H

#include "../alpha/matte.h"

/* The outline of a sticker. Lengths are in pixels, colours 0 to 255, alpha 0 to 1. */
typedef struct {
	double width;
	float colour[3];
	gboolean fill_holes;
	/* Clear pixels to leave around it. */
	int margin;
	/* Opacity, 0 for none; to the right and down; softness. */
	double shadow;
	double offset[2];
	double blur;
} BurnishBorder;

/* Whether a picture has that outline already: what lies next to its edge is of that
 * colour. */
gboolean burnish_border_is_there(const BurnishMatte *matte, const BurnishBorder *border);

/* Lay it under the picture, on a larger canvas where it needs one. FALSE when nothing of
 * the picture is opaque. */
gboolean burnish_border_draw(BurnishMatte *matte, const BurnishBorder *border);

#endif /*BURNISH_BORDER_H*/
