/* SPDX-License-Identifier: LGPL-2.1-or-later */

#ifndef BURNISH_STROKES_H
#define BURNISH_STROKES_H

#include "ink.h"

/* What was mended. */
typedef struct {
	int specks;
	int holes;
	int joined;
} BurnishMended;

/* Take specks of less than `size` pixels off, close holes that are a third of it, and join
 * strokes that are broken by a pixel or two. */
BurnishMended burnish_strokes_clean(BurnishInk *ink, double size);

/* How much of each pixel is black, 0 to 1, in place of the ink: with edges that are
 * `edge` pixels wide, 0 for none, and strokes wider by `weight` pixels. */
void burnish_strokes_draw(BurnishPlane *ink, double edge, double weight);

/* Whether a picture is what burnish_strokes_draw() makes already: `grey` is 0 to 1. */
gboolean burnish_strokes_are_clean(const BurnishPlane *grey, gboolean bilevel);

#endif /*BURNISH_STROKES_H*/
